package dev.contextbudget.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import dev.contextbudget.app.ServerRuntime;
import dev.contextbudget.app.TestServer;
import dev.contextbudget.client.ClientOptions;
import dev.contextbudget.client.ContextBudgetClient;
import dev.contextbudget.v1.Action;
import dev.contextbudget.v1.CompactResponse;
import dev.contextbudget.v1.ComponentTokens;
import dev.contextbudget.v1.CountTokensResponse;
import dev.contextbudget.v1.DecisionReason;
import dev.contextbudget.v1.ExpectedUsage;
import dev.contextbudget.v1.FitContextResponse;
import dev.contextbudget.v1.ItemDecision;
import dev.contextbudget.v1.PlanBudgetResponse;
import dev.contextbudget.v1.Replacement;
import dev.contextbudget.v1.ReplacementKind;
import dev.contextbudget.v1.SlotGrant;
import dev.contextbudget.v1.SlotReport;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The tour against a real server: what it prints is what the server answered. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class DemoTourTest {
  private static final int COLUMNS = 80;

  private final DemoScenario scenario = new DemoScenario();
  private ServerRuntime server;
  private ContextBudgetClient client;
  private CountTokensResponse count;
  private PlanBudgetResponse plan;
  private FitContextResponse first;
  private FitContextResponse next;
  private FitContextResponse uncut;
  private CompactResponse compact;
  private String output;

  /** The service is a function: asked the same again, it answers what the tour got. */
  @BeforeAll
  void ask() {
    server = TestServer.start();
    client =
        ContextBudgetClient.create(
            ClientOptions.plaintext("127.0.0.1:" + server.port(), Duration.ofMinutes(1)));
    output = tour(new Terminal(false, COLUMNS));
    count = client.countTokens(scenario.count());
    plan = client.planBudget(scenario.plan(count));
    first = client.fitContext(scenario.fit(DemoScenario.FIRST_TURN, ByteString.EMPTY));
    next =
        client.fitContext(scenario.fit(DemoScenario.NEXT_TURN, first.getCache().getPrefixToken()));
    FitContextResponse before =
        client.fitContext(scenario.uncut(DemoScenario.FIRST_TURN, ByteString.EMPTY));
    uncut =
        client.fitContext(
            scenario.uncut(DemoScenario.NEXT_TURN, before.getCache().getPrefixToken()));
    compact = client.compact(scenario.compact());
  }

  @AfterAll
  void close() {
    client.close();
    server.close();
  }

  private String tour(Terminal terminal) {
    StringWriter text = new StringWriter();
    new DemoTour(client, new PrintWriter(text), terminal).run();
    return text.toString();
  }

  /** Returns the lines of a section, by its number. */
  private List<String> section(int number) {
    return output
        .lines()
        .dropWhile(line -> !line.startsWith(number + "  "))
        .takeWhile(line -> !line.startsWith((number + 1) + "  "))
        .toList();
  }

  /** Returns the cells of a line that begins so, after that beginning. */
  private List<String> cells(int section, String beginning) {
    return section(section).stream()
        .filter(line -> line.startsWith(beginning + " "))
        .map(line -> List.of(line.substring(beginning.length()).strip().split("\\s+")))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no line '" + beginning + "'\n" + output));
  }

  private String prose(int section) {
    return String.join(" ", section(section));
  }

  private static String number(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  private static int parsed(String number) {
    return Integer.parseInt(number.replace(",", ""));
  }

  /** Without this the demo would show less than it says. */
  @Test
  void theScenarioKeepsShortensAndDropsForDifferentReasons() {
    Map<Action, Set<DecisionReason>> reasons =
        first.getDecisionsList().stream()
            .collect(
                Collectors.groupingBy(
                    ItemDecision::getAction,
                    Collectors.mapping(ItemDecision::getReason, Collectors.toSet())));

    assertEquals(
        Map.of(
            Action.ACTION_KEEP,
            Set.of(
                DecisionReason.DECISION_REASON_PINNED,
                DecisionReason.DECISION_REASON_SELECTED,
                DecisionReason.DECISION_REASON_CURRENT_TURN),
            Action.ACTION_TRUNCATE,
            Set.of(DecisionReason.DECISION_REASON_CUT_TO_GRANT),
            Action.ACTION_REPLACE,
            Set.of(DecisionReason.DECISION_REASON_STALE_RESULT),
            Action.ACTION_DROP,
            Set.of(
                DecisionReason.DECISION_REASON_OVER_GRANT, DecisionReason.DECISION_REASON_OLDEST)),
        reasons);
    assertTrue(count.getTotalTokens() > DemoScenario.WINDOW_TOKENS);
    assertTrue(next.getCache().getPrefixKept());
    assertTrue(compact.getTargetMet() && !compact.getNoOp());
  }

  @Test
  void countsAreThoseOfTheAnswer() {
    for (ComponentTokens component : count.getComponentsList()) {
      assertEquals(
          List.of(
              number(component.getItemsCount()),
              number(component.getTokens()),
              number(component.getFramingTokens())),
          cells(1, component.getComponentId()));
    }
    assertTrue(prose(1).contains(number(count.getTotalTokens()) + " tokens"));
    List<String> sum = cells(1, "sum");
    assertEquals(sum(1, 1), parsed(sum.get(1)));
    assertEquals(sum(1, 2) + parsed(cells(1, "the request").get(0)), parsed(sum.get(2)), "framing");
    assertEquals(count.getTotalTokens(), parsed(sum.get(1)) + parsed(sum.get(2)));
    assertTrue(prose(1).contains("exact, with the model's own tokenizer o200k_base"));
  }

  /** Returns the sum of a column of the rows of components. */
  private int sum(int section, int column) {
    return count.getComponentsList().stream()
        .mapToInt(component -> parsed(cells(section, component.getComponentId()).get(column)))
        .sum();
  }

  @Test
  void grantsAreThoseOfTheAnswer() {
    int sum = 0;
    for (SlotGrant slot : plan.getSlotsList()) {
      List<String> cells = cells(2, slot.getSlot());
      assertEquals(number(slot.getDemandTokens()), cells.get(3));
      sum += parsed(cells.get(4));
      assertEquals(slot.getGrantTokens(), parsed(cells.get(4)));
    }
    assertEquals(plan.getGrantedTokens(), sum);
    assertEquals(List.of(number(count.getTotalTokens()), number(sum)), cells(2, "sum"));
    assertTrue(prose(2).contains(number(sum) + " are granted"));
    assertFalse(output.contains("%s"), output);
  }

  @Test
  void slotsAreThoseOfTheAnswer() {
    for (SlotReport slot : first.getReport().getSlotsList()) {
      List<String> row =
          section(3).stream()
              .map(line -> List.of(line.strip().split("\\s+")))
              .filter(cells -> cells.size() == 8 && cells.get(1).equals(slot.getGrant().getSlot()))
              .findFirst()
              .orElseThrow();
      assertEquals(
          List.of(
              number(slot.getBeforeTokens()),
              number(slot.getGrant().getGrantTokens()),
              number(slot.getUsedTokens()),
              number(slot.getKeptCount()),
              number(slot.getShortenedCount()),
              number(slot.getDroppedCount())),
          row.subList(2, 8));
      assertTrue(parsed(row.get(4)) <= parsed(row.get(3)), row::toString);
    }
  }

  /** Every row of the window, that of the reply and what is free included, is in the sum. */
  @Test
  void theWindowAddsUp() {
    int[] sums = new int[3];
    List<String> rows =
        section(3).stream()
            .dropWhile(line -> !line.startsWith("   slot"))
            .skip(1)
            .takeWhile(line -> !line.startsWith("   sum"))
            .toList();
    for (String row : rows) {
      String[] cells = row.substring(3).strip().split("\\s+");
      int from = cells.length == 3 ? 1 : 0; // nothing of it was sent
      for (int i = from; i < 3; i++) {
        sums[i] += parsed(cells[1 + i - from]);
      }
    }

    assertEquals(List.of(number(sums[0]), number(sums[1]), number(sums[2])), cells(3, "   sum"));
    assertEquals(count.getTotalTokens(), sums[0]);
    assertEquals(DemoScenario.WINDOW_TOKENS, sums[1]);
    assertEquals(DemoScenario.WINDOW_TOKENS, sums[2]);
  }

  @Test
  void everyDecisionIsInALineOfItsFate() {
    Map<String, List<Integer>> printed = new TreeMap<>();
    String fate = "";
    for (String line : section(3)) {
      if (line.matches("(kept|shortened|dropped|  ).*->.*")) {
        fate = line.startsWith(" ") ? fate : line.split(" ")[0];
        String[] cells = line.substring(11).strip().split("\\s+");
        List<Integer> sums = printed.computeIfAbsent(fate, f -> new ArrayList<>(List.of(0, 0, 0)));
        sums.set(0, sums.get(0) + parsed(cells[1]));
        sums.set(1, sums.get(1) + parsed(cells[2]));
        sums.set(2, sums.get(2) + parsed(cells[4]));
      }
    }

    Map<String, List<Integer>> decided = new TreeMap<>();
    for (ItemDecision decision : first.getDecisionsList()) {
      String name =
          switch (decision.getAction()) {
            case ACTION_KEEP -> "kept";
            case ACTION_DROP -> "dropped";
            default -> "shortened";
          };
      decided.merge(
          name,
          List.of(1, decision.getBeforeTokens(), decision.getAfterTokens()),
          (a, b) -> List.of(a.get(0) + b.get(0), a.get(1) + b.get(1), a.get(2) + b.get(2)));
    }
    assertEquals(decided, printed);
    List<Integer> around =
        cells(3, "around").stream()
            .limit(3)
            .filter(c -> !c.equals("->"))
            .map(DemoTourTest::parsed)
            .toList();
    int before = printed.values().stream().mapToInt(row -> row.get(1)).sum() + around.get(0);
    int after = printed.values().stream().mapToInt(row -> row.get(2)).sum() + around.get(1);
    assertEquals(first.getReport().getBeforeTokens(), before);
    assertEquals(first.getReport().getTotalTokens(), after);
    assertEquals(
        List.of(number(first.getDecisionsCount()), number(before), "->", number(after)),
        cells(3, "sum"));
  }

  @Test
  void theLargestLossesAreThoseOfTheAnswer() {
    List<Integer> losses =
        section(3).stream()
            .filter(line -> line.matches("m\\d+ .*->.*"))
            .map(
                line -> {
                  ItemDecision decision = decision(line.split(" ")[0]);
                  String[] cells =
                      line.replaceFirst(".*?([\\d,]+) +-> +(\\d+).*", "$1 $2").split(" ");
                  assertEquals(decision.getBeforeTokens(), parsed(cells[0]), line);
                  assertEquals(decision.getAfterTokens(), parsed(cells[1]), line);
                  return decision.getBeforeTokens() - decision.getAfterTokens();
                })
            .toList();

    List<Integer> all =
        first.getDecisionsList().stream()
            .map(d -> d.getBeforeTokens() - d.getAfterTokens())
            .sorted(Comparator.reverseOrder())
            .toList();
    assertEquals(all.subList(0, losses.size()), losses);
    assertEquals(8, losses.size());
  }

  private ItemDecision decision(String id) {
    return first.getDecisionsList().stream()
        .filter(d -> d.getItemId().equals(id))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void theNotesAreWhatThePromptHolds() {
    String prompt = first.getPrompt().toString();
    List<String> notes = section(3).stream().filter(line -> line.startsWith("  [")).toList();

    assertEquals(3, notes.size());
    notes.forEach(note -> assertTrue(prompt.contains(note.strip()), note));
  }

  /** Worked out anew from tokens and prices. */
  @Test
  void theCostsAreThoseOfTheTokensAtTheStatedPrices() {
    ExpectedUsage usage = next.getCache().getExpected();
    int total = next.getReport().getTotalTokens();
    assertEquals(total, usage.getReadTokens() + usage.getPlainTokens());

    ExpectedUsage whole = uncut.getCache().getExpected();
    int all = next.getReport().getBeforeTokens();
    assertEquals(all, uncut.getReport().getTotalTokens());
    double plain = assertCost("all of it, nothing cached", all, 0);
    double cached = assertCost("all of it, prefix cached", all, whole.getReadTokens());
    double fitted = assertCost("fitted, nothing cached", total, 0);
    double both = assertCost("fitted, prefix cached", total, usage.getReadTokens());
    assertTrue(whole.getReadTokens() > usage.getReadTokens(), "a history that grows is cached");
    assertTrue(
        prose(4)
            .contains(
                "Fitting saves %.0f %% where the provider caches nothing, and %.0f %% where"
                    .formatted(100 * (1 - fitted / plain), 100 * (1 - both / cached))));
    assertTrue(prose(4).contains("$2.50 for a million tokens of input, $1.25 for those"));
    assertTrue(prose(4).contains("by the catalogue of 2026-11-21"));
    int shared = next.getCache().getFirstDifference().getSharedTokens();
    assertTrue(prose(4).contains("the first " + number(shared) + " tokens"));
    assertTrue(prose(4).contains("reads " + number(usage.getReadTokens()) + " from its cache"));
  }

  private double assertCost(String line, int tokens, int readTokens) {
    double usd = ((tokens - readTokens) * 2.50 + readTokens * 1.25) / 1e6 * 1_000;
    assertEquals(
        List.of(number(tokens), number(readTokens), String.format(Locale.ROOT, "$%.2f", usd)),
        cells(4, line));
    return usd;
  }

  @Test
  void theCompactionIsThatOfTheAnswer() {
    assertEquals(
        List.of(number(compact.getBeforeTokens()), number(compact.getAfterTokens())),
        cells(5, "tokens").subList(0, 2));
    assertEquals(
        List.of(
            number(compact.getRetention().getFactCount()),
            number(compact.getRetention().getKeptCount())),
        cells(5, "facts").subList(0, 2));
    Map<ReplacementKind, Long> kinds =
        compact.getReplacementsList().stream()
            .collect(Collectors.groupingBy(Replacement::getKind, Collectors.counting()));
    assertEquals(
        Set.of(
            ReplacementKind.REPLACEMENT_KIND_KEPT,
            ReplacementKind.REPLACEMENT_KIND_EXTRACTED,
            ReplacementKind.REPLACEMENT_KIND_DROPPED),
        kinds.keySet(),
        "the prose names every kind there is");
    assertTrue(
        prose(5)
            .contains(
                "The remaining %d are"
                    .formatted(kinds.get(ReplacementKind.REPLACEMENT_KIND_DROPPED))));
    assertTrue(prose(5).contains(compact.getRetention().getLostFacts(0) + ", "));
  }

  @Test
  void barsAreToScaleAndInOneOrder() {
    double scale = (COLUMNS - 8) / (double) first.getReport().getBeforeTokens();
    String sent = bar(3, "sent");
    String window = bar(3, "window");

    assertEquals(COLUMNS - 8, sent.length(), 1); // less than a column of framing has no slot
    assertEquals(DemoScenario.WINDOW_TOKENS * scale, window.length(), 1);
    assertEquals(DemoScenario.RESERVE_TOKENS * scale, count(window, ':'), 1);
    assertTrue(window.matches("#+=+%*[- a-z]+\\++[. a-z]+:+"), window);
    String fills = "#=%-+";
    List<String> slots = List.of("tools", "system", "handbook", "history", "retrieved");
    for (SlotReport slot : first.getReport().getSlotsList()) {
      String name = slot.getGrant().getSlot();
      char fill = fills.charAt(slots.indexOf(name));
      int label = name.equals("history") ? " history ".length() : 0;
      assertEquals(slot.getBeforeTokens() * scale, label + count(sent, fill), 1, name);
      assertEquals(slot.getUsedTokens() * scale, label + count(window, fill), 1, name);
    }
    double columns = (COLUMNS - 8) / (double) next.getReport().getBeforeTokens();
    assertEquals(
        next.getCache().getExpected().getReadTokens() * columns, bar(4, "cached").length(), 0.5);
  }

  private String bar(int section, String label) {
    return section(section).stream()
        .filter(line -> line.startsWith(label + " "))
        .findFirst()
        .orElseThrow()
        .substring(8);
  }

  private static long count(String text, char c) {
    return text.chars().filter(x -> x == c).count();
  }

  @Test
  void noLineIsWiderThanTheTerminal() {
    for (int columns : new int[] {80, 120}) {
      List<String> wide =
          tour(new Terminal(false, columns)).lines().filter(l -> l.length() > columns).toList();
      assertEquals(List.of(), wide);
    }
  }

  @Test
  void coloursAreOnlyForTerminals() {
    String coloured = tour(new Terminal(true, COLUMNS));

    assertFalse(output.contains("\u001b"));
    assertTrue(coloured.contains("\u001b[97;44m"));
    assertEquals(output.lines().count(), coloured.lines().count());
    // the same text but for what fills the bars and stands in the margin of the slots
    assertEquals(words(output), words(coloured.replaceAll("\u001b\\[[\\d;]*m", "")));
  }

  private static String words(String text) {
    return text.replaceAll("[#=%:.+^-]+", " ").replaceAll("\\s+", " ");
  }
}

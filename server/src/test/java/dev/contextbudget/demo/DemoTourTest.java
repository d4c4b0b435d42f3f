package dev.contextbudget.demo;

import static dev.contextbudget.demo.PrintedTour.number;
import static dev.contextbudget.demo.PrintedTour.parsed;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.contextbudget.v1.Action;
import dev.contextbudget.v1.ComponentTokens;
import dev.contextbudget.v1.DecisionReason;
import dev.contextbudget.v1.ExpectedUsage;
import dev.contextbudget.v1.ItemDecision;
import dev.contextbudget.v1.Replacement;
import dev.contextbudget.v1.ReplacementKind;
import dev.contextbudget.v1.SlotGrant;
import dev.contextbudget.v1.SlotReport;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** The tour against a real server: what it prints is what the server answered. */
final class DemoTourTest {
  @AutoClose private static final TakenTour tour = new TakenTour();

  /** Without this the demo would show less than it says. */
  @Test
  void theScenarioKeepsShortensAndDropsForDifferentReasons() {
    Map<Action, Set<DecisionReason>> reasons =
        tour.first.getDecisionsList().stream()
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
    assertTrue(tour.count.getTotalTokens() > DemoScenario.WINDOW_TOKENS);
    assertTrue(tour.next.getCache().getPrefixKept());
    assertTrue(tour.compact.getTargetMet() && !tour.compact.getNoOp());
  }

  @Test
  void countsAreThoseOfTheAnswer() {
    for (ComponentTokens component : tour.count.getComponentsList()) {
      assertEquals(
          List.of(
              number(component.getItemsCount()),
              number(component.getTokens()),
              number(component.getFramingTokens())),
          tour.printed.cells(1, component.getComponentId()));
    }
    assertTrue(tour.printed.prose(1).contains(number(tour.count.getTotalTokens()) + " tokens"));
    List<String> sum = tour.printed.cells(1, "sum");
    assertEquals(sum(1, 1), parsed(sum.get(1)));
    assertEquals(
        sum(1, 2) + parsed(tour.printed.cells(1, "the request").get(0)),
        parsed(sum.get(2)),
        "framing");
    assertEquals(tour.count.getTotalTokens(), parsed(sum.get(1)) + parsed(sum.get(2)));
    assertTrue(tour.printed.prose(1).contains("exact, with the model's own tokenizer o200k_base"));
  }

  /** Returns the sum of a column of the rows of components. */
  private int sum(int section, int column) {
    return tour.count.getComponentsList().stream()
        .mapToInt(
            component ->
                parsed(tour.printed.cells(section, component.getComponentId()).get(column)))
        .sum();
  }

  @Test
  void grantsAreThoseOfTheAnswer() {
    int sum = 0;
    for (SlotGrant slot : tour.plan.getSlotsList()) {
      List<String> cells = tour.printed.cells(2, slot.getSlot());
      assertEquals(number(slot.getDemandTokens()), cells.get(3));
      sum += parsed(cells.get(4));
      assertEquals(slot.getGrantTokens(), parsed(cells.get(4)));
    }
    assertEquals(tour.plan.getGrantedTokens(), sum);
    assertEquals(
        List.of(number(tour.count.getTotalTokens()), number(sum)), tour.printed.cells(2, "sum"));
    assertTrue(tour.printed.prose(2).contains(number(sum) + " are granted"));
    assertFalse(tour.printed.output().contains("%s"), tour.printed.output());
  }

  @Test
  void slotsAreThoseOfTheAnswer() {
    for (SlotReport slot : tour.first.getReport().getSlotsList()) {
      List<String> row =
          tour.printed.section(3).stream()
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
        tour.printed.section(3).stream()
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

    assertEquals(
        List.of(number(sums[0]), number(sums[1]), number(sums[2])),
        tour.printed.cells(3, "   sum"));
    assertEquals(tour.count.getTotalTokens(), sums[0]);
    assertEquals(DemoScenario.WINDOW_TOKENS, sums[1]);
    assertEquals(DemoScenario.WINDOW_TOKENS, sums[2]);
  }

  @Test
  void everyDecisionIsInALineOfItsFate() {
    Map<String, List<Integer>> printed = new TreeMap<>();
    String fate = "";
    for (String line : tour.printed.section(3)) {
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
    for (ItemDecision decision : tour.first.getDecisionsList()) {
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
        tour.printed.cells(3, "around").stream()
            .limit(3)
            .filter(c -> !c.equals("->"))
            .map(PrintedTour::parsed)
            .toList();
    int before = printed.values().stream().mapToInt(row -> row.get(1)).sum() + around.get(0);
    int after = printed.values().stream().mapToInt(row -> row.get(2)).sum() + around.get(1);
    assertEquals(tour.first.getReport().getBeforeTokens(), before);
    assertEquals(tour.first.getReport().getTotalTokens(), after);
    assertEquals(
        List.of(number(tour.first.getDecisionsCount()), number(before), "->", number(after)),
        tour.printed.cells(3, "sum"));
  }

  @Test
  void theLargestLossesAreThoseOfTheAnswer() {
    List<Integer> losses =
        tour.printed.section(3).stream()
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
        tour.first.getDecisionsList().stream()
            .map(d -> d.getBeforeTokens() - d.getAfterTokens())
            .sorted(Comparator.reverseOrder())
            .toList();
    assertEquals(all.subList(0, losses.size()), losses);
    assertEquals(8, losses.size());
  }

  private ItemDecision decision(String id) {
    return tour.first.getDecisionsList().stream()
        .filter(d -> d.getItemId().equals(id))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void theNotesAreWhatThePromptHolds() {
    String prompt = tour.first.getPrompt().toString();
    List<String> notes =
        tour.printed.section(3).stream().filter(line -> line.startsWith("  [")).toList();

    assertEquals(3, notes.size());
    notes.forEach(note -> assertTrue(prompt.contains(note.strip()), note));
  }

  /** Worked out anew from tokens and prices. */
  @Test
  void theCostsAreThoseOfTheTokensAtTheStatedPrices() {
    ExpectedUsage usage = tour.next.getCache().getExpected();
    int total = tour.next.getReport().getTotalTokens();
    assertEquals(total, usage.getReadTokens() + usage.getPlainTokens());

    ExpectedUsage whole = tour.uncut.getCache().getExpected();
    int all = tour.next.getReport().getBeforeTokens();
    assertEquals(all, tour.uncut.getReport().getTotalTokens());
    double plain = assertCost("all of it, nothing cached", all, 0);
    double cached = assertCost("all of it, prefix cached", all, whole.getReadTokens());
    double fitted = assertCost("fitted, nothing cached", total, 0);
    double both = assertCost("fitted, prefix cached", total, usage.getReadTokens());
    assertTrue(whole.getReadTokens() > usage.getReadTokens(), "a history that grows is cached");
    assertTrue(
        tour.printed
            .prose(4)
            .contains(
                "Fitting saves %.0f %% where the provider caches nothing, and %.0f %% where"
                    .formatted(100 * (1 - fitted / plain), 100 * (1 - both / cached))));
    assertTrue(
        tour.printed.prose(4).contains("$2.50 for a million tokens of input, $1.25 for those"));
    assertTrue(tour.printed.prose(4).contains("by the catalogue of 2026-11-21"));
    int shared = tour.next.getCache().getFirstDifference().getSharedTokens();
    assertTrue(tour.printed.prose(4).contains("the first " + number(shared) + " tokens"));
    assertTrue(
        tour.printed
            .prose(4)
            .contains("reads " + number(usage.getReadTokens()) + " from its cache"));
  }

  private double assertCost(String line, int tokens, int readTokens) {
    double usd = ((tokens - readTokens) * 2.50 + readTokens * 1.25) / 1e6 * 1_000;
    assertEquals(
        List.of(number(tokens), number(readTokens), String.format(Locale.ROOT, "$%.2f", usd)),
        tour.printed.cells(4, line));
    return usd;
  }

  @Test
  void theCompactionIsThatOfTheAnswer() {
    assertEquals(
        List.of(number(tour.compact.getBeforeTokens()), number(tour.compact.getAfterTokens())),
        tour.printed.cells(5, "tokens").subList(0, 2));
    assertEquals(
        List.of(
            number(tour.compact.getRetention().getFactCount()),
            number(tour.compact.getRetention().getKeptCount())),
        tour.printed.cells(5, "facts").subList(0, 2));
    Map<ReplacementKind, Long> kinds =
        tour.compact.getReplacementsList().stream()
            .collect(Collectors.groupingBy(Replacement::getKind, Collectors.counting()));
    assertEquals(
        Set.of(
            ReplacementKind.REPLACEMENT_KIND_KEPT,
            ReplacementKind.REPLACEMENT_KIND_EXTRACTED,
            ReplacementKind.REPLACEMENT_KIND_DROPPED),
        kinds.keySet(),
        "the prose names every kind there is");
    assertTrue(
        tour.printed
            .prose(5)
            .contains(
                "The remaining %d are"
                    .formatted(kinds.get(ReplacementKind.REPLACEMENT_KIND_DROPPED))));
    assertTrue(tour.printed.prose(5).contains(tour.compact.getRetention().getLostFacts(0) + ", "));
  }
}

package dev.contextbudget.core.compact;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.contextbudget.Seeds;
import dev.contextbudget.core.compact.Compaction.Fate;
import dev.contextbudget.core.compact.Compaction.FateKind;
import dev.contextbudget.core.compact.Compaction.Level;
import dev.contextbudget.core.compact.Compaction.NoOp;
import dev.contextbudget.core.error.CompactionStale;
import dev.contextbudget.core.error.InvalidRequest;
import dev.contextbudget.core.error.Reason;
import dev.contextbudget.core.item.Body;
import dev.contextbudget.core.item.Item;
import dev.contextbudget.core.item.ItemBuilder;
import dev.contextbudget.core.item.Part;
import dev.contextbudget.core.item.Role;
import dev.contextbudget.core.prompt.Conversation;
import dev.contextbudget.core.prompt.Prompt.PromptMessage;
import dev.contextbudget.core.prompt.PromptPart;
import dev.contextbudget.core.token.Utf8Text;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for every order of a summary and its commit. */
class SummaryCompactorTest {
  private static final Utf8Text SUMMARY = Utf8Text.of("The user asked and was told.");

  static LongStream seeds() {
    return Seeds.all();
  }

  private static Compaction commit(
      CompactionRequest request, byte[] token, Utf8Text summary, double minRetention) {
    return SummaryCompactor.commit(request, token, "commit.commit_token", summary, minRetention);
  }

  private static List<String> ids(Compaction compaction) {
    return compaction.history().messages().stream().map(PromptMessage::itemId).toList();
  }

  private static List<String> ids(CompactionRequest request) {
    return request.history().items().stream().map(Item::id).toList();
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void aCommitReplacesWhatWasOrderedAndNothingElse(long seed) {
    CompactionRequest request = RandomHistories.request(seed);
    SummaryOrder order = SummaryCompactor.prepare(request);
    Compaction compaction = commit(request, order.token(), SUMMARY, 0);

    HistoryRecount recount = HistoryRecount.of(request);
    int after = recount.afterTokens(compaction.history());
    assertEquals(after, compaction.afterTokens());
    assertTrue(after <= recount.beforeTokens());
    if (compaction.noOp().isPresent()) {
      assertEquals(ids(request), ids(compaction));
      assertEquals(request.generation(), compaction.generation());
      assertTrue(compaction.history().messages().stream().noneMatch(PromptMessage::changed));
      Set<NoOp> reasons = Set.of(NoOp.TOO_LITTLE_GAIN, NoOp.SUMMARY_TOO_LONG);
      assertTrue(
          order.needless().equals(compaction.noOp()) || reasons.contains(compaction.noOp().get()));
      return;
    }
    assertTrue(after <= recount.beforeTokens() * (1 - request.minShrinkRatio()));
    assertEquals(request.generation() + 1, compaction.generation());
    assertEquals(Level.SUMMARY, compaction.level());
    List<String> expected = new ArrayList<>(ids(request));
    expected.removeAll(order.itemIds());
    List<String> stayed = new ArrayList<>(ids(compaction));
    stayed.remove("");
    assertEquals(expected, stayed);
    for (Fate fate : compaction.fates()) {
      boolean ordered = order.itemIds().contains(fate.itemId());
      assertEquals(ordered ? FateKind.SUMMARIZED : FateKind.KEPT, fate.kind());
    }
    List<String> summaries = new ArrayList<>();
    for (PromptMessage message : compaction.history().messages()) {
      for (PromptPart part : message.parts()) {
        if (Compacted.isDigest(part)) {
          assertEquals(Role.USER, message.role());
          summaries.add(((Part.Text) part.content()).text().decode());
        }
      }
    }
    String heading = CompactionRequest.DEFAULT_HEADING.decode();
    assertEquals(List.of(heading + "\n" + SUMMARY.decode()), summaries);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void anOrderNamesTheMessagesThatExtractionWouldReplaceAndTheirFacts(long seed) {
    CompactionRequest request = RandomHistories.request(seed);
    SummaryOrder order = SummaryCompactor.prepare(request);
    Compaction extract = Compactor.compact(request);
    if (extract.level() == Level.EXTRACT) {
      Set<String> gone = new HashSet<>(ids(request));
      gone.removeAll(ids(extract));
      assertEquals(gone, Set.copyOf(order.itemIds()));
    }
    if (order.needless().isPresent()) {
      assertTrue(
          order.needless().equals(extract.noOp())
              || order.needless().equals(Optional.of(NoOp.TOO_LITTLE_GAIN)));
      assertEquals(0, order.maxSummaryTokens());
      return;
    }
    List<Item> old =
        request.history().items().stream()
            .filter(item -> order.itemIds().contains(item.id()))
            .toList();
    List<String> facts = HistoryRecount.facts(old).stream().limit(200).toList();
    assertEquals(facts.size(), order.facts().size());
    assertTrue(HistoryRecount.facts(old).size() <= 200 || order.facts().size() == 200);
    for (int i = 0; i < facts.size(); i++) {
      String normal = HistoryRecount.normal(order.facts().get(i).decode());
      assertEquals(facts.get(i), NormalText.firstWords(normal, 12));
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void inv28_anEmptyOverlongOrForgetfulSummaryChangesNothing(long seed) {
    CompactionRequest request = RandomHistories.request(seed);
    SummaryOrder order = SummaryCompactor.prepare(request);
    if (order.needless().isPresent()) {
      return;
    }
    assertUnchanged(request, order, NoOp.SUMMARY_EMPTY, "", 0);
    assertUnchanged(request, order, NoOp.SUMMARY_EMPTY, " \n\t\u3000", 0);
    assertUnchanged(request, order, NoOp.SUMMARY_EMPTY, "\ufeff\u200b \u00a0\u0000", 0);
    int limit = order.maxSummaryTokens();
    assertUnchanged(request, order, NoOp.SUMMARY_TOO_LONG, "a ".repeat(limit + 1), 0);
    Optional<NoOp> atLimit = commit(request, order.token(), words(limit), 0).noOp();
    assertTrue(atLimit.isEmpty() || atLimit.get() == NoOp.TOO_LITTLE_GAIN);
    if (!order.facts().isEmpty()) {
      assertUnchanged(request, order, NoOp.FACTS_LOST, "so it is", 0.01);
    }
  }

  private static Utf8Text words(int tokens) {
    return Utf8Text.of("a" + " a".repeat(tokens - 1));
  }

  private static void assertUnchanged(
      CompactionRequest request, SummaryOrder order, NoOp reason, String summary, double ratio) {
    Compaction compaction = commit(request, order.token(), Utf8Text.of(summary), ratio);
    assertEquals(Optional.of(reason), compaction.noOp());
    assertEquals(ids(request), ids(compaction));
    assertTrue(compaction.history().messages().stream().noneMatch(PromptMessage::changed));
    assertEquals(compaction.beforeTokens(), compaction.afterTokens());
    assertEquals(request.generation(), compaction.generation());
    assertEquals(List.of(), compaction.retention().lost());
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void inv28_theShareOfFactsThatASummaryMustHoldIsExact(long seed) {
    CompactionRequest request = RandomHistories.request(seed);
    SummaryOrder order = SummaryCompactor.prepare(request);
    List<Item> old =
        request.history().items().stream()
            .filter(item -> order.itemIds().contains(item.id()))
            .toList();
    Set<String> facts = HistoryRecount.facts(old);
    String summary = "";
    for (Utf8Text fact : order.facts().subList(0, order.facts().size() / 2)) {
      String longer = summary + fact.decode() + " | ";
      int tokens = request.model().tokenizer().count(Utf8Text.of(longer));
      summary = tokens <= order.maxSummaryTokens() ? longer : summary;
    }
    if (summary.isBlank()) {
      return;
    }
    int kept = HistoryRecount.found(facts, List.of(summary)).size();
    double ratio = (double) kept / facts.size();
    Utf8Text text = Utf8Text.of(summary);
    Compaction enough = commit(request, order.token(), text, ratio);
    assertFalse(enough.noOp().equals(Optional.of(NoOp.FACTS_LOST)));
    assertLost(facts, summary, enough);
    if (kept < facts.size()) {
      double more = (kept + 1.0) / facts.size();
      Compaction refused = commit(request, order.token(), text, more);
      assertEquals(Optional.of(NoOp.FACTS_LOST), refused.noOp());
      assertLost(facts, summary, refused);
    }
  }

  private static void assertLost(Set<String> facts, String summary, Compaction compaction) {
    List<String> lost = new ArrayList<>(facts);
    lost.removeAll(HistoryRecount.found(facts, List.of(summary)));
    Retention retention = compaction.summaryRetention().orElseThrow();
    assertEquals(facts.size(), retention.factCount());
    assertEquals(
        lost,
        retention.lost().stream()
            .map(fact -> NormalText.firstWords(HistoryRecount.normal(fact.decode()), 12))
            .toList());
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void inv26_aSummaryIsOrderedOnlyIfAShortOneShrinksTheHistoryEnough(long seed) {
    CompactionRequest request = RandomHistories.request(seed);
    SummaryOrder order = SummaryCompactor.prepare(request);
    Compaction shortest = commit(request, order.token(), Utf8Text.of("a"), 0);
    assertEquals(order.needless(), shortest.noOp());
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void inv29_theSummaryIsCappedByTheTargetHoweverOftenTheHistoryWasCompacted(long seed) {
    CompactionRequest request = RandomHistories.request(seed);
    SummaryOrder order = SummaryCompactor.prepare(request);
    assertTrue(order.maxSummaryTokens() <= Math.max(32, request.targetTokens()));
    if (order.needless().isPresent()) {
      return;
    }
    CompactionRequest later = with(request, request.history().items(), request.generation() + 7);
    assertEquals(order.maxSummaryTokens(), SummaryCompactor.prepare(later).maxSummaryTokens());
  }

  private static CompactionRequest with(
      CompactionRequest request, List<Item> items, int generation) {
    return new CompactionRequest(
        request.model(),
        RandomHistories.history(items),
        Conversation.of(RandomHistories.history(items), "", new ArrayList<>()),
        request.targetTokens(),
        request.triggerTokens(),
        request.keepFirstTurns(),
        request.keepLastTurns(),
        request.clearing(),
        request.minShrinkRatio(),
        generation,
        request.clearedText(),
        request.digestHeading(),
        request.stop());
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void inv30_aTokenIsGoodForItsHistoryAndOptionsOnly(long seed) {
    CompactionRequest request = RandomHistories.request(seed);
    byte[] token = SummaryCompactor.prepare(request).token();
    SplittableRandom random = new SplittableRandom(seed);
    List<Item> items = new ArrayList<>(request.history().items());
    int at = random.nextInt(items.size());
    items.set(at, changed(items.get(at), random.nextInt(7)));
    CompactionRequest other = with(request, items, request.generation());
    assertThrows(CompactionStale.class, () -> commit(other, token, SUMMARY, 0));

    List<Item> longer = new ArrayList<>(request.history().items());
    longer.add(message("new", Role.SYSTEM, List.of()));
    CompactionRequest appended = with(request, longer, request.generation());
    assertThrows(CompactionStale.class, () -> commit(appended, token, SUMMARY, 0));
    CompactionRequest older = with(request, request.history().items(), request.generation() + 1);
    assertThrows(CompactionStale.class, () -> commit(older, token, SUMMARY, 0));
  }

  private static Item message(String id, Role role, List<Part> parts) {
    Body.Message body = new Body.Message(role, "", parts);
    return ItemBuilder.item(id, body);
  }

  private static Item changed(Item item, int what) {
    Body.Message body = (Body.Message) item.body();
    List<Part> parts = new ArrayList<>(body.parts());
    parts.add(new Part.Text(Utf8Text.of("x")));
    return new Item(
        what == 0 ? item.id() + "x" : item.id(),
        item.priority(),
        what == 1 ? !item.pinned() : item.pinned(),
        what == 2 ? item.group() + "x" : item.group(),
        what == 3 ? List.of("m0", "m0") : item.keepWith(),
        item.score(),
        what == 4 ? OptionalInt.of(item.knownTokens().orElse(0) + 1) : item.knownTokens(),
        new Body.Message(
            body.role(),
            what == 5 ? body.name() + "x" : body.name(),
            what == 6 ? parts : body.parts()));
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void aDamagedTokenIsRefusedByItsField(long seed) {
    CompactionRequest request = RandomHistories.request(seed % 10);
    byte[] token = SummaryCompactor.prepare(request).token();
    SplittableRandom random = new SplittableRandom(seed);
    byte[] damaged =
        switch (random.nextInt(4)) {
          case 0 -> Arrays.copyOf(token, random.nextInt(token.length));
          case 1 -> Arrays.copyOf(token, token.length + 1 + random.nextInt(20));
          case 2 -> new byte[token.length];
          default -> token.clone();
        };
    if (Arrays.equals(damaged, token)) {
      damaged[random.nextInt(token.length)] ^= (byte) (1 << random.nextInt(8));
    }
    InvalidRequest e =
        assertThrows(InvalidRequest.class, () -> commit(request, damaged, SUMMARY, 0));
    assertEquals("commit.commit_token", e.violations().get(0).field());
    assertEquals(Reason.INVALID_COMMIT_TOKEN, e.violations().get(0).reason());
  }

  @Test
  void eachOptionThatDecidesWhatIsReplacedIsTiedToTheToken() {
    CompactionRequest r = RandomHistories.request(0);
    Set<CommitToken> tokens = new HashSet<>();
    for (int option = 0; option < 5; option++) {
      tokens.add(
          CommitToken.of(
              new CompactionRequest(
                  r.model(),
                  r.history(),
                  r.talk(),
                  option == 1 ? 1_001 : 1_000,
                  OptionalInt.empty(),
                  option == 2 ? 1 : 0,
                  option == 3 ? 3 : 2,
                  r.clearing(),
                  r.minShrinkRatio(),
                  r.generation(),
                  r.clearedText(),
                  option == 4 ? Utf8Text.of("Before:") : r.digestHeading(),
                  r.stop())));
    }
    assertEquals(5, tokens.size());
  }
}

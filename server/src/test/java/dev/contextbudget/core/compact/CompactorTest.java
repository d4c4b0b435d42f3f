package dev.contextbudget.core.compact;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.contextbudget.core.compact.Compaction.Fate;
import dev.contextbudget.core.compact.Compaction.FateKind;
import dev.contextbudget.core.compact.Compaction.Level;
import dev.contextbudget.core.compact.Compaction.NoOp;
import dev.contextbudget.core.error.StopSignal;
import dev.contextbudget.core.fit.Notes;
import dev.contextbudget.core.fit.TestModels;
import dev.contextbudget.core.item.Body;
import dev.contextbudget.core.item.Component;
import dev.contextbudget.core.item.Item;
import dev.contextbudget.core.item.ItemBuilder;
import dev.contextbudget.core.item.Part;
import dev.contextbudget.core.item.Reduction;
import dev.contextbudget.core.item.Role;
import dev.contextbudget.core.prompt.Conversation;
import dev.contextbudget.core.prompt.Prompt.PromptMessage;
import dev.contextbudget.core.token.Utf8Text;
import dev.contextbudget.core.trim.TestTokenizers;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Compactions that a reader can follow. A message costs four tokens and its words. */
class CompactorTest {
  private static final Utf8Text HEADING = Utf8Text.of("Before:");

  private static Item said(String id, Role role, String text) {
    return item(id, role, new Part.Text(Utf8Text.of(text)), OptionalInt.empty());
  }

  private static Item item(String id, Role role, Part part, OptionalInt known) {
    List<Part> parts = known.isPresent() ? List.of() : List.of(part);
    Body.Message body = new Body.Message(role, "", parts);
    return ItemBuilder.of(id, body).knownTokens(known).build();
  }

  private static Item call(String id) {
    return item(
        id,
        Role.ASSISTANT,
        new Part.ToolCall("call-" + id, "find", Utf8Text.of("{}")),
        OptionalInt.empty());
  }

  private static Item result(String id, String text) {
    Part part = new Part.Text(Utf8Text.of(text));
    return item(
        id + "r",
        Role.TOOL,
        new Part.ToolResult("call-" + id, false, List.of(part)),
        OptionalInt.empty());
  }

  private static CompactionRequest request(
      int target, int first, int last, double minShrink, List<Item> items) {
    Component history = RandomHistories.history(items);
    return new CompactionRequest(
        TestModels.words(),
        history,
        Conversation.of(history, "", new ArrayList<>()),
        target,
        OptionalInt.empty(),
        first,
        last,
        new Reduction.ClearToolResults(0, 0, Set.of()),
        minShrink,
        0,
        Notes.DEFAULT.cleared(),
        HEADING,
        StopSignal.NEVER);
  }

  private static List<String> ids(Compaction compaction) {
    return compaction.history().messages().stream().map(PromptMessage::itemId).toList();
  }

  private static String digest(Compaction compaction) {
    return compaction.history().messages().stream()
        .flatMap(message -> message.parts().stream())
        .filter(Compacted::isDigest)
        .map(part -> ((Part.Text) part.content()).text().decode())
        .findFirst()
        .orElseThrow();
  }

  private static List<FateKind> fates(Compaction compaction) {
    return compaction.fates().stream().map(Fate::kind).toList();
  }

  /** Turns of a tool loop with a long result and an answer. */
  private static List<Item> loops(int turns) {
    return IntStream.range(0, turns)
        .boxed()
        .flatMap(
            i ->
                Stream.of(
                    said("u" + i, Role.USER, "Where is order HAT" + i + "?"),
                    call("c" + i),
                    result("c" + i, "It is on its way. ".repeat(40)),
                    said("a" + i, Role.ASSISTANT, "On its way.")))
        .toList();
  }

  @Test
  void clearingComesFirstAndLeavesTheKeptTurnsAsTheyAre() {
    Compaction compaction = Compactor.compact(request(600, 1, 1, 0.1, loops(4)));

    assertEquals(Level.TOOL_RESULTS, compaction.level());
    assertEquals(
        List.of("c1r", "c2r"),
        compaction.fates().stream()
            .filter(fate -> fate.kind() == FateKind.CLEARED)
            .map(Fate::itemId)
            .toList());
    assertTrue(compaction.targetMet());
  }

  @Test
  void extractionFollowsWhereClearingIsNotEnough() {
    Compaction compaction = Compactor.compact(request(300, 0, 1, 0.1, loops(4)));

    assertEquals(Level.EXTRACT, compaction.level());
    assertEquals(List.of("u3", "c3", "c3r", "a3"), ids(compaction));
    assertEquals(
        "Before:\nuser: Where is order HAT0?\nuser: Where is order HAT1?\nuser: Where is order HAT2?",
        digest(compaction));
    assertEquals(List.of(), compaction.retention().lost());
  }

  @Test
  void aDigestOfADigestNamesEachSpeakerOnce() {
    List<Item> items = new ArrayList<>();
    String first =
        "Before:\nuser: Find HAT170. And HAT171.\nassistant: HAT170 has seats.\nNote 4WQ150.";
    items.add(said("old", Role.USER, first));
    items.addAll(loops(2));
    Compaction compaction = Compactor.compact(request(285, 0, 1, 0.1, items));

    assertEquals(List.of("u1", "c1", "c1r", "a1"), ids(compaction));
    assertEquals(
        "Before:\nuser: Find HAT170. And HAT171.\nassistant: HAT170 has seats.\nNote 4WQ150.\n"
            + "user: Where is order HAT0?",
        digest(compaction));
  }

  @Test
  void fewerTurnsStayIfTheTargetDemandsIt() {
    List<Item> items = loops(4);
    assertEquals(
        List.of("u2", "c2", "c2r", "a2", "u3", "c3", "c3r", "a3"),
        ids(Compactor.compact(request(600, 0, 3, 0.1, items))));
    assertEquals(
        List.of("u3", "c3", "c3r", "a3"),
        ids(Compactor.compact(request(300, 0, 1_000_000, 0.1, items))));
  }

  @Test
  void aCurrentTurnAboveTheTargetStaysAndTheRestStillShrinks() {
    Compaction compaction = Compactor.compact(request(20, 0, 1, 0.1, loops(4)));

    assertEquals(List.of("u3", "c3", "c3r", "a3"), ids(compaction));
    assertEquals(false, compaction.targetMet());
    assertEquals(List.of(), compaction.retention().lost());
  }

  @Test
  void messagesThatSayNothingLeaveTheHeadingOnly() {
    Compaction compaction =
        Compactor.compact(
            request(
                40,
                0,
                1,
                0.1,
                List.of(
                    said("a", Role.USER, "so it is ".repeat(20)),
                    said("b", Role.ASSISTANT, "is it so ".repeat(20)),
                    said("c", Role.USER, "Bye"))));

    assertEquals("Before:", digest(compaction));
    assertEquals(List.of(FateKind.DROPPED, FateKind.DROPPED, FateKind.KEPT), fates(compaction));
  }

  @Test
  void aHistoryOfOneTurnHasNothingToCompact() {
    Compaction compaction = Compactor.compact(request(20, 0, 1, 0.1, loops(1)));

    assertEquals(Optional.of(NoOp.NOTHING_TO_COMPACT), compaction.noOp());
  }

  @Test
  void aGainBelowTheLeastShareChangesNothing() {
    List<Item> items = loops(4);
    int after = Compactor.compact(request(500, 0, 2, 0.1, items)).afterTokens();
    int before = Compactor.compact(request(500, 0, 2, 0.1, items)).beforeTokens();
    double gain = 1 - (double) after / before;

    assertEquals(
        Optional.empty(), Compactor.compact(request(500, 0, 2, gain - 0.01, items)).noOp());
    assertEquals(
        Optional.of(NoOp.TOO_LITTLE_GAIN),
        Compactor.compact(request(500, 0, 2, gain + 0.01, items)).noOp());
  }

  @Test
  void aMessageThatCameAsASizeCountsAndLeavesWithoutATrace() {
    Item bodiless = item("old", Role.USER, new Part.Text(Utf8Text.EMPTY), OptionalInt.of(500));
    Compaction compaction =
        Compactor.compact(
            request(
                100,
                0,
                1,
                0.1,
                List.of(
                    bodiless,
                    said("a", Role.ASSISTANT, "It is HAT170."),
                    said("u", Role.USER, "Thanks"))));

    assertEquals(4 + 500 + 5 + 4 + 4 + 2, compaction.beforeTokens());
    assertEquals(List.of("u"), ids(compaction));
    assertEquals("Before:\nassistant: It is HAT170.", digest(compaction));
  }

  @Test
  void whatWasLeftOutOfAResultIsMarked() {
    String log = "See HAT170. " + "So it is. ".repeat(30) + "See HAT171.";
    String table = "See HAT172. " + "So it is. ".repeat(30) + "\n| HAT173 |\n| HAT174 |";
    Compaction compaction =
        Compactor.compact(
            request(
                40,
                0,
                1,
                0.1,
                List.of(
                    said("u", Role.USER, "so it is"),
                    call("c"),
                    result("c", log),
                    said("a", Role.ASSISTANT, table),
                    said("v", Role.USER, "Bye"))));

    assertEquals(
        "Before:\ntool: See HAT170. … See HAT171.\n"
            + "assistant: See HAT172.\n…\n| HAT173 |\n| HAT174 |",
        digest(compaction));
    assertTrue(compaction.targetMet());
  }

  @Test
  void aFenceOrTableStandsBelowTheNameAndComesThroughTheNextDigest() {
    String fence = "```json\n{\"flight: id\": \"HAT170\",\n \"price: in USD\": 184}\n```";
    String table = "| flight: id | price |\n| HAT171 | 99 |";
    List<Item> items = new ArrayList<>();
    items.add(said("u", Role.USER, "so it is"));
    items.add(call("c"));
    items.add(result("c", fence));
    items.add(said("a", Role.ASSISTANT, table));
    items.add(said("b", Role.ASSISTANT, "so it is ".repeat(40)));
    items.add(said("v", Role.USER, "See HAT172."));
    String digest = "Before:\ntool:\n%s\nassistant:\n%s".formatted(fence, table);
    Compaction first = Compactor.compact(request(60, 0, 1, 0.1, items));
    assertEquals(digest, digest(first));

    List<Item> later = new ArrayList<>();
    later.add(said("v", Role.USER, digest));
    later.add(said("w", Role.USER, "See HAT172."));
    later.add(said("x", Role.ASSISTANT, "so it is ".repeat(40)));
    later.add(said("y", Role.USER, "Bye"));
    assertEquals(
        digest + "\nuser: See HAT172.", digest(Compactor.compact(request(80, 0, 1, 0.1, later))));
  }

  @Test
  void whereOnlyThePlainPartOfAQuoteIsKeptItStandsBesideTheName() {
    String digest = "Before:\ntool:\n```\n%s\n```\nSee HAT170.".formatted("so it is ".repeat(40));
    List<Item> items = List.of(said("u", Role.USER, digest), said("v", Role.USER, "Bye"));
    assertEquals(
        "Before:\ntool: See HAT170.", digest(Compactor.compact(request(40, 0, 1, 0.1, items))));
  }

  @Test
  void aDigestOfNothingLeavesNothingInTheNext() {
    List<Item> items =
        List.of(
            said("u", Role.USER, "Before:"),
            said("a", Role.ASSISTANT, "So it is. ".repeat(40) + "See HAT170."),
            said("v", Role.USER, "Bye"));
    assertEquals(
        "Before:\nassistant: See HAT170.",
        digest(Compactor.compact(request(40, 0, 1, 0.1, items))));
  }

  @Test
  void aMarkIsNotMarkedAgain() {
    String once = "See HAT170 … " + "So it is. ".repeat(30) + "See HAT171.";
    List<Item> items =
        List.of(
            said("t", Role.USER, "so it is"),
            said("a", Role.ASSISTANT, once),
            said("u", Role.USER, "so it is"));
    assertEquals(
        "Before:\nassistant: See HAT170 … See HAT171.",
        digest(Compactor.compact(request(30, 0, 1, 0.1, items))));
  }

  @Test
  void everyLongLoopAsksWhetherToStop() {
    AtomicInteger asked = new AtomicInteger();
    StopSignal stop = new StopSignal(() -> asked.incrementAndGet() < 0);
    Utf8Text text = Utf8Text.of("See HAT1. See HAT2. See HAT3. See HAT4.");
    Utterance utterance = new Utterance(text, Role.USER, 1);
    Candidates candidates = Candidates.of(List.of(utterance), TestTokenizers.WORDS, stop);
    assertEquals(8 + 4 + 2 * 4, asked.getAndSet(0)); // words, sentences, facts twice
    Extractor.extract(candidates, 100, stop);
    assertEquals(5 + 4 + 33, asked.getAndSet(0)); // facts, sentences, choices and what they change
    Retention unused = Retention.of(List.of(text, text, text), List.of(text, text), stop);
    assertEquals(3 * (8 + 2 * 4) + 4 + 2 * 8, asked.getAndSet(0)); // words, facts, words

    CompactionRequest request = stoppable(request(9_999, 0, 1, 0.1, loops(10)), stop);
    assertEquals(40, new CountedHistory(request).size());
    assertEquals(40, asked.getAndSet(0));
    CommitToken unusedToken = CommitToken.of(request);
    assertEquals(40, asked.get());
  }

  private static CompactionRequest stoppable(CompactionRequest r, StopSignal stop) {
    return new CompactionRequest(
        r.model(),
        r.history(),
        r.talk(),
        r.targetTokens(),
        r.triggerTokens(),
        r.keepFirstTurns(),
        r.keepLastTurns(),
        r.clearing(),
        r.minShrinkRatio(),
        r.generation(),
        r.clearedText(),
        r.digestHeading(),
        stop);
  }

  @Test
  void aRequestChecksTriggerTargetTurnsAndShare() {
    CompactionRequest r = request(100, 0, 1, 0.1, loops(1));
    for (int target : new int[] {-1, 0}) {
      assertThrows(IllegalArgumentException.class, () -> with(r, target, 200, 0, 1, 0.1));
    }
    for (int trigger : new int[] {-1, 0, 99, 100}) {
      assertThrows(IllegalArgumentException.class, () -> with(r, 100, trigger, 0, 1, 0.1));
    }
    assertThrows(IllegalArgumentException.class, () -> with(r, 100, 200, -1, 1, 0.1));
    assertThrows(IllegalArgumentException.class, () -> with(r, 100, 200, 0, 0, 0.1));
    for (double share : new double[] {-0.1, 0, 1.01, Double.NaN}) {
      assertThrows(IllegalArgumentException.class, () -> with(r, 100, 200, 0, 1, share));
    }
    assertEquals(100, with(r, 100, 101, 0, 1, 1).targetTokens());
  }

  private static CompactionRequest with(
      CompactionRequest r, int target, int trigger, int first, int last, double share) {
    return new CompactionRequest(
        r.model(),
        r.history(),
        r.talk(),
        target,
        OptionalInt.of(trigger),
        first,
        last,
        r.clearing(),
        share,
        0,
        r.clearedText(),
        r.digestHeading(),
        r.stop());
  }
}

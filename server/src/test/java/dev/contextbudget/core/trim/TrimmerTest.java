package dev.contextbudget.core.trim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import dev.contextbudget.core.error.StopSignal;
import dev.contextbudget.core.item.Reduction.Side;
import dev.contextbudget.core.token.Tokenizer;
import dev.contextbudget.core.token.Utf8Text;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TrimmerTest {
  private static final String NOTE = "[... cut ...]";
  private static final Utf8Text NOTE_TEXT = Utf8Text.of(NOTE);
  private static final Pattern FENCE = Pattern.compile("(?m)^[ \t>]*(`{3,}|~{3,})");
  private static final Pattern TAG = Pattern.compile("<(/?)(doc|item|note|x-y)(?: [^<>]*)?>");

  static LongStream seeds() {
    return LongStream.range(0, 1000);
  }

  private record Case(
      String string, Utf8Text text, Side side, Tokenizer tokenizer, int limitTokens) {
    static Case of(long seed) {
      SplittableRandom random = new SplittableRandom(seed);
      String string = new NastyText(seed).next();
      Utf8Text text = Utf8Text.of(string);
      Side side = Side.values()[random.nextInt(3)];
      Tokenizer tokenizer = TestTokenizers.ALL.get(random.nextInt(3));
      int limit = random.nextInt(tokenizer.count(text) + 10);
      return new Case(string, text, side, tokenizer, limit);
    }

    Optional<Cut> cut(int limit) {
      return Trimmer.cut(text, limit, side, NOTE_TEXT, tokenizer, StopSignal.NEVER);
    }

    Optional<Cut> cut() {
      return cut(limitTokens);
    }

    boolean fits() {
      return tokenizer.count(text) <= limitTokens;
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void neverGoesOverTheLimitAndSaysWhatItCosts(long seed) {
    Case c = Case.of(seed);
    c.cut()
        .ifPresent(
            cut -> {
              assertEquals(c.tokenizer.count(joined(cut, c.text)), cut.tokens());
              assertTrue(cut.tokens() <= c.limitTokens);
            });
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void keepsWhatFitsWholeAndWithoutNote(long seed) {
    Case c = Case.of(seed);
    int enough = c.tokenizer.count(c.text);
    assertEquals(c.text, joined(c.cut(enough).orElseThrow(), c.text));
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void cuttingWhatWasCutChangesNothing(long seed) {
    Case c = Case.of(seed);
    c.cut()
        .map(cut -> joined(cut, c.text))
        .ifPresent(
            once ->
                assertEquals(
                    once,
                    joined(
                        Trimmer.cut(
                                once,
                                c.limitTokens,
                                c.side,
                                NOTE_TEXT,
                                c.tokenizer,
                                StopSignal.NEVER)
                            .orElseThrow(),
                        once)));
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void cutsBetweenGraphemeClustersOnly(long seed) throws CharacterCodingException {
    Case c = Case.of(seed);
    Optional<Cut> cut = c.cut();
    if (cut.isEmpty()) {
      return;
    }
    byte[] bytes = new byte[joined(cut.get(), c.text).length()];
    joined(cut.get(), c.text).asByteBuffer().get(bytes);
    Utf8Text.checked(bytes);
    Set<Integer> boundaries = clusterBoundaries(c.string);
    for (Piece piece : cut.get().pieces()) {
      if (piece instanceof Piece.Source source) {
        assertTrue(boundaries.contains(source.startByte()), () -> c.string + " at " + source);
        assertTrue(boundaries.contains(source.endByte()), () -> c.string + " at " + source);
      }
    }
  }

  private static Set<Integer> clusterBoundaries(String string) {
    Set<Integer> boundaries = new TreeSet<>(Set.of(0));
    Matcher cluster = Pattern.compile("\\X").matcher(string);
    int bytes = 0;
    while (cluster.find()) {
      bytes += Utf8Text.of(cluster.group()).length();
      boundaries.add(bytes);
    }
    return boundaries;
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void leavesNoFenceTagOrBracketOpen(long seed) throws IOException {
    Case c = Case.of(seed);
    if (c.cut().isEmpty()) {
      return;
    }
    String result = joined(c.cut().get(), c.text).decode();
    if (c.string.startsWith("{") || c.string.startsWith("[")) {
      assertJson(result);
    } else {
      assertBalanced(c.string); // the oracle understands the source
      assertEquals(0, FENCE.matcher(result).results().count() % 2, result);
      assertBalanced(result);
    }
  }

  private static void assertJson(String text) throws IOException {
    JsonReader reader = new JsonReader(new StringReader(text));
    reader.setStrictness(Strictness.STRICT);
    reader.setNestingLimit(2000);
    reader.skipValue();
    assertEquals(JsonToken.END_DOCUMENT, reader.peek(), text);
  }

  private static void assertBalanced(String text) {
    String outsideFences = text.replaceAll("(?ms)^[ \t>]*(`{3,}|~{3,}).*?^[ \t>]*\\1", "");
    Deque<String> open = new ArrayDeque<>();
    TAG.matcher(outsideFences)
        .results()
        .forEach(
            tag -> {
              if (tag.group(1).isEmpty()) {
                open.push(tag.group(2));
              } else {
                assertFalse(open.isEmpty(), () -> "stray " + tag.group() + " in " + text);
                assertEquals(open.pop(), tag.group(2), text);
              }
            });
    assertTrue(open.isEmpty(), () -> open + " open in " + text);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void addsNothingButTheNoteAndClosers(long seed) {
    Case c = Case.of(seed);
    if (c.cut().isEmpty()) {
      return;
    }
    String inserted =
        c.cut().get().pieces().stream()
            .filter(Piece.Inserted.class::isInstance)
            .map(piece -> ((Piece.Inserted) piece).text().decode())
            .collect(Collectors.joining());
    assertEquals(!c.fits(), inserted.contains(NOTE), inserted);
    String closers = inserted.replace(NOTE, "").replace("\"truncated\":", "");
    assertTrue(
        closers.matches("(?s)(</(doc|item|note|x-y)>|\n[ >]*(```|~~~|````)|[\n\\[\\]{}\", ])*"),
        closers);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void moreTokensNeverKeepFewerBytes(long seed) {
    Case c = Case.of(seed);
    int before = 0;
    int step = 1 + c.limitTokens / 20;
    for (int limit = c.limitTokens % step; limit <= c.limitTokens; limit += step) {
      int kept = c.cut(limit).map(TrimmerTest::sourceBytes).orElse(0);
      assertTrue(kept >= before, "%d < %d at %d: %s".formatted(kept, before, limit, c));
      before = kept;
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void moreTokensKeepAllThatFewerKept(long seed) {
    Case c = Case.of(seed);
    List<Piece> fewer = c.cut(c.limitTokens).map(Cut::pieces).orElse(List.of());
    List<Piece> more = c.cut(c.limitTokens + 1).map(Cut::pieces).orElse(List.of());
    Set<Integer> kept = bytes(more);
    assertTrue(kept.containsAll(bytes(fewer)), () -> fewer + " but " + more);
  }

  private static Set<Integer> bytes(List<Piece> pieces) {
    Set<Integer> bytes = new TreeSet<>();
    for (Piece piece : pieces) {
      if (piece instanceof Piece.Source source) {
        for (int i = source.startByte(); i < source.endByte(); i++) {
          bytes.add(i);
        }
      }
    }
    return bytes;
  }

  private static int sourceBytes(Cut cut) {
    return bytes(cut.pieces()).size();
  }

  private static Utf8Text joined(Cut cut, Utf8Text text) {
    return Splice.join(cut.pieces(), text);
  }

  private static Optional<Cut> cut(Utf8Text text, int words, Side side) {
    return Trimmer.cut(text, words, side, NOTE_TEXT, TestTokenizers.WORDS, StopSignal.NEVER);
  }

  private static String cutWords(String text, int words, Side side) {
    Utf8Text utf8 = Utf8Text.of(text);
    return joined(cut(utf8, words, side).orElseThrow(), utf8).decode();
  }

  private static String words(int count, String word) {
    return (word + " ").repeat(count).strip();
  }

  // Of 20 tokens the note takes 3, so 17 are left for the text.

  @Test
  void endKeepsTheBeginningAndPutsTheNoteBehindIt() {
    assertEquals(words(17, "w") + "\n" + NOTE, cutWords(words(100, "w"), 20, Side.END));
  }

  @Test
  void startKeepsTheEndAndPutsTheNoteBeforeIt() {
    assertEquals(NOTE + "\n" + words(17, "w"), cutWords(words(100, "w"), 20, Side.START));
  }

  @Test
  void middleKeepsBothEndsAndPutsTheNoteBetweenThem() {
    assertEquals(
        words(9, "w") + "\n" + NOTE + "\n" + words(8, "w"),
        cutWords(words(100, "w"), 20, Side.MIDDLE));
  }

  @Test
  void givesUpWhenTooLittleWouldBeLeft() {
    Utf8Text text = Utf8Text.of(words(100, "w"));
    assertTrue(cut(text, 18, Side.END).isEmpty());
    assertTrue(
        Trimmer.cut(text, 16, Side.END, Utf8Text.EMPTY, TestTokenizers.WORDS, StopSignal.NEVER)
            .isPresent());
  }

  @Test
  void anEmptyTextFitsIntoNothing() {
    assertEquals(new Cut(List.of(), 0), cut(Utf8Text.EMPTY, 0, Side.END).orElseThrow());
  }

  @Test
  void prefersASentenceEndToTheLastWord() {
    String text = words(13, "w") + " end. " + words(80, "V");
    assertEquals(words(13, "w") + " end.\n" + NOTE, cutWords(text, 20, Side.END));
  }

  // Of 24 tokens 21 are left; the line that closes the fence takes one more.

  @Test
  void closesTheFenceItCuts() {
    String text = "```java\n" + words(100, "w") + "\n```";
    assertEquals("```java\n" + words(19, "w") + "\n```\n" + NOTE, cutWords(text, 24, Side.END));
    assertEquals(NOTE + "\n```java\n" + words(19, "w") + "\n```", cutWords(text, 24, Side.START));
  }

  @Test
  void closesTheTagsItCuts() {
    String text = "<doc>\n<item>\n" + words(100, "w") + "\n</item>\n</doc>";
    assertEquals(
        "<doc>\n<item>\n" + words(19, "w") + "</item></doc>\n" + NOTE,
        cutWords(text, 24, Side.END));
  }

  /** A fence closes on a line of its own: with a tag behind it, all that follows reads as code. */
  @Test
  void closesTagsOnTheLineAfterAFence() {
    String text = "<doc>\n```\n" + words(19, "w") + "\n```\n" + words(100, "v") + "\n</doc>";
    assertEquals(
        "<doc>\n```\n" + words(19, "w") + "\n```\n</doc>\n" + NOTE, cutWords(text, 27, Side.END));
  }

  /** A less-than sign and words behind it are no tag that ends with the mark of a quotation. */
  @Test
  void closesTheFenceOfAQuotationBehindALessThanSign() {
    String text = "a <b or c \n> ```java\n> " + words(100, "w") + "\n> ```";
    String cut = cutWords(text, 40, Side.END);
    assertTrue(cut.endsWith("w\n> ```\n" + NOTE), cut);
  }

  /** Of a text that is one marker nothing could be kept, after a try for each bit. */
  @Test
  void aLongLineOfAFenceIsCode() {
    String info = "```" + words(1000, "w");
    assertEquals("```" + words(20, "w") + "\n```\n" + NOTE, cutWords(info, 24, Side.END));
    assertEquals(NOTE + "\n```" + words(20, "w") + "\n```", cutWords(info, 24, Side.START));
    String run = "`".repeat(2000) + " " + words(100, "w");
    assertEquals(
        "`".repeat(2000) + " " + words(20, "w") + "\n" + NOTE, cutWords(run, 24, Side.END));
  }

  @Test
  void keepsATagOpenOverTheMiddle() {
    String text = "<doc>\n" + words(100, "w") + "\n</doc>";
    assertEquals(
        "<doc>\n" + words(10, "w") + "\n" + NOTE + "\n" + words(9, "w") + "\n</doc>",
        cutWords(text, 24, Side.MIDDLE));
  }

  @Test
  void cutsBetweenTagsIfThatCostsLittle() {
    String text = words(20, "w") + " <item>" + words(99, "v") + "</item>";
    assertEquals(words(20, "w") + "\n" + NOTE, cutWords(text, 24, Side.END));
  }

  @Test
  void dropsElementsOfAnArrayAndSaysSoInIt() {
    String text = "[" + words(99, "1,") + " 1]";
    assertEquals("[" + words(20, "1,") + " 1,\"" + NOTE + "\"]", cutWords(text, 24, Side.END));
    assertEquals("[\"" + NOTE + "\"," + words(20, "1,") + " 1]", cutWords(text, 24, Side.START));
  }

  @Test
  void dropsMembersOfAnObjectAndSaysSoInIt() {
    String text = "{\"rows\": {" + words(99, "\"a\":1,") + " \"z\":1}}";
    assertEquals(
        "{\"rows\": {" + words(19, "\"a\":1,") + " \"a\":1,\"truncated\":\"" + NOTE + "\"}}",
        cutWords(text, 24, Side.END));
  }

  @Test
  void cutsALongStringOfJson() {
    String text = "{\"content\": \"" + words(100, "w") + "\", \"ok\": true}";
    assertEquals(
        "{\"content\": \"" + words(20, "w") + " " + NOTE + "\"}", cutWords(text, 24, Side.END));
    assertEquals(
        "{\"content\": \""
            + words(10, "w")
            + " "
            + NOTE
            + " "
            + words(8, "w")
            + "\", \"ok\": true}",
        cutWords(text, 24, Side.MIDDLE));
  }

  @Test
  void aMegabyteWithoutSpaceIsCut() {
    Utf8Text text = Utf8Text.of("a".repeat(1 << 20));
    Cut cut =
        Trimmer.cut(text, 1000, Side.MIDDLE, NOTE_TEXT, TestTokenizers.BYTES, StopSignal.NEVER)
            .orElseThrow();
    assertEquals(1000 - 1, cut.tokens());
  }
}

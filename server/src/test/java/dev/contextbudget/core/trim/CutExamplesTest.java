package dev.contextbudget.core.trim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.contextbudget.core.error.StopSignal;
import dev.contextbudget.core.item.Reduction.Side;
import dev.contextbudget.core.token.Utf8Text;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Cuts that a reader can follow: a word is a token, or a byte is. */
class CutExamplesTest {
  private static final String NOTE = "[... cut ...]";
  private static final Utf8Text NOTE_TEXT = Utf8Text.of(NOTE);

  private static Optional<Cut> cut(Utf8Text text, int words, Side side) {
    return Trimmer.cut(text, words, side, NOTE_TEXT, TestTokenizers.WORDS, StopSignal.NEVER);
  }

  private static String cutWords(String text, int words, Side side) {
    Utf8Text utf8 = Utf8Text.of(text);
    return Splice.join(cut(utf8, words, side).orElseThrow().pieces(), utf8).decode();
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

  private static Optional<String> cutBytes(String text, int bytes, Side side, String note) {
    Utf8Text utf8 = Utf8Text.of(text);
    return Trimmer.cut(utf8, bytes, side, Utf8Text.of(note), TestTokenizers.BYTES, StopSignal.NEVER)
        .map(cut -> Splice.join(cut.pieces(), utf8).decode());
  }

  @Test
  void keepsSixteenBytesButNotFifteen() {
    String text = "a".repeat(100);
    assertEquals(Optional.of("a".repeat(16)), cutBytes(text, 16, Side.END, ""));
    assertEquals(Optional.empty(), cutBytes(text, 15, Side.END, ""));
    String word = "a".repeat(15) + " " + "b".repeat(100);
    assertEquals(Optional.empty(), cutBytes(word, 17, Side.END, ""), "the word end is better");
  }

  // The tag takes 310 bytes, so allowances are tried by halving; closing it takes 6.

  @Test
  void keepsSixteenBytesOfATextWithLongTags() {
    String text =
        "a".repeat(16) + "<doc a=\"" + "x".repeat(300) + "\">" + "b".repeat(99) + "</doc>";
    assertEquals(Optional.of("a".repeat(16)), cutBytes(text, 16, Side.END, ""));
    assertEquals(Optional.empty(), cutBytes(text.substring(1), 16, Side.END, ""));
  }

  @Test
  void looksBehindALongTagAtTheStart() {
    String tag = "<doc a=\"" + "x".repeat(300) + "\">";
    String text = tag + "b".repeat(300) + "</doc>";
    assertEquals(Optional.of(tag + "b".repeat(84) + "</doc>"), cutBytes(text, 400, Side.END, ""));
  }

  @Test
  void putsTheNoteOnTheLineBehindAFenceThatIsClosed() {
    String fence = "```\n" + words(17, "w") + "\n```";
    assertEquals(fence + "\n" + NOTE, cutWords(fence + "\n" + words(100, "v"), 24, Side.END));
  }

  /** Open over the cut, it would make code of the note. */
  @Test
  void closesAFenceBeforeTheNoteAndOpensItBehind() {
    String text = "```java\n" + words(100, "w") + "\n```";
    assertEquals(
        "```java\n" + words(9, "w") + "\n```\n" + NOTE + "\n```java\n" + words(8, "w") + "\n```",
        cutWords(text, 24, Side.MIDDLE));
  }

  @Test
  void prefersALineEndOfAStringOfJsonToTheLastWord() {
    String text = "[\"" + words(18, "w") + "\\n" + words(99, "v") + "\"]";
    assertEquals("[\"" + words(18, "w") + " " + NOTE + "\"]", cutWords(text, 24, Side.END));
  }

  /** As Python writes it by default. */
  @Test
  void cutsAStringOfJsonBetweenEscapedWords() {
    String word = "\\u0434\\u0430";
    String text = "{\"a\": \"" + words(100, word) + "\"}";
    assertEquals("{\"a\": \"" + words(20, word) + " " + NOTE + "\"}", cutWords(text, 24, Side.END));
  }

  @Test
  void cutsAStringOfJsonBeforeBothHalvesOfALineEnd() {
    String lines = "[\"" + "word\\r\\n".repeat(100) + "\"]";
    assertEquals(
        Optional.of("[\"" + "word\\r\\n".repeat(9) + "word " + NOTE + "\"]"),
        cutBytes(lines, 96, Side.END, NOTE));
  }

  @Test
  void cutsAStringOfJsonBetweenSentencesWithoutSpaces() {
    String text = "[\"" + "你好。".repeat(100) + "\"]";
    assertEquals(
        Optional.of("[\"" + "你好。".repeat(9) + " " + NOTE + "\"]"),
        cutBytes(text, 100, Side.END, NOTE));
    assertEquals(
        Optional.of("[\"" + NOTE + " " + "你好。".repeat(9) + "\"]"),
        cutBytes(text, 100, Side.START, NOTE));
    String quoted = "[\"" + "「你好。」".repeat(100) + "\"]";
    String cut = cutBytes(quoted, 200, Side.END, NOTE).orElseThrow();
    assertTrue(cut.endsWith("」 " + NOTE + "\"]"), cut);
  }
}

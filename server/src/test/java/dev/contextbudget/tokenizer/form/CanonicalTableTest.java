package dev.contextbudget.tokenizer.form;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.contextbudget.core.error.StopSignal;
import dev.contextbudget.core.token.Utf8Text;
import dev.contextbudget.tokenizer.bpe.AddedTokens;
import java.text.Normalizer;
import java.text.Normalizer.Form;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * All characters, against the JDK's normalizer: of whatever Unicode the JDK is, to the same end.
 */
final class CanonicalTableTest {
  private static final NfcForm FORM = new NfcForm(new AddedTokens(List.of()));

  /** In neither is any mark, nor is any composed with it. */
  private static final String BORDER = "%";

  private static void forEachCharacter(IntConsumer visitor) {
    IntStream.rangeClosed(0, Character.MAX_CODE_POINT)
        .filter(c -> c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE)
        .forEach(visitor);
  }

  private static void assertForm(String text) {
    assertEquals(JvmForm.nfc(text), FORM.textOf(Utf8Text.of(text), StopSignal.NEVER).decode());
  }

  @Test
  void everyCharacterHasItsFormAloneAndBesideMarks() {
    StringBuilder texts = new StringBuilder();
    forEachCharacter(
        c -> {
          String s = Character.toString(c);
          texts.append(BORDER).append(s);
          for (String mark : List.of("\u0301", "\u0334", "\u0345")) {
            texts.append(BORDER).append(s).append(mark);
            texts.append(BORDER).append(mark).append(s);
            texts.append(BORDER).append('e').append(s).append(mark);
          }
          if (texts.length() > 10_000) {
            assertForm(texts.toString());
            texts.setLength(0);
          }
        });
    assertForm(texts.toString());
  }

  @Test
  void everyPairOfPartsIsComposedIfAnyIs() {
    BitSet firsts = new BitSet();
    BitSet seconds = new BitSet();
    forEachCharacter(
        c -> {
          String parts = Normalizer.normalize(Character.toString(c), Form.NFD);
          int last = parts.codePointBefore(parts.length());
          String others = parts.substring(0, parts.length() - Character.charCount(last));
          Normalizer.normalize(others, Form.NFC).codePoints().forEach(firsts::set);
          parts.codePoints().skip(1).forEach(seconds::set);
        });
    assertTrue(firsts.cardinality() > 700 && seconds.cardinality() > 100);
    firsts.stream()
        .mapToObj(Character::toString)
        .forEach(
            first -> {
              StringBuilder texts = new StringBuilder();
              seconds.stream().forEach(c -> texts.append(first).appendCodePoint(c).append(BORDER));
              assertForm(texts.toString());
            });
  }

  /** Behind and before a mark of each class. */
  @Test
  void everyMarkIsInItsPlaceAmongOthers() {
    int[] marks =
        IntStream.rangeClosed(0, Character.MAX_CODE_POINT)
            .filter(c -> CanonicalTable.combiningClass(c) != 0)
            .toArray();
    Map<Integer, Integer> byClass = new TreeMap<>();
    for (int mark : marks) {
      byClass.putIfAbsent(CanonicalTable.combiningClass(mark), mark);
    }
    assertEquals(54, byClass.size());
    for (int mark : marks) {
      StringBuilder texts = new StringBuilder();
      for (int other : byClass.values()) {
        texts.append(BORDER).appendCodePoint(mark).appendCodePoint(other);
        texts.append(BORDER).appendCodePoint(other).appendCodePoint(mark);
      }
      assertForm(texts.toString());
    }
  }

  /** Of a JDK that is newer than the list it would have to go on. */
  @Test
  void whatTheJvmKnowsAndTheTableDoesNotIsNewer() {
    forEachCharacter(
        c -> {
          String s = Character.toString(c);
          boolean isInert =
              Normalizer.isNormalized(s, Form.NFD)
                  && Normalizer.isNormalized(s + "\u0334", Form.NFD)
                  && Normalizer.isNormalized("\u0345" + s, Form.NFD);
          boolean isKnown =
              CanonicalTable.mapping(c) != CanonicalTable.NONE
                  || CanonicalTable.combiningClass(c) != 0
                  || Character.UnicodeBlock.of(c) == Character.UnicodeBlock.HANGUL_SYLLABLES;
          String name = Integer.toHexString(c);
          assertTrue(isInert || isKnown || JvmForm.isNewer(c), name);
          assertFalse(isKnown && JvmForm.isNewer(c), name);
        });
  }
}

package dev.contextbudget.tokenizer.form;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.contextbudget.Seeds;
import dev.contextbudget.core.error.StopSignal;
import dev.contextbudget.core.token.Tokenizer;
import dev.contextbudget.core.token.Utf8Text;
import dev.contextbudget.tokenizer.Vocabularies;
import dev.contextbudget.tokenizer.bpe.AddedTokens;
import dev.contextbudget.tokenizer.form.SpaceForm.Front;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.text.Normalizer.Form;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Counts and cuts of texts in another form, with a real vocabulary. */
final class FormedTokenizerTest {
  private static final Tokenizer BASE =
      new Vocabularies().tokenizer("r50k_base", "r50k_base").orElseThrow();

  /** A run of spaces. */
  private static final int LONGEST = 128;

  private static final AddedTokens NONE = new AddedTokens(List.of());

  private static final List<String> PARTS =
      List.of(
          "e\u0301",
          "the ",
          "\u2581",
          "\u2581\u2581",
          "中",
          "g\u0303\u0301",
          " ",
          "um\u0308",
          "\u1100\u1161");

  static LongStream seeds() {
    return Seeds.all();
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void countsTheFormAndCutsTheText(long seed) {
    Random random = new Random(seed);
    StringBuilder parts = new StringBuilder();
    for (int i = random.nextInt(30); i > 0; i--) {
      parts.append(PARTS.get(random.nextInt(PARTS.size())));
    }
    String text = parts.toString();
    boolean isNfc = random.nextBoolean();
    Front front = Front.values()[random.nextInt(3)];
    Tokenizer tokenizer =
        new FormedTokenizer(BASE, isNfc ? new NfcForm(NONE) : new SpaceForm(front, NONE), LONGEST);
    String formed = isNfc ? Normalizer.normalize(text, Form.NFC) : spaced(text, front);
    Utf8Text original = Utf8Text.of(text);
    int all = BASE.count(Utf8Text.of(formed));

    assertEquals(all, tokenizer.count(original));
    assertEquals(all, tokenizer.countUpTo(original, all));
    int limit = random.nextInt(all + 1);
    int prefix = tokenizer.prefixBytes(original, limit);
    assertTrue(tokenizer.count(original.slice(0, prefix)) <= limit);
    int start = original.length() - tokenizer.suffixBytes(original, limit);
    assertTrue(tokenizer.count(original.slice(start, original.length())) <= limit);
    assertEquals(original.length(), tokenizer.prefixBytes(original, all));
    assertEquals(original.length(), tokenizer.suffixBytes(original, all));
  }

  /** Texts of many windows, of which a form that tells how much of them it was given sees a few. */
  @ParameterizedTest
  @MethodSource("seeds")
  void looksAtNoMoreOfALongTextThanTheAnswerNeeds(long seed) {
    Random random = new Random(seed);
    StringBuilder parts = new StringBuilder();
    boolean hasLongTokens = random.nextBoolean();
    while (parts.length() < 20_000) {
      parts.append(PARTS.get(random.nextInt(PARTS.size())));
      parts.append(hasLongTokens ? "-".repeat(64) : "");
    }
    Utf8Text text = Utf8Text.of(parts.toString());
    AtomicInteger mostBytes = new AtomicInteger();
    TextForm nfc = new NfcForm(NONE);
    TextForm watched =
        new TextForm() {
          @Override
          FormedText.Builder formed(Utf8Text part, boolean keepsPlaces, StopSignal stop) {
            mostBytes.accumulateAndGet(part.length(), Math::max);
            return nfc.formed(part, keepsPlaces, stop);
          }

          @Override
          public int settledBytes(Utf8Text part, StopSignal stop) {
            return nfc.settledBytes(part, stop);
          }
        };
    Tokenizer tokenizer = new FormedTokenizer(BASE, watched, LONGEST);
    int limit = random.nextInt(40);

    int prefix = tokenizer.prefixBytes(text, limit);
    int suffix = tokenizer.suffixBytes(text, limit);
    int most = mostBytes.get();
    int above = tokenizer.countUpTo(text, limit);

    assertEquals(limit + 1, above);
    assertTrue(most <= 4 << 10, () -> most + " bytes");
    assertEquals(most, mostBytes.get(), "too long by its bytes alone");
    assertEquals(cut(text, limit, nfc), prefix);
    assertTrue(tokenizer.count(text.slice(text.length() - suffix, text.length())) <= limit);
  }

  /** The longest prefix of whole tokens of the whole text that is one of the original's. */
  private static int cut(Utf8Text text, int limit, TextForm form) {
    FormedText formed = form.of(text, StopSignal.NEVER);
    int cut = formed.originalNotBehind(BASE.prefixBytes(formed.text(), limit));
    return BASE.count(form.textOf(text.slice(0, cut), StopSignal.NEVER)) <= limit ? cut : -1;
  }

  private static String spaced(String text, Front front) {
    String spaced = text.replace('\u2581', ' ');
    boolean hasFront =
        switch (front) {
          case NOTHING -> false;
          case SPACE -> true;
          case ONE_SPACE -> !spaced.startsWith(" ");
        };
    return hasFront && !text.isEmpty() ? " " + spaced : spaced;
  }

  /** Of two marks in a row an added token is made; of a third one by itself a space. */
  @Test
  void marksThatAreAnAddedTokenStayMarks() {
    AddedTokens two = new AddedTokens(List.of("\u2581\u2581".getBytes(StandardCharsets.UTF_8)));
    SpaceForm form = new SpaceForm(Front.NOTHING, two);
    Utf8Text text = Utf8Text.of("a\u2581\u2581\u2581b");
    assertEquals("a\u2581\u2581 b", form.textOf(text, StopSignal.NEVER).decode());
  }

  /** All but the first of its marks stay where they are. */
  @Test
  void aCharacterOfManyMarksIsCutWhereTheyStay() {
    Tokenizer tokenizer = new FormedTokenizer(BASE, new NfcForm(NONE), LONGEST);
    Utf8Text text = Utf8Text.of("a" + "\u0301".repeat(2_000));
    int marks = "\u0301".getBytes(StandardCharsets.UTF_8).length;
    for (int limit : new int[] {3, 16, 100}) {
      int prefix = tokenizer.prefixBytes(text, limit);
      int suffix = tokenizer.suffixBytes(text, limit);
      assertTrue(tokenizer.count(text.slice(0, prefix)) <= limit);
      assertTrue(tokenizer.count(text.slice(0, prefix + marks)) > limit);
      assertTrue(tokenizer.count(text.slice(text.length() - suffix, text.length())) <= limit);
      assertTrue(suffix > 0);
    }
  }

  /** Of marks in the wrong order none is where it was. */
  @Test
  void aCharacterWhoseMarksChangePlacesIsWholeOrNotAtAll() {
    Tokenizer tokenizer = new FormedTokenizer(BASE, new NfcForm(NONE), LONGEST);
    Utf8Text text = Utf8Text.of("the a" + "\u0301\u0316".repeat(1_000) + " end");
    int character = 4 + 1 + 4_000;
    int tokens = tokenizer.count(text.slice(0, character));

    assertEquals(character, tokenizer.prefixBytes(text, tokens));
    for (int limit : new int[] {3, 100, tokens - 1}) {
      int prefix = tokenizer.prefixBytes(text, limit);
      assertTrue(prefix == 3 || prefix == 4, "prefix " + prefix);
    }
  }
}

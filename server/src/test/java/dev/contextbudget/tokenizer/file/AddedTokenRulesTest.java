package dev.contextbudget.tokenizer.file;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.contextbudget.Seeds;
import dev.contextbudget.core.token.Tokenizer;
import java.io.IOException;
import java.text.Normalizer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.ToIntFunction;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Added tokens that overlap each other, and that a form makes or breaks, against the search of the
 * library (huggingface/tokenizers, {@code added_vocabulary.rs}, {@code find_matches}): the leftmost
 * of all of them, the longest of those, of which the special ones are left in the text.
 */
final class AddedTokenRulesTest {
  private static final List<List<String>> ALPHABETS =
      List.of(
          List.of("a", "b", "<", ">"),
          List.of("<", "a", "K", "\u212A", "k", "e", "\u0301", "\u00E9", "\u0316"),
          List.of("\u0915", "\u093C", "\u0958", "\u1100", "\u1161", "\uAC00", "<"),
          List.of("<", "\uFF5C", "k", "\u2581", "\u0338", "\u212A"),
          List.of("\u0305", "\u0316", "a", "<"),
          List.of("\u8C48", "\uF900", ";", "\u037E", "a", "\u0338"),
          List.of("\u2581", " ", "a", "<"));

  private static int read;

  static LongStream seeds() {
    return Seeds.all();
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void whatIsReadFindsWhatTheLibraryFinds(long seed) throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    List<String> alphabet = ALPHABETS.get(random.nextInt(ALPHABETS.size()));
    Map<String, Boolean> isSpecial = new LinkedHashMap<>();
    for (int i = random.nextInt(1, 4); i > 0; i--) {
      isSpecial.put(text(random, alphabet, 3), random.nextInt(3) == 0);
    }
    boolean hasSpaces = alphabet.contains(" ") && random.nextInt(4) > 0;
    JsonObject file = hasSpaces ? TinyTokenizer.ofCodePoints("a<\u2581") : TinyTokenizer.ofBytes();
    boolean isComposed = !hasSpaces && random.nextInt(4) > 0;
    if (isComposed) {
      file.add("normalizer", TinyTokenizer.object("{type: NFC}"));
    }
    file.add("added_tokens", added(isSpecial));
    Tokenizer tokenizer;
    try {
      tokenizer = TinyTokenizer.read(file);
    } catch (BadTokenizerFile e) {
      return;
    }
    read++;
    ToIntFunction<String> between =
        part ->
            hasSpaces
                ? part.length()
                : (isComposed ? Normalizer.normalize(part, Normalizer.Form.NFC) : part)
                    .getBytes(UTF_8)
                    .length;
    for (int i = 0; i < 20; i++) {
      String text = text(random, alphabet, 10);
      assertEquals(
          count(text, isSpecial, between),
          TinyTokenizer.count(tokenizer, text),
          () -> isSpecial + " in " + text);
    }
  }

  /** By the normalizer itself, character by character. */
  @Test
  void noCharacterThatIsKeptIsMadeOfOthers() {
    for (int c = 0; c <= Character.MAX_CODE_POINT; c++) {
      if (Character.getType(c) == Character.SURROGATE) {
        continue;
      }
      String alone = Character.toString(c);
      String composed = Normalizer.normalize(alone, Normalizer.Form.NFC);
      boolean isMoved = Character.getType(c) == Character.NON_SPACING_MARK;
      if (isMoved || !Normalizer.isNormalized(alone, Normalizer.Form.NFD)) {
        assertFalse(composed.codePoints().anyMatch(AddedTokenRules::isKept), alone);
      }
    }
    assertTrue("<|im_end|></th1nk>\uFF5C\u2581".codePoints().allMatch(AddedTokenRules::isKept));
  }

  @AfterAll
  static void someAreRead() {
    assertTrue(read > 0.3 * Seeds.all().count(), "read: " + read);
  }

  private static String text(SplittableRandom random, List<String> alphabet, int most) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(1, most + 1); i > 0; i--) {
      text.append(alphabet.get(random.nextInt(alphabet.size())));
    }
    return text.toString();
  }

  private static JsonArray added(Map<String, Boolean> isSpecial) {
    JsonArray added = new JsonArray();
    isSpecial.forEach(
        (content, special) -> {
          JsonObject token = TinyTokenizer.object("{normalized: false}");
          token.addProperty("content", content);
          token.addProperty("special", special);
          added.add(token);
        });
    return added;
  }

  /** Counts one for each added token, and what is between them alone. */
  private static int count(
      String text, Map<String, Boolean> isSpecial, ToIntFunction<String> between) {
    int tokens = 0;
    int from = 0;
    for (int at = 0; at < text.length(); ) {
      String found = "";
      for (String token : isSpecial.keySet()) {
        if (text.startsWith(token, at) && token.length() > found.length()) {
          found = token;
        }
      }
      if (!found.isEmpty() && !isSpecial.get(found)) {
        tokens += between.applyAsInt(text.substring(from, at)) + 1;
        from = at + found.length();
      }
      at += Math.max(1, found.length());
    }
    return tokens + between.applyAsInt(text.substring(from));
  }
}

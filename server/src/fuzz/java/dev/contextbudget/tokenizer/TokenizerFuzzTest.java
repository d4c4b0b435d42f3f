package dev.contextbudget.tokenizer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.EncodingRegistry;
import dev.contextbudget.core.token.Utf8Text;

/**
 * Looks for a text that is not counted as jtokkit does, or a cut that does not fit: {@code
 * deploy/fuzz/tokenizer.sh}. What was found once stands in {@code src/fuzz/resources}.
 */
class TokenizerFuzzTest {
  private static final EncodingRegistry REFERENCES = Encodings.newLazyEncodingRegistry();
  private static final Vocabularies VOCABULARIES = new Vocabularies();
  private static final String[] NAMES = {"o200k_base", "cl100k_base", "p50k_base", "r50k_base"};

  @FuzzTest(maxDuration = "1m")
  void countsAndCutsAsTheReference(FuzzedDataProvider data) {
    String name = data.pickValue(NAMES);
    int limit = data.consumeInt(0, 64);
    String text = known(data.consumeRemainingAsString());
    Utf8Text utf8 = Utf8Text.of(text);
    BpeTokenizer tokenizer = VOCABULARIES.tokenizer("t", name).orElseThrow();
    int tokens = REFERENCES.getEncoding(name).orElseThrow().countTokensOrdinary(text);

    assertEquals(
        tokens,
        tokenizer.count(utf8),
        () -> name + " " + text.codePoints().mapToObj(Integer::toHexString).toList());
    int upTo = tokenizer.countUpTo(utf8, limit);
    assertTrue(tokens <= limit ? upTo == tokens : upTo > limit);
    int prefix = tokenizer.prefixBytes(utf8, limit);
    assertTrue(tokenizer.count(utf8.slice(0, prefix)) <= limit);
    int suffix = tokenizer.suffixBytes(utf8, limit);
    assertTrue(tokenizer.count(utf8.slice(utf8.length() - suffix, utf8.length())) <= limit);
  }

  /** The reference asks this JVM for the classes of characters, so only what it knows is asked. */
  private static String known(String text) {
    return text.codePoints()
        .map(
            point ->
                Character.isDefined(point) && Character.getType(point) != Character.SURROGATE
                    ? point
                    : '?')
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }
}

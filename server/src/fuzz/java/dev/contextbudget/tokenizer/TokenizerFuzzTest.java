package dev.contextbudget.tokenizer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingRegistry;
import dev.contextbudget.core.token.ChunkLimit;
import dev.contextbudget.core.token.RunningCount;
import dev.contextbudget.core.token.Utf8Text;
import java.util.SplittableRandom;

/**
 * Looks for a text that is not counted, cut or grown as jtokkit does it: {@code deploy/fuzz/run.sh
 * TokenizerFuzzTest}. What was found once stands in {@code src/fuzz/resources}.
 */
class TokenizerFuzzTest {
  private static final EncodingRegistry REFERENCES = Encodings.newLazyEncodingRegistry();
  private static final Vocabularies VOCABULARIES = new Vocabularies();
  private static final String[] NAMES = {"o200k_base", "cl100k_base", "p50k_base", "r50k_base"};

  /** From the fewest tokens that a chunk may be asked for on. */
  private static final int MIN_CHUNK_TOKENS = 16;

  @FuzzTest(maxDuration = "1m")
  void countsAndCutsAsTheReference(FuzzedDataProvider data) {
    String name = data.pickValue(NAMES);
    int limit = data.consumeInt(0, 64);
    Utf8Text text = Utf8Text.of(known(data.consumeRemainingAsString()));
    BpeTokenizer tokenizer = VOCABULARIES.tokenizer("t", name).orElseThrow();
    Encoding encoding = REFERENCES.getEncoding(name).orElseThrow();
    ReferenceText reference = new ReferenceText(encoding, text);

    assertEquals(reference.tokens(), tokenizer.count(text), () -> name + " " + shown(text));
    int upTo = tokenizer.countUpTo(text, limit);
    assertTrue(reference.tokens() <= limit ? upTo == reference.tokens() : upTo > limit);
    assertEquals(reference.prefixBytes(limit), tokenizer.prefixBytes(text, limit));
    reference.assertIsSuffix(tokenizer.suffixBytes(text, limit), limit);
    int chunkTokens = MIN_CHUNK_TOKENS + limit;
    assertArrayEquals(
        reference.chunkEnds(chunkTokens),
        tokenizer.chunkEnds(text, ChunkLimit.ofTokens(chunkTokens)));
    growsAsTheReference(tokenizer.running(), encoding, text, limit);
  }

  /** Cuts the text into parts by the input as well, but reads no more of it for that. */
  private static void growsAsTheReference(
      RunningCount count, Encoding reference, Utf8Text text, int seed) {
    SplittableRandom random = new SplittableRandom(seed);
    for (int from = 0, to = 0; from < text.length(); from = to) {
      to = Math.min(text.length(), from + random.nextInt(1, 4 + seed));
      while (!text.isCodePointBoundary(to)) {
        to++;
      }
      Utf8Text part = text.slice(from, to);
      int expected = reference.countTokensOrdinary(text.slice(0, to).decode());
      assertEquals(expected, count.tokensWith(part));
      count.append(part);
      assertEquals(expected, count.tokens());
    }
  }

  private static String shown(Utf8Text text) {
    return text.decode().codePoints().mapToObj(Integer::toHexString).toList().toString();
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

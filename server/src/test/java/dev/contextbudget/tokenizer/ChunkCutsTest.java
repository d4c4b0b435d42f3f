package dev.contextbudget.tokenizer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingType;
import com.knuddels.jtokkit.api.IntArrayList;
import dev.contextbudget.core.error.StopSignal;
import dev.contextbudget.core.token.ChunkLimit;
import dev.contextbudget.core.token.Tokenizer;
import dev.contextbudget.core.token.Utf8Text;
import dev.contextbudget.tokenizer.bpe.TokenCounter;
import dev.contextbudget.tokenizer.split.SplitPattern;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Chunks of so many tokens, against jtokkit and the published regular expressions. */
class ChunkCutsTest {
  private static final List<Encoding> REFERENCES =
      Stream.of(EncodingType.values())
          .map(Encodings.newLazyEncodingRegistry()::getEncoding)
          .toList();
  private static final Vocabularies VOCABULARIES = new Vocabularies();
  private static final int MIN_TOKENS = 16;

  static LongStream seeds() {
    return LongStream.range(0, 1000);
  }

  private static Pattern pieces(String encoding) {
    SplitPattern pattern =
        switch (encoding) {
          case "r50k_base", "p50k_base", "p50k_edit" -> SplitPattern.GPT2;
          case "cl100k_base" -> SplitPattern.CL100K;
          default -> SplitPattern.O200K;
        };
    return Pattern.compile(pattern.regexes().get(0), Pattern.UNICODE_CHARACTER_CLASS);
  }

  /** What a chunk comes to by its tokens. */
  private interface Measure {
    int tokens(Utf8Text chunk, int tokens);
  }

  /**
   * The tokens of a text and where its pieces end, and the rule by trying: a chunk takes pieces up
   * to the first one with which it has too many tokens of the text, and ends with the last of them
   * with which it has few enough alone. Where there is none it does the same with the tokens of its
   * first piece, moved back to a border of code points; and so on until the rest of the piece is
   * short enough.
   */
  private static final class Rule {
    private final Encoding reference;
    private final Utf8Text text;
    private final int limit;
    private final Measure measure;
    private final List<Integer> tokenEnds = new ArrayList<>();
    private final List<Integer> pieceEnds = new ArrayList<>();

    Rule(Encoding reference, String text, int limit, Measure measure) {
      this.reference = reference;
      this.text = Utf8Text.of(text);
      this.limit = limit;
      this.measure = measure;
      int at = 0;
      for (Matcher piece = pieces(reference.getName()).matcher(text); piece.find(); ) {
        IntArrayList tokens = reference.encodeOrdinary(piece.group());
        for (int i = 0; i < tokens.size(); i++) {
          IntArrayList one = new IntArrayList(1);
          one.add(tokens.get(i));
          at += reference.decodeBytes(one).length;
          tokenEnds.add(at);
        }
        pieceEnds.add(at);
      }
      assertEquals(this.text.length(), at);
    }

    int[] chunkEnds() {
      List<Integer> ends = new ArrayList<>();
      for (int from = 0; from < text.length(); from = ends.get(ends.size() - 1)) {
        int pieceEnd = pieceEnds.get(firstBehind(from, pieceEnds));
        boolean isWithin = from > 0 && !pieceEnds.contains(from);
        boolean isRestTooLong = isWithin && last(from, tokenEnds, pieceEnd) < pieceEnd;
        int withPiece = isRestTooLong ? -1 : last(from, pieceEnds, text.length());
        ends.add(withPiece > 0 ? withPiece : last(from, tokenEnds, pieceEnd - 1));
      }
      return ends.stream().mapToInt(Integer::intValue).toArray();
    }

    private static int firstBehind(int place, List<Integer> ends) {
      int first = 0;
      while (ends.get(first) <= place) {
        first++;
      }
      return first;
    }

    /** Returns the last place to end a chunk of those that are not behind another, or -1. */
    private int last(int from, List<Integer> ends, int notBehind) {
      int tokensBefore = firstBehind(from, tokenEnds);
      int last = -1;
      for (int i = firstBehind(from, ends); i < ends.size() && ends.get(i) <= notBehind; i++) {
        int end = ends.get(i);
        int to = end;
        while (!text.isCodePointBoundary(to)) {
          to--;
        }
        Utf8Text chunk = text.slice(from, to);
        int inText = tokenEnds.indexOf(end) + 1 - tokensBefore;
        if (measure.tokens(chunk, inText) > limit) {
          break;
        }
        int alone = reference.countTokensOrdinary(chunk.decode());
        if (to > from && measure.tokens(chunk, alone) <= limit) {
          last = to;
        }
      }
      return last;
    }
  }

  /** Of two or three of these, runs of which the parts count more alone. */
  private static final List<String> RUN_UNITS =
      List.of(
          "!", "/", "\n", "\r\n", " ", "\uFFFD", "\u0301", "字", "A", "b", "'", "'s", "'re", "\t",
          "é", "\u00A0", "😀", "\u200D", "한", "ก", "\uFE0F", "ß", "\u2003", "\u0085", "。");

  private static String text(SplittableRandom random) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(4); i >= 0; i--) {
      text.append(BoundaryText.random(random, 30));
      if (random.nextBoolean()) {
        HostileText run = HostileText.values()[random.nextInt(HostileText.values().length)];
        text.append(new String(run.utf8(random.nextInt(150)), UTF_8));
      } else {
        int[] units = random.ints(3, 0, RUN_UNITS.size()).toArray();
        random.ints(random.nextInt(120), 0, 3).forEach(j -> text.append(RUN_UNITS.get(units[j])));
      }
    }
    return text.toString();
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void chunksAreAsLongAsTheRuleAllows(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Encoding reference = REFERENCES.get((int) (seed % REFERENCES.size()));
    int limit = MIN_TOKENS + random.nextInt(random.nextBoolean() ? 8 : 300);

    assertCutByTheRule(reference, text(random), limit);
  }

  /** Slashes and newlines behind a sign are one piece, and alone mostly two. */
  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void aChunkIsCountedAlone(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    StringBuilder text = new StringBuilder("!");
    random.ints(random.nextInt(20, 150), 0, 2).forEach(i -> text.append(i == 0 ? "\r\n" : "/"));
    text.append(random.nextBoolean() ? "" : " and a word");

    assertCutByTheRule(REFERENCES.get(REFERENCES.size() - 1), text.toString(), MIN_TOKENS);
  }

  private static void assertCutByTheRule(Encoding reference, String text, int limit) {
    Utf8Text utf8 = Utf8Text.of(text);
    Tokenizer tokenizer = VOCABULARIES.tokenizer("t", reference.getName()).orElseThrow();

    int[] ends = tokenizer.chunkEnds(utf8, ChunkLimit.ofTokens(limit));

    int from = 0;
    for (int end : ends) {
      int alone = reference.countTokensOrdinary(utf8.slice(from, end).decode());
      assertTrue(alone > 0 && alone <= limit, "%d of %d".formatted(alone, limit));
      from = end;
    }
    assertEquals(utf8.length(), from);
    assertArrayEquals(
        new Rule(reference, text, limit, (chunk, tokens) -> tokens).chunkEnds(), ends);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void chunksOfAnEstimateFollowTheSameRule(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Encoding reference = REFERENCES.get((int) (seed % REFERENCES.size()));
    Tokenizer base = VOCABULARIES.tokenizer("t", reference.getName()).orElseThrow();
    RandomEstimate estimate = RandomEstimate.of(base, random);
    String text = text(random);
    int limit = 4 * MIN_TOKENS + random.nextInt(200);
    Utf8Text utf8 = Utf8Text.of(text);

    int[] ends =
        new CountCache(1).around(estimate.tokenizer()).chunkEnds(utf8, ChunkLimit.ofTokens(limit));

    int from = 0;
    for (int end : ends) {
      assertTrue(estimate.tokenizer().count(utf8.slice(from, end)) <= limit);
      from = end;
    }
    assertEquals(utf8.length(), from);
    Rule rule = new Rule(reference, text, limit, estimate.ratios()::tokens);
    assertArrayEquals(rule.chunkEnds(), ends);
  }

  @Test
  void wordsAreNotCutUnlessTheyAreTooLong() {
    Tokenizer tokenizer = VOCABULARIES.tokenizer("t", "o200k_base").orElseThrow();
    Utf8Text text = Utf8Text.of("word ".repeat(20) + "x".repeat(400) + " word");

    int[] ends = tokenizer.chunkEnds(text, ChunkLimit.ofTokens(MIN_TOKENS));

    assertEquals(5 * 16 - 1, ends[0]);
    assertEquals(5 * 20 - 1, ends[1]);
    assertEquals(text.length(), ends[ends.length - 1]);
    assertArrayEquals(new int[0], tokenizer.chunkEnds(Utf8Text.EMPTY, ChunkLimit.ofTokens(16)));
  }

  /** The engine asks its signal once in so many steps, so the questions measure its work. */
  @ParameterizedTest
  @EnumSource
  void cutsSixteenTimesTheBytesInSixteenTimesTheWork(HostileText text) {
    int small = questions(text.utf8(1 << 16));
    int large = questions(text.utf8(1 << 20));

    assertTrue(large <= 18 * small, "%d questions, %d".formatted(small, large));
  }

  private static int questions(byte[] text) {
    AtomicInteger asked = new AtomicInteger();
    StopSignal stop =
        new StopSignal(
            () -> {
              asked.incrementAndGet();
              return false;
            });
    AtomicInteger allowed = new AtomicInteger();
    BundledVocabulary vocabulary = BundledVocabulary.O200K_BASE;
    int[] ends =
        new TokenCounter(vocabulary.load(), vocabulary.splitter())
            .chunkEnds(
                text,
                0,
                text.length,
                (start, end, tokens) -> {
                  allowed.incrementAndGet();
                  return tokens <= MIN_TOKENS;
                },
                stop);
    assertEquals(text.length, ends[ends.length - 1]);
    return asked.get() + allowed.get();
  }
}

package dev.contextbudget.core.trim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.contextbudget.Seeds;
import dev.contextbudget.core.error.StopSignal;
import dev.contextbudget.core.item.Reduction.Side;
import dev.contextbudget.core.token.Accuracy;
import dev.contextbudget.core.token.ChunkLimit;
import dev.contextbudget.core.token.RunningCount;
import dev.contextbudget.core.token.Tokenizer;
import dev.contextbudget.core.token.Utf8Text;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Cuts of texts in which closing what is open takes a large part of the limit. */
class DeepTextTest {
  private static final Utf8Text NOTE = Utf8Text.of("[... cut ...]");
  private static final Pattern MARK = Pattern.compile("<(/?)([a-z]+)[^>]*>|[\\[\\]{}]");

  /** A bit of the index of an allowance each. */
  private static final int MOST_TRIES = 12;

  static LongStream seeds() {
    return Seeds.all();
  }

  /** Nests tags or brackets to a random depth, with words before, in and behind each level. */
  private static String text(SplittableRandom random) {
    StringBuilder text = new StringBuilder();
    boolean json = random.nextInt(4) == 0;
    Deque<String> closers = new ArrayDeque<>();
    for (int level = random.nextInt(20, 120); level > 0; level--) {
      if (json) {
        text.append("{\"w").append(random.nextInt(99)).append("\": [\"a b c\", ");
        closers.push("]}");
      } else {
        String name = "tag" + "abcdefgh".substring(random.nextInt(8));
        boolean long_ = random.nextInt(9) == 0;
        text.append("<").append(name).append(long_ ? " of=\"" + "long ".repeat(20) + "\">" : ">");
        text.append("word ".repeat(random.nextInt(4)));
        closers.push("</" + name + ">");
      }
    }
    text.append(json ? "1" : "word ".repeat(random.nextInt(40)));
    while (!closers.isEmpty()) {
      text.append(closers.pop());
      text.append(json ? "" : " word".repeat(random.nextInt(4)));
    }
    return text.toString();
  }

  private static Optional<Cut> cut(Utf8Text text, int limitTokens, Side side, Tokenizer tokenizer) {
    return Trimmer.cut(text, limitTokens, side, NOTE, tokenizer, StopSignal.NEVER);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void inv16_isWithinTheLimitAndLeavesNothingOpen(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Utf8Text text = Utf8Text.of(text(random));
    Tokenizer tokenizer = TestTokenizers.ALL.get(random.nextInt(2));
    int limit = random.nextInt(1 + tokenizer.count(text));
    Optional<Cut> cut = cut(text, limit, Side.values()[random.nextInt(3)], tokenizer);
    if (cut.isPresent()) {
      Utf8Text joined = Splice.join(cut.get().pieces(), text);
      assertTrue(tokenizer.count(joined) <= limit);
      assertEquals(tokenizer.count(joined), cut.get().tokens());
      assertBalanced(joined.decode().replace(NOTE.decode(), ""));
    }
  }

  private static void assertBalanced(String text) {
    Deque<String> open = new ArrayDeque<>();
    Matcher marks = MARK.matcher(text);
    while (marks.find()) {
      switch (marks.group().charAt(0)) {
        case '{' -> open.push("}");
        case '[' -> open.push("]");
        case '<' -> {
          if (marks.group(1).isEmpty()) {
            open.push(marks.group(2));
          } else {
            assertEquals(open.pop(), marks.group(2));
          }
        }
        default -> assertEquals(open.pop(), marks.group());
      }
    }
    assertTrue(open.isEmpty());
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void moreTokensNeverKeepFewerBytes(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Utf8Text text = Utf8Text.of(text(random));
    Side side = Side.values()[random.nextInt(3)];
    int before = 0;
    int most = TestTokenizers.BYTES.count(text);
    for (int limit = random.nextInt(50); limit < most; limit += 1 + random.nextInt(most / 8)) {
      int kept = cut(text, limit, side, TestTokenizers.BYTES).map(DeepTextTest::bytes).orElse(0);
      assertTrue(kept >= before, "%d < %d at %d".formatted(kept, before, limit));
      before = kept;
    }
  }

  private static int bytes(Cut cut) {
    int bytes = 0;
    for (Piece piece : cut.pieces()) {
      bytes += piece instanceof Piece.Source source ? source.endByte() - source.startByte() : 0;
    }
    return bytes;
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void triesFewAllowancesHoweverDeepTheTextIs(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    String nest = "<a>".repeat(2_000) + "</a>".repeat(2_000);
    Utf8Text text = Utf8Text.of(random.nextInt(10) == 0 ? nest : text(random));
    AtomicInteger asked = new AtomicInteger();
    Tokenizer counted = new CountedTokenizer(TestTokenizers.BYTES, asked);
    int limit = random.nextInt(40, TestTokenizers.BYTES.count(text));
    Side side = Side.values()[random.nextInt(3)];
    Optional<Cut> ignored = cut(text, limit, side, counted);
    if (Shape.of(text, StopSignal.NEVER).mostWrapBytes() > 256) {
      assertTrue(asked.get() <= (side == Side.MIDDLE ? 2 : 1) * MOST_TRIES, asked.toString());
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void theStopSignalIsHonouredWheneverItIsAsked(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Utf8Text text = Utf8Text.of(text(random));
    int limit = random.nextInt(100, TestTokenizers.BYTES.count(text));
    AtomicInteger tries = new AtomicInteger();
    AtomicInteger asked = new AtomicInteger();
    Tokenizer counted = new CountedTokenizer(TestTokenizers.BYTES, tries);
    Optional<Cut> ignored =
        Trimmer.cut(text, limit, Side.END, NOTE, counted, new StopSignal(() -> !count(asked)));
    assertTrue(asked.get() >= 1 + tries.get(), asked.toString());
    int at = 1 + random.nextInt(asked.getAndSet(0));
    StopSignal stop = new StopSignal(() -> asked.incrementAndGet() == at);
    assertThrows(
        StopSignal.Stopped.class,
        () -> Trimmer.cut(text, limit, Side.END, NOTE, TestTokenizers.BYTES, stop));
  }

  private static boolean count(AtomicInteger asked) {
    return asked.incrementAndGet() > 0;
  }

  @Test
  void aWalkThatBeginsLateKnowsWhatIsOpen() {
    String nest = "<a>".repeat(30_000) + "</a>".repeat(30_000) + "\n```\ncode\n```\n".repeat(5_000);
    Utf8Text text = Utf8Text.of(nest);
    Markup markup = Markup.of(text, StopSignal.NEVER);
    for (int at = 0; at <= text.length(); at += 997) {
      MarkupWalk fromStart = markup.walk(0);
      MarkupWalk late = markup.walk(at);
      assertEquals(fromStart.moveTo(at), late.moveTo(at));
      assertEquals(Open.depthOf(fromStart.open()), Open.depthOf(late.open()));
    }
  }

  @Test
  void allowancesAreDenseAndTheirIndexIsFoundAgain() {
    for (int i = 0; i < Allowances.indexUpTo(Integer.MAX_VALUE); i++) {
      int tokens = Allowances.tokens(i);
      int next = Allowances.tokens(i + 1);
      assertTrue(next > tokens && (next == tokens + 1 || next - tokens <= tokens / 127));
      assertEquals(i, Allowances.indexUpTo(tokens));
      assertEquals(i, Allowances.indexUpTo(next - 1));
    }
    assertTrue(Allowances.indexUpTo(Integer.MAX_VALUE) < Allowances.END);
    assertEquals(-1, Allowances.indexUpTo(-5));
  }

  /** Counts how often a prefix or suffix is asked for. */
  private record CountedTokenizer(Tokenizer of, AtomicInteger asked) implements Tokenizer {
    @Override
    public String id() {
      return of.id();
    }

    @Override
    public Accuracy accuracy() {
      return of.accuracy();
    }

    @Override
    public double errorMarginRatio() {
      return of.errorMarginRatio();
    }

    @Override
    public int count(Utf8Text text) {
      return of.count(text);
    }

    @Override
    public int countUpTo(Utf8Text text, int limitTokens) {
      return of.countUpTo(text, limitTokens);
    }

    @Override
    public int prefixBytes(Utf8Text text, int limitTokens) {
      asked.incrementAndGet();
      return of.prefixBytes(text, limitTokens);
    }

    @Override
    public int suffixBytes(Utf8Text text, int limitTokens) {
      asked.incrementAndGet();
      return of.suffixBytes(text, limitTokens);
    }

    @Override
    public int[] chunkEnds(Utf8Text text, ChunkLimit limit) {
      return of.chunkEnds(text, limit);
    }

    @Override
    public RunningCount running() {
      return of.running();
    }
  }
}

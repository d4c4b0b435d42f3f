package dev.contextbudget.core.prefix;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.contextbudget.core.fit.TestModels;
import dev.contextbudget.core.item.Component;
import dev.contextbudget.core.item.ComponentKind;
import dev.contextbudget.core.item.Item;
import dev.contextbudget.core.item.Part;
import dev.contextbudget.core.item.Reduction;
import dev.contextbudget.core.item.Role;
import dev.contextbudget.core.item.Stability;
import dev.contextbudget.core.model.ModelProfile;
import dev.contextbudget.core.prefix.CacheReport.Boundary;
import dev.contextbudget.core.prefix.CacheReport.Cause;
import dev.contextbudget.core.prefix.CacheReport.Difference;
import dev.contextbudget.core.prefix.CacheReport.ExpectedUsage;
import dev.contextbudget.core.prefix.CacheReport.Mark;
import dev.contextbudget.core.prefix.PrefixCalls.Call;
import dev.contextbudget.core.prompt.Prompt.PromptMessage;
import dev.contextbudget.core.prompt.PromptPart;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What a report says of two prompts, worked out again from the prompts alone.
 *
 * <p>The cache of {@link TestModels#words} gives back nothing below 20 tokens, and from there on
 * whole steps of four; that of {@link TestModels#withMarks} what ends at a mark.
 */
class PrefixReportTest {
  private static final int LEAST_TOKENS = 20;
  private static final int STEP_TOKENS = 4;
  private static final int SEEDS = 1000;
  private static final AtomicInteger BELOW_LEAST = new AtomicInteger();
  private static final AtomicInteger BETWEEN_STEPS = new AtomicInteger();
  private static final AtomicInteger DIFFERENT = new AtomicInteger();

  static LongStream seeds() {
    return LongStream.range(0, SEEDS);
  }

  @AfterAll
  static void bothLimitsMattered() {
    if (DIFFERENT.get() > SEEDS / 2) { // all seeds were run
      assertTrue(BELOW_LEAST.get() > 50, BELOW_LEAST + " below the minimum");
      assertTrue(BETWEEN_STEPS.get() > 300, BETWEEN_STEPS + " between steps");
    }
  }

  /** A part of a prompt as the provider sees it. */
  private record Piece(byte[] bytes, int tokens) {}

  /** Two calls, the second with the token of the first. */
  private record Two(Call first, Call second) {

    static Two of(ModelProfile model, long seed) {
      SplittableRandom random = new SplittableRandom(seed);
      String system = "you answer " + "briefly ".repeat(random.nextInt(2) * random.nextInt(30));
      List<Item> whole = PrefixCalls.turns("m", 1 + random.nextInt(8), random.nextInt(5));
      int had = 1 + random.nextInt(whole.size());
      int budget = 120 + random.nextInt(180);
      Call first =
          PrefixCalls.call(
                  model, components(system, whole.subList(0, had), "first"), budget, none())
              .orElseThrow();
      boolean other = random.nextInt(5) == 0;
      List<Item> next = new ArrayList<>(whole);
      if (random.nextInt(3) == 0) {
        int at = random.nextInt(next.size());
        next.set(at, PrefixCalls.item("m" + at, 1, PrefixCalls.message(Role.USER, "changed")));
      }
      String question = random.nextBoolean() ? "first" : "second";
      List<Component> components = components(other ? system + "!" : system, next, question);
      return new Two(
          first, PrefixCalls.call(model, components, budget, first.state()).orElseThrow());
    }

    private static Optional<PrefixState> none() {
      return Optional.empty();
    }

    private static List<Component> components(String system, List<Item> items, String input) {
      return List.of(
          PrefixCalls.text("system", ComponentKind.SYSTEM, Stability.STATIC, system),
          PrefixCalls.history(items, new Reduction.DropItems()),
          PrefixCalls.text("input", ComponentKind.USER_INPUT, Stability.REQUEST, input));
    }

    /** Returns the pieces that both prompts begin with. */
    List<Piece> shared() {
      List<Piece> before = pieces(first);
      List<Piece> now = pieces(second);
      int shared = 0;
      while (shared < Math.min(before.size(), now.size())
          && MessageDigest.isEqual(before.get(shared).bytes(), now.get(shared).bytes())) {
        shared++;
      }
      return now.subList(0, shared);
    }
  }

  private static List<Piece> pieces(Call call) {
    List<Piece> pieces = new ArrayList<>();
    for (PromptMessage message : call.fit().prompt().messages()) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      put(bytes, 'm', message.role().wireName());
      put(bytes, 'n', message.name());
      int tokens = message.framingTokens();
      for (PromptPart part : message.parts()) {
        put(bytes, 't', ((Part.Text) part.content()).text().decode());
        pieces.add(new Piece(bytes.toByteArray(), tokens + part.tokens()));
        bytes.reset();
        tokens = 0;
      }
    }
    return pieces;
  }

  private static void put(ByteArrayOutputStream bytes, char type, String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    bytes.writeBytes(
        ByteBuffer.allocate(5 + utf8.length)
            .put((byte) type)
            .putInt(utf8.length)
            .put(utf8)
            .array());
  }

  private static int tokens(List<Piece> pieces) {
    return pieces.stream().mapToInt(Piece::tokens).sum();
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void theFirstDifferenceStandsWhereThePromptsPart(long seed) {
    Two two = Two.of(TestModels.words(), seed);
    List<Piece> shared = two.shared();
    Optional<Difference> found = two.second().report().firstDifference();

    assertEquals(shared.size() < pieces(two.first()).size(), found.isPresent());
    if (found.isPresent()) {
      DIFFERENT.incrementAndGet();
      Difference difference = found.get();
      assertEquals(tokens(shared), difference.sharedTokens());
      assertEquals(
          shared.stream().mapToLong(p -> p.bytes().length).sum(), difference.offsetBytes());
      int stable = stableTokens(two.first());
      int lost = difference.cause() == Cause.REQUEST_ITEM ? 0 : stable - tokens(shared);
      assertEquals(Math.max(0, lost), difference.lostTokens());
      int read = Math.max(0, readable(stable) - readable(tokens(shared)));
      double dollars = lost > 0 ? read * (10.0 - 1.0) / 1_000_000 : 0;
      assertEquals(dollars, difference.costUsd(), 1e-12);
    }
  }

  private static int stableTokens(Call call) {
    int tokens = 0;
    for (Boundary boundary : call.report().boundaries()) {
      tokens = boundary.stability() == Stability.REQUEST ? tokens : boundary.tokens();
    }
    return tokens;
  }

  private static int readable(int tokens) {
    return tokens < LEAST_TOKENS ? 0 : STEP_TOKENS * (tokens / STEP_TOKENS);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void anAutomaticCacheGivesBackWholeStepsAboveItsMinimum(long seed) {
    Two two = Two.of(TestModels.words(), seed);
    int shared = tokens(two.shared());
    BELOW_LEAST.addAndGet(shared > 0 && shared < LEAST_TOKENS ? 1 : 0);
    BETWEEN_STEPS.addAndGet(shared > LEAST_TOKENS && shared % STEP_TOKENS != 0 ? 1 : 0);

    ExpectedUsage expected = two.second().report().expected().orElseThrow();

    int total = two.second().fit().totalTokens();
    assertEquals(readable(shared), expected.readTokens());
    assertEquals(0, expected.writeTokens());
    assertEquals(total - readable(shared), expected.plainTokens());
    double dollars = (readable(shared) * 1.0 + (total - readable(shared)) * 10.0) / 1_000_000;
    assertEquals(dollars, expected.costUsd(), 1e-12);
    assertEquals(0, two.first().report().expected().orElseThrow().readTokens());
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void aCacheWithMarksGivesBackWhatEndsAtAMarkOfThePreviousCall(long seed) {
    Two two = Two.of(TestModels.withMarks(), seed);
    int shared = tokens(two.shared());
    int read = 0;
    for (Boundary boundary : two.first().report().boundaries()) {
      boolean held = boundary.mark() != Mark.NONE && boundary.tokens() <= shared;
      read = held ? boundary.tokens() : read;
    }
    int written = read;
    for (Boundary boundary : two.second().report().boundaries()) {
      written = boundary.mark() == Mark.NONE ? written : Math.max(written, boundary.tokens());
    }

    ExpectedUsage expected = two.second().report().expected().orElseThrow();

    assertEquals(read, expected.readTokens());
    assertEquals(written - read, expected.writeTokens());
    int plain = two.second().fit().totalTokens() - written;
    assertEquals(plain, expected.plainTokens());
    double dollars = (read * 1.0 + (written - read) * 12.5 + plain * 10.0) / 1_000_000;
    assertEquals(dollars, expected.costUsd(), 1e-12);
  }

  /** The note of chunks stands behind them, and behind the next one in the next prompt. */
  @Test
  void aNoteBehindWhatIsAppendedToIsNotPartOfThePrefix() {
    List<Item> chunks = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      chunks.add(PrefixCalls.item("chunk" + i, 1, PrefixCalls.passage("a passage of words " + i)));
    }
    Component results =
        PrefixCalls.component(
            "results", ComponentKind.TOOL_RESULTS, new Reduction.DropItems(), chunks);
    Component input =
        PrefixCalls.text("input", ComponentKind.USER_INPUT, Stability.REQUEST, "and now");

    Call call =
        PrefixCalls.call(TestModels.words(), List.of(results, input), 80, Optional.empty())
            .orElseThrow();

    List<Boundary> boundaries = call.report().boundaries();
    assertEquals(
        List.of(Stability.APPEND_ONLY, Stability.REQUEST),
        boundaries.stream().map(Boundary::stability).toList());
    assertEquals("chunk19", boundaries.get(0).afterItemId());
    assertTrue(call.fit().noteTokens() > 0);
    int behind = boundaries.get(1).tokens() - boundaries.get(0).tokens();
    assertTrue(behind >= call.fit().noteTokens() + 2, behind + " tokens behind the chunks");
  }

  /** Whoever hashes the same pieces gets the same boundaries. */
  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void boundariesAreHashesOfThePromptUpToThem(long seed) throws GeneralSecurityException {
    Call call = Two.of(TestModels.words(), seed).second();
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    List<Boundary> boundaries = call.report().boundaries();
    int next = 0;
    int tokens = 0;
    for (Piece piece : pieces(call)) {
      digest.update(piece.bytes());
      tokens += piece.tokens();
      if (tokens == boundaries.get(next).tokens()) {
        MessageDigest upToHere = copy(digest);
        assertArrayEquals(upToHere.digest(), boundaries.get(next).sha256());
        next++;
      }
    }
    assertEquals(boundaries.size(), next);
  }

  private static MessageDigest copy(MessageDigest digest) {
    try {
      return (MessageDigest) digest.clone();
    } catch (CloneNotSupportedException e) {
      throw new AssertionError(e);
    }
  }
}

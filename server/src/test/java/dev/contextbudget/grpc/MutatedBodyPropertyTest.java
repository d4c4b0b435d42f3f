package dev.contextbudget.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import dev.contextbudget.Seeds;
import dev.contextbudget.core.error.BudgetUnsatisfiable;
import dev.contextbudget.core.error.InvalidRequest;
import dev.contextbudget.core.error.StopSignal;
import dev.contextbudget.dialect.json.JsonFault;
import dev.contextbudget.dialect.json.JsonIndexer;
import dev.contextbudget.v1.CompactRequest;
import dev.contextbudget.v1.DecisionReason;
import dev.contextbudget.v1.DropItems;
import dev.contextbudget.v1.FitContextRequest;
import dev.contextbudget.v1.FitContextResponse;
import dev.contextbudget.v1.FittedBody;
import dev.contextbudget.v1.Reduction;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.LongStream;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A body with values that are missing, doubled or odd is refused with a typed error; or it comes
 * back as it was where nothing is cut, and as JSON within its window where something is. Nor do the
 * linter, a compaction and another API end otherwise.
 */
class MutatedBodyPropertyTest {
  /** The window of the whole, and more than the margin of any estimate. */
  private static final int ENOUGH_PERCENT = 200;

  private static final int FEW_TOKENS = 16;

  private static final List<MutatedBody> BODIES =
      List.of(
          new MutatedBody("openai-chat"),
          new MutatedBody("openai-responses"),
          new MutatedBody("anthropic"),
          new MutatedBody("gemini"));

  static LongStream seeds() {
    return Seeds.all();
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void isRefusedOrComesBack(long seed) throws JsonFault {
    isRefusedOrComesBack(BODIES.get((int) (seed % BODIES.size())), new SplittableRandom(seed));
  }

  static void isRefusedOrComesBack(MutatedBody bodies, RandomGenerator random) throws JsonFault {
    int percent = random.nextInt(ENOUGH_PERCENT + 1);
    byte[] json = bodies.next(random);
    FitContextRequest.Builder request = BodyFits.request(bodies.dialect(), json);
    answersOrRefuses(() -> LintedBodies.lint(bodies.dialect(), request.getModel(), json));
    asAnother(request, random);
    FitContextResponse whole;
    try {
      whole = BodyFits.fit(request.build());
    } catch (InvalidRequest | BudgetUnsatisfiable typed) {
      return;
    }
    assertIs(json, whole);
    compacted(request, whole.getReport().getTotalTokens() / 2);
    int window = (int) (whole.getReport().getTotalTokens() * (long) percent / 100) + FEW_TOKENS;
    FitContextResponse cut;
    try {
      cut = BodyFits.fit(BodyFits.within(request, window));
    } catch (BudgetUnsatisfiable tooSmall) {
      assertTrue(percent < ENOUGH_PERCENT, "what fits its model's window fits twice its size");
      return;
    }
    assertTrue(cut.getReport().getTotalTokens() <= window);
    assertIsObject(cut.getBody());
    byte[] left = cut.getBody().getJson().toByteArray();
    assertIs(left, BodyFits.whole(bodies.dialect(), left));
  }

  /** A body is of another API as a whole, or what it would lose is told. */
  private static void asAnother(FitContextRequest.Builder request, RandomGenerator random) {
    FitContextRequest.Builder other = request.clone();
    other
        .getProviderRequestBuilder()
        .setRenderAsValue(1 + random.nextInt(BODIES.size()))
        .setToolReduction(Reduction.newBuilder().setDropItems(DropItems.getDefaultInstance()));
    answersOrRefuses(() -> assertIsObject(BodyFits.fit(other.build()).getBody()));
  }

  private static void compacted(FitContextRequest.Builder request, int targetTokens) {
    CompactRequest compact =
        CompactRequest.newBuilder()
            .setModel(request.getModel())
            .setProviderRequest(request.getProviderRequest())
            .setTargetTokens(Math.max(1, targetTokens))
            .build();
    answersOrRefuses(() -> assertIsObject(BodyFits.compact(compact).getBody()));
  }

  private static void answersOrRefuses(Executable call) {
    try {
      call.execute();
    } catch (InvalidRequest | BudgetUnsatisfiable typed) {
      assertFalse(typed.getMessage().isEmpty());
    } catch (Throwable other) {
      throw new AssertionError(other);
    }
  }

  private static void assertIsObject(FittedBody body) throws JsonFault {
    byte[] json = body.getJson().toByteArray();
    assertTrue(JsonIndexer.index(json, StopSignal.NEVER).root().isObject());
  }

  private static void assertIs(byte[] json, FitContextResponse answer) {
    if (!leavesOutEmptyText(answer)) {
      assertEquals(ByteString.copyFrom(json), answer.getBody().getJson());
    }
  }

  /** An empty block of instructions, which providers refuse. */
  private static boolean leavesOutEmptyText(FitContextResponse answer) {
    return answer.getDecisionsList().stream()
        .anyMatch(decision -> decision.getReason() == DecisionReason.DECISION_REASON_EMPTY);
  }
}

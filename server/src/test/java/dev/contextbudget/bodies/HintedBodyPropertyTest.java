package dev.contextbudget.bodies;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.contextbudget.grpc.BodyFits;
import dev.contextbudget.sweep.Recording;
import dev.contextbudget.sweep.Recording.Call;
import dev.contextbudget.sweep.Recording.Turn;
import dev.contextbudget.v1.FitContextRequest;
import dev.contextbudget.v1.ItemHint;
import dev.contextbudget.v1.Stability;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Short conversations with hints at random about stability, groups, pins and scores. */
class HintedBodyPropertyTest {
  private static final int MOST_FITS = 10;

  static LongStream seeds() {
    return LongStream.range(0, Long.getLong("hinted.seeds", 60));
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void everyCutIsRight(long seed) {
    Random random = new Random(seed);
    Recording recording = conversation(random);
    boolean inBatches = random.nextBoolean();
    List<String> failures = new ArrayList<>();
    for (String dialect : TestBody.DIALECTS) {
      TestBody body = RecordedBodies.of(dialect, recording, inBatches, said -> said);
      Verdict verdict = new Verdict(body);
      CutPolicy policy = stable(random, CutPolicy.random(seed, verdict.messageIds()));
      FitContextRequest.Builder request = policy.on(BodyFits.request(body.dialect(), body.json()));
      for (Cuts.Outcome outcome : new Cuts(request, MOST_FITS, MOST_FITS).outcomes()) {
        for (Problem problem : verdict.problems(request, policy, outcome)) {
          failures.add("%s, %s, %d: %s".formatted(dialect, policy, outcome.window(), problem));
        }
      }
    }
    assertEquals(List.of(), failures);
  }

  /** Says how long some messages stay as they are; none is stable behind one made anew. */
  private static CutPolicy stable(Random random, CutPolicy policy) {
    List<ItemHint> hints = new ArrayList<>();
    int anew = random.nextInt(2 * policy.hints().size());
    for (int i = 0; i < policy.hints().size(); i++) {
      ItemHint.Builder hint = policy.hints().get(i).toBuilder().clearStability();
      if (i == anew) {
        hint.setStability(Stability.STABILITY_REQUEST);
      } else if (i < anew && random.nextInt(4) == 0) {
        hint.setStability(Stability.STABILITY_SESSION);
      }
      hints.add(hint.build());
    }
    return new CutPolicy(policy.name(), policy.messages(), policy.tools(), policy.notes(), hints);
  }

  private static Recording conversation(Random random) {
    List<Turn> turns = new ArrayList<>();
    if (random.nextInt(3) > 0) {
      turns.add(new Turn("s", "system", "", "You know the harbour.", List.of()));
    }
    for (int turn = 1 + random.nextInt(5); turn > 0; turn--) {
      add(turns, "user", words(random), List.of());
      for (int step = random.nextInt(4); step > 0; step--) {
        add(turns, "assistant", "", List.of(new Call("look", "{\"at\":\"the pier\"}")));
        add(turns, "tool", words(random), List.of());
      }
      add(turns, "assistant", words(random), List.of());
    }
    add(turns, "user", "And now?", List.of());
    return new Recording("of the harbour", turns, List.of(), List.of());
  }

  private static void add(List<Turn> turns, String role, String text, List<Call> calls) {
    turns.add(new Turn("t" + turns.size(), role, "", text, calls));
  }

  private static String words(Random random) {
    return "The harbour fee of pier %d is due. "
        .formatted(random.nextInt(1000))
        .repeat(1 + random.nextInt(5))
        .strip();
  }
}

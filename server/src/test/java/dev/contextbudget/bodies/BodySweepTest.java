package dev.contextbudget.bodies;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.contextbudget.grpc.BodyFits;
import dev.contextbudget.sweep.DataSet;
import dev.contextbudget.sweep.Recording;
import dev.contextbudget.v1.FitContextRequest;
import dev.contextbudget.v1.FitContextResponse;
import dev.contextbudget.v1.ItemDecision;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Recorded conversations as bodies of each dialect: they come back as they were sent, and fitted to
 * budgets from the least to the whole in equal steps they are right, and keep more of a larger one.
 *
 * <p>A build takes the conversations that are bundled, in 10 steps. All of a folder of the same
 * form come back, and 200 of them are swept in 50 steps, with
 *
 * <pre>
 * mvn -B test -pl server -am -Dtest=BodySweepTest -Dsurefire.failIfNoSpecifiedTests=false -Dbodies.data="$PWD/FOLDER"
 * </pre>
 */
class BodySweepTest {
  private static final String DATA = System.getProperty("bodies.data");
  private static final int STEPS = DATA == null ? 10 : 50;
  private static final int MOST_SWEPT = 200;

  private static final AtomicLong BODIES = new AtomicLong();
  private static final AtomicLong BYTES = new AtomicLong();
  private static final AtomicLong FITS = new AtomicLong();

  /** A conversation, in one of its forms. */
  record Case(Recording recording, boolean inBatches) {
    private TestBody body(String dialect, UnaryOperator<String> spelling) {
      return RecordedBodies.of(dialect, recording, inBatches, spelling);
    }

    @Override
    public String toString() {
      return recording.id() + (inBatches ? " in batches" : "");
    }
  }

  /** Returns all conversations, then those with calls in batches; one of each set after another. */
  static List<Case> conversations() throws Exception {
    Path data =
        DATA == null ? Path.of(BodySweepTest.class.getResource("/sweep").toURI()) : Path.of(DATA);
    List<List<Recording>> sets = new ArrayList<>();
    for (DataSet set : DataSet.values()) {
      sets.add(set.recordings(data));
    }
    int most = sets.stream().mapToInt(List::size).max().orElse(0);
    List<Case> plain = new ArrayList<>();
    List<Case> inBatches = new ArrayList<>();
    for (int i = 0; i < most; i++) {
      for (List<Recording> set : sets) {
        if (i < set.size()) {
          Recording recording = set.get(i);
          plain.add(new Case(recording, false));
          if (recording.turns().stream().anyMatch(turn -> !turn.calls().isEmpty())) {
            inBatches.add(new Case(recording, true));
          }
        }
      }
    }
    plain.addAll(inBatches);
    return plain;
  }

  static List<Case> swept() throws Exception {
    return conversations().stream().limit(MOST_SWEPT).toList();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("conversations")
  void comesBackAsItWasSent(Case conversation) {
    for (String dialect : TestBody.DIALECTS) {
      TestBody body = conversation.body(dialect, said -> said);
      BodyRoundTripTest.check(body);
      BODIES.incrementAndGet();
      BYTES.addAndGet(body.json().length);
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("swept")
  void everyBudgetGivesABodyThatIsRight(Case conversation) {
    List<String> failures = new ArrayList<>();
    for (String dialect : TestBody.DIALECTS) {
      sweep(conversation.body(dialect, said -> said), CutPolicy.DEFAULT, failures);
      sweep(conversation.body(dialect, BodySweepTest::marked), CutPolicy.SHORTER, failures);
    }
    assertEquals(List.of(), failures);
  }

  /** Writes a text so that most places in it are inside of what a reader takes for a character. */
  private static String marked(String text) {
    return text.replace("e", "e\u0301").replace("t ", "t \uD83D\uDC69\u200D\uD83D\uDD2C ");
  }

  private static void sweep(TestBody body, CutPolicy policy, List<String> failures) {
    FitContextRequest.Builder request = policy.on(BodyFits.request(body.dialect(), body.json()));
    Verdict verdict = new Verdict(body);
    assertEquals(Set.of(), verdict.errors(), "of the conversation itself");
    Map<String, Double> before = new HashMap<>();
    List<Cuts.Outcome> outcomes = new Cuts(request, STEPS, STEPS).steps(STEPS);
    for (Cuts.Outcome outcome : outcomes) {
      List<Problem> problems = verdict.problems(request, policy, outcome);
      Map<String, Double> value = value(outcome.answer());
      before.forEach(
          (component, less) -> {
            if (value.getOrDefault(component, 0.0) < less - 1e-9) {
              problems.add(new Problem("value", "%s %s %s".formatted(component, less, value)));
            }
          });
      problems.forEach(
          problem ->
              failures.add("%s, %s, %d: %s".formatted(body, policy, outcome.window(), problem)));
      before = value;
      FITS.incrementAndGet();
    }
  }

  /**
   * Returns what each component keeps: tokens of whole items, and of a cut one its bytes, each so
   * little that a whole one is always more.
   */
  private static Map<String, Double> value(FitContextResponse answer) {
    Map<String, Double> value = new HashMap<>();
    for (ItemDecision decision : answer.getDecisionsList()) {
      double kept =
          switch (decision.getAction()) {
            case ACTION_KEEP -> decision.getAfterTokens();
            case ACTION_TRUNCATE ->
                decision.getKeptRangesList().stream()
                        .mapToInt(range -> range.getEndByte() - range.getStartByte())
                        .sum()
                    / 1e3;
            default -> 0;
          };
      value.merge(decision.getComponentId(), kept, Double::sum);
    }
    return value;
  }

  @AfterAll
  static void tellHowMuch() throws Exception {
    System.out.printf(
        "%d conversations, %d bodies of %,d bytes back; %d conversations swept, %,d fits%n",
        conversations().size(), BODIES.get(), BYTES.get(), swept().size(), FITS.get());
  }
}

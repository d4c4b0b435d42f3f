package dev.contextbudget.bodies;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import dev.contextbudget.dialect.translate.RenderedBodies;
import dev.contextbudget.grpc.BodyFits;
import dev.contextbudget.v1.CompactRequest;
import dev.contextbudget.v1.CompactResponse;
import dev.contextbudget.v1.FitContextRequest;
import dev.contextbudget.v1.View;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Bodies cut wherever they can be cut: what comes back is a body that the provider takes, of what
 * was sent, within the budget. The bodies of reported failures are named after their threads.
 *
 * <p>A build cuts those at every place, in the default way, and takes a sample of the rest. All
 * places in all ways, with hints of so many seeds:
 *
 * <pre>
 * mvn -B test -pl server -am -Dtest=BodyCutsTest -Dsurefire.failIfNoSpecifiedTests=false -Dbodies.seeds=20
 * </pre>
 */
class BodyCutsTest {
  private static final int SEEDS = Integer.getInteger("bodies.seeds", 0);
  private static final int FITS_OF_A_SAMPLE = 8;

  static List<TestBody> bodies() {
    return TestBody.fitted();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("bodies")
  void everyCutIsRight(TestBody body) throws IOException {
    FitContextRequest.Builder request = BodyFits.request(body.dialect(), body.json());
    Verdict verdict = new Verdict(body);
    List<String> failures = new ArrayList<>();
    for (CutPolicy policy : policies(body, verdict.messageIds())) {
      FitContextRequest.Builder asked = policy.on(request);
      for (Cuts.Outcome outcome : cuts(body, policy, asked).outcomes()) {
        keep(body, "%s-%d".formatted(policy, outcome.window()), Cuts.json(outcome.answer()));
        for (Problem problem : verdict.problems(asked, policy, outcome)) {
          failures.add("%s, %d: %s".formatted(policy, outcome.window(), problem));
        }
      }
    }
    assertEquals(List.of(), failures);
  }

  private static void keep(TestBody body, String cut, String json) throws IOException {
    String name = body.name().replace(".json", "--" + cut).replace('/', '-').replace(' ', '-');
    RenderedBodies.keep(body.dialect(), name, json.getBytes(StandardCharsets.UTF_8));
  }

  private static Cuts cuts(TestBody body, CutPolicy policy, FitContextRequest.Builder asked) {
    boolean everywhere = SEEDS > 0 || (body.isThread() && policy.equals(CutPolicy.DEFAULT));
    return everywhere
        ? new Cuts(asked, SEEDS > 0 ? 400 : 40, Integer.MAX_VALUE)
        : new Cuts(asked, FITS_OF_A_SAMPLE, FITS_OF_A_SAMPLE);
  }

  private static List<CutPolicy> policies(TestBody body, List<String> messageIds) {
    List<CutPolicy> policies = new ArrayList<>();
    policies.addAll(SEEDS > 0 ? CutPolicy.all() : List.of(CutPolicy.DEFAULT));
    if (body.text().contains("\"tools\"") || body.text().contains("\"functions\"")) {
      policies.add(CutPolicy.WITH_TOOLS);
    }
    for (int seed = 0; seed < Math.max(1, SEEDS); seed++) {
      policies.add(CutPolicy.random(body.name().hashCode() + seed, messageIds));
    }
    return policies;
  }

  static List<TestBody> withHistory() {
    return bodies().stream()
        .filter(body -> !Transcript.of(body.dialect(), body.text()).messages().isEmpty())
        .toList();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("withHistory")
  void everyCompactionIsRight(TestBody body) throws IOException {
    FitContextRequest.Builder sent = BodyFits.request(body.dialect(), body.json());
    CompactRequest.Builder request =
        CompactRequest.newBuilder()
            .setModel(sent.getModel())
            .setProviderRequest(sent.getProviderRequest());
    int all = BodyFits.compact(request.setTargetTokens(1_000_000).build()).getBeforeTokens();
    Verdict verdict = new Verdict(body);
    List<String> failures = new ArrayList<>();
    ByteString last = ByteString.EMPTY;
    int step = SEEDS > 0 || body.isThread() ? 10 : 40;
    for (int percent = 10; percent <= 90; percent += step) {
      CompactRequest asked = request.setTargetTokens(Math.max(1, all * percent / 100)).build();
      CompactResponse answer = BodyFits.compact(asked);
      assertTrue(answer.getAfterTokens() <= answer.getBeforeTokens());
      if (!answer.getBody().getJson().equals(last)) {
        last = answer.getBody().getJson();
        CompactResponse edits =
            BodyFits.compact(asked.toBuilder().setView(View.VIEW_EDITS).build());
        keep(body, "compacted-" + percent, last.toStringUtf8());
        String patch = edits.getBody().getJsonPatch().toStringUtf8();
        for (Problem problem : verdict.problemsOf(last.toStringUtf8(), patch)) {
          failures.add("%d %%: %s".formatted(percent, problem));
        }
      }
    }
    assertEquals(List.of(), failures);
  }
}

package dev.contextbudget.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import dev.contextbudget.bodies.TestBody;
import dev.contextbudget.core.error.InvalidRequest;
import dev.contextbudget.core.error.Reason;
import dev.contextbudget.v1.FitContextRequest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every body that a provider accepts is refused for another, or the other accepts what comes back.
 */
class RenderedBodiesTest {
  /** A model of each API. */
  private static final Map<String, String> MODELS =
      Map.of(
          "openai-chat", "gpt-4.1",
          "openai-responses", "gpt-4.1",
          "anthropic", "claude-sonnet-4-5",
          "gemini", "gemini-3.1-pro-preview");

  static List<TestBody> bodies() {
    return TestBody.valid();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("bodies")
  void theLinterFindsNoErrorInThoseOfTheOthers(TestBody body) {
    MODELS.forEach(
        (other, model) -> {
          if (!other.equals(body.dialect())) {
            rendered(body, other, model)
                .ifPresent(
                    json ->
                        assertEquals(
                            List.of(),
                            LintedBodies.errors(
                                LintedBodies.lint(other, model, json.toByteArray())),
                            () -> other + " " + json.toStringUtf8()));
          }
        });
  }

  /** Returns a body for another API; empty if it is refused. */
  private static Optional<ByteString> rendered(TestBody body, String other, String model) {
    FitContextRequest.Builder request =
        BodyFits.request(body.dialect(), body.json()).setModel(model);
    request.getProviderRequestBuilder().setRenderAs(BodyFits.format(other));
    try {
      return Optional.of(BodyFits.fit(request.build()).getBody().getJson());
    } catch (InvalidRequest refused) {
      assertTrue(
          refused.violations().stream()
              .allMatch(violation -> violation.reason() == Reason.BODY_NOT_CONVERTIBLE),
          refused.violations()::toString);
      return Optional.empty();
    }
  }
}

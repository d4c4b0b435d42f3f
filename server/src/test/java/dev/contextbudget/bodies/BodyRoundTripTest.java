package dev.contextbudget.bodies;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.contextbudget.grpc.BodyFits;
import dev.contextbudget.v1.FitContextRequest;
import dev.contextbudget.v1.FitContextResponse;
import dev.contextbudget.v1.View;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A body that fits comes back as it was sent, byte for byte. */
class BodyRoundTripTest {
  static List<TestBody> bodies() {
    return TestBody.fitted();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("bodies")
  void comesBackAsItWasSent(TestBody body) {
    check(body);
  }

  static void check(TestBody body) {
    FitContextRequest request = BodyFits.request(body.dialect(), body.json()).build();

    FitContextResponse full = BodyFits.fit(request);
    FitContextResponse edits = BodyFits.fit(request.toBuilder().setView(View.VIEW_EDITS).build());
    int counted = BodyFits.count(request, body.json()).getTotalTokens();

    assertArrayEquals(body.json(), full.getBody().getJson().toByteArray());
    assertEquals("[]", edits.getBody().getJsonPatch().toStringUtf8());
    assertEquals(full.getReport().getTotalTokens(), counted);
    assertTrue(counted > 0);
  }
}

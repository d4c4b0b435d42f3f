package dev.contextbudget.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.contextbudget.Seeds;
import dev.contextbudget.catalog.CatalogReader;
import dev.contextbudget.client.Edits;
import dev.contextbudget.core.error.StopSignal;
import dev.contextbudget.core.model.ModelCatalog;
import dev.contextbudget.v1.CompactRequest;
import dev.contextbudget.v1.CompactResponse;
import dev.contextbudget.v1.FitContextRequest;
import dev.contextbudget.v1.FitContextResponse;
import dev.contextbudget.v1.View;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code VIEW_EDITS}, applied by the client to what was sent, is {@code VIEW_FULL}. */
final class EditsAgreeTest {
  private static final ModelCatalog CATALOG = new CatalogReader().bundled();

  static LongStream seeds() {
    return Seeds.all();
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void editsOfAFitAreTheFullFit(long seed) {
    FitContextRequest request = new WireRequests(seed).fit();
    FitContextCall call = new FitContextCall(Limits.DEFAULTS);

    FitContextResponse full = call.answer(request, CATALOG, StopSignal.NEVER);
    FitContextResponse edits =
        call.answer(
            request.toBuilder().setView(View.VIEW_EDITS).build(), CATALOG, StopSignal.NEVER);

    assertEquals(full, Edits.apply(request, edits));
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void editsOfACompactionAreTheFullCompaction(long seed) {
    CompactRequest request =
        CompactRequest.newBuilder()
            .setModel("gpt-4o")
            .addAllMessages(new WireRequests(seed).messages())
            .setTargetTokens(150)
            .build();
    CompactCall call = new CompactCall(Limits.DEFAULTS);

    CompactResponse full = call.answer(request, CATALOG, StopSignal.NEVER);
    CompactResponse edits =
        call.answer(
            request.toBuilder().setView(View.VIEW_EDITS).build(), CATALOG, StopSignal.NEVER);

    assertEquals(full, Edits.apply(request, edits));
  }
}

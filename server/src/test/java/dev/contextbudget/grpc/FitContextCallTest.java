package dev.contextbudget.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.protobuf.TextFormat;
import dev.contextbudget.catalog.CatalogReader;
import dev.contextbudget.core.error.InvalidRequest;
import dev.contextbudget.core.error.StopSignal;
import dev.contextbudget.core.error.Violation;
import dev.contextbudget.core.model.ModelCatalog;
import dev.contextbudget.v1.FitContextRequest;
import dev.contextbudget.v1.FitContextResponse;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the contract of {@code FitContext} promises, request by request. */
class FitContextCallTest {
  private static final ModelCatalog CATALOG = new CatalogReader().bundled();

  private static FitContextResponse fit(String request) {
    return new FitContextCall(Limits.DEFAULTS).answer(parse(request), CATALOG, StopSignal.NEVER);
  }

  private static FitContextRequest parse(String request) {
    try {
      return TextFormat.parse(request, FitContextRequest.class);
    } catch (TextFormat.ParseException e) {
      throw new AssertionError(e);
    }
  }

  private static List<String> refusals(String request) {
    return assertThrows(InvalidRequest.class, () -> fit(request)).violations().stream()
        .map((Violation v) -> v.reason() + " " + v.field())
        .toList();
  }

  private static String entry(String id, String supersededBy, boolean pinned) {
    return "entries { id: '%s' key: 'k' value: 'v' superseded_by: '%s' pinned: %s }"
        .formatted(id, supersededBy, pinned);
  }

  private static String memory(String entries) {
    return """
        model: 'gpt-4o'
        components { id: 'memory' kind: COMPONENT_KIND_MEMORY entries { %s } }
        components { id: 'question' kind: COMPONENT_KIND_USER_INPUT text { value: 'why?' } }
        """
        .formatted(entries);
  }

  @ParameterizedTest(name = "{0} <- {1}")
  @CsvSource({
    "a, CONFLICT", // itself
    "b, CONFLICT", // a cycle of two
    "question, UNKNOWN_ITEM", // no entry
    "nobody, UNKNOWN_ITEM"
  })
  void anEntryIsSupersededByAnEntryThatStays(String newer, String reason) {
    assertEquals(
        List.of(reason + " components[0].entries.entries[0].superseded_by"),
        refusals(memory(entry("a", newer, false) + entry("b", "a", false))));
  }

  @Test
  void aPinnedEntryCannotBeSuperseded() {
    assertEquals(
        List.of("CONFLICT components[0].entries.entries[0].superseded_by"),
        refusals(memory(entry("a", "b", true) + entry("b", "", false))));
  }

  @Test
  void aChainOfEntriesEndsAtTheOneThatStays() {
    FitContextResponse answer =
        fit(memory(entry("a", "b", false) + entry("b", "c", false) + entry("c", "", true)));

    assertEquals(
        List.of("SUPERSEDED", "SUPERSEDED", "PINNED", "PINNED"),
        answer.getDecisionsList().stream()
            .map(decision -> decision.getReason().name().replace("DECISION_REASON_", ""))
            .toList());
  }
}

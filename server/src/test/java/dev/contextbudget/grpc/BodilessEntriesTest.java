package dev.contextbudget.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.TextFormat;
import dev.contextbudget.catalog.CatalogReader;
import dev.contextbudget.client.Edits;
import dev.contextbudget.core.error.StopSignal;
import dev.contextbudget.core.model.ModelCatalog;
import dev.contextbudget.v1.CacheReport;
import dev.contextbudget.v1.CountTokensRequest;
import dev.contextbudget.v1.FitContextRequest;
import dev.contextbudget.v1.FitContextResponse;
import dev.contextbudget.v1.ItemDecision;
import dev.contextbudget.v1.PromptPart;
import dev.contextbudget.v1.View;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Memory of which the service sees sizes only: it decides, and says which values to load. */
class BodilessEntriesTest {
  private static final ModelCatalog CATALOG = new CatalogReader().bundled();

  private static final String APPEND_ONLY = "stability: STABILITY_APPEND_ONLY";

  private static FitContextRequest.Builder request(String stability, String entries)
      throws Exception {
    FitContextRequest.Builder request = FitContextRequest.newBuilder();
    TextFormat.merge(
        """
        model: 'gpt-4o'
        policy { context_window_tokens: 200 output_reserve_tokens: 100 notes { disabled: true } }
        components { id: 'm' kind: COMPONENT_KIND_MEMORY %s
          entries { %s } }
        components { id: 'q' kind: COMPONENT_KIND_USER_INPUT text { value: 'why?' } }
        cache {}
        """
            .formatted(stability, entries),
        request);
    return request;
  }

  private static String entry(String body, int tokens) {
    return "entries { key: 'k' %s known_tokens { tokenizer_id: 'o200k_base' token_count: %d } } "
        .formatted(body, tokens);
  }

  private static FitContextResponse fit(FitContextRequest request) {
    return new FitContextCall(Limits.DEFAULTS).answer(request, CATALOG, StopSignal.NEVER);
  }

  private static List<Boolean> loads(FitContextResponse answer) {
    return answer.getDecisionsList().stream().map(ItemDecision::getLoadBody).toList();
  }

  @Test
  void whatIsKeptIsNamedAndCostsWhatWasStated() throws Exception {
    FitContextRequest full =
        request(
                "",
                entry("", 90)
                    + entry("", 40)
                    + entry("value: 'aisle'", 11)
                    + entry("pinned: true", 20))
            .setView(View.VIEW_FULL)
            .build();
    FitContextResponse answer = fit(full);

    assertEquals(List.of(false, true, false, true, false), loads(answer));
    assertEquals(
        List.of(0, 40, 11, 20),
        answer.getDecisionsList().subList(0, 4).stream()
            .map(ItemDecision::getAfterTokens)
            .toList());
    List<PromptPart> parts = answer.getPrompt().getMessages(0).getPartsList();
    assertEquals(
        List.of("m:1", "m:2", "m:3"),
        parts.subList(0, 3).stream().map(PromptPart::getItemId).toList());
    assertEquals(
        List.of(false, true, false),
        parts.subList(0, 3).stream().map(PromptPart::hasPart).toList());
    assertEquals("k: aisle", parts.get(1).getPart().getText());

    FitContextRequest edits = full.toBuilder().setView(View.VIEW_EDITS).build();
    assertEquals(answer.getPrompt(), Edits.apply(edits, fit(edits)).getPrompt());
  }

  @Test
  void itIsCountedAsStated() throws Exception {
    FitContextRequest request = request("", entry("", 40) + entry("value: 'aisle'", 11)).build();
    CountTokensRequest count =
        CountTokensRequest.newBuilder()
            .setModel(request.getModel())
            .addComponents(request.getComponents(0))
            .build();

    assertEquals(
        51,
        new CountTokensCall(Limits.DEFAULTS)
            .answer(count, CATALOG, StopSignal.NEVER)
            .getComponents(0)
            .getTokens());
  }

  /** A number that another tokenizer stated is no number for this one. */
  @Test
  void aValueIsCountedAgainIfAnotherTokenizerCountedIt() throws Exception {
    String other = entry("value: 'aisle'", 90).replace("o200k_base", "cl100k_base");

    assertEquals(3, fit(request("", other).build()).getDecisions(0).getAfterTokens());
  }

  @Test
  void thePrefixKnowsItByItsIdAndSize() throws Exception {
    FitContextResponse first = fit(request(APPEND_ONLY, entry("", 40)).build());
    assertTrue(after(first, 40).getPrefixKept());
    assertFalse(after(first, 39).getPrefixKept());
  }

  private static CacheReport after(FitContextResponse first, int tokens) throws Exception {
    FitContextRequest.Builder next = request(APPEND_ONLY, entry("", tokens));
    next.getCacheBuilder().setPrefixToken(first.getCache().getPrefixToken());
    return fit(next.build()).getCache();
  }
}

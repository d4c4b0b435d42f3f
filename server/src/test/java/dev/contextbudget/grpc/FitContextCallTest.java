package dev.contextbudget.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.protobuf.Message;
import com.google.protobuf.TextFormat;
import dev.contextbudget.catalog.CatalogReader;
import dev.contextbudget.core.error.InvalidRequest;
import dev.contextbudget.core.error.StopSignal;
import dev.contextbudget.core.error.Violation;
import dev.contextbudget.core.model.ModelCatalog;
import dev.contextbudget.v1.CacheMark;
import dev.contextbudget.v1.CacheReport;
import dev.contextbudget.v1.CountTokensRequest;
import dev.contextbudget.v1.CountTokensResponse;
import dev.contextbudget.v1.FitContextRequest;
import dev.contextbudget.v1.FitContextResponse;
import dev.contextbudget.v1.SlotReport;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the contract of {@code FitContext} promises, request by request. */
class FitContextCallTest {
  private static final ModelCatalog CATALOG = new CatalogReader().bundled();

  private static FitContextResponse fit(String request) {
    return new FitContextCall(Limits.DEFAULTS)
        .answer(parse(request, FitContextRequest.class), CATALOG, StopSignal.NEVER);
  }

  private static CountTokensResponse count(String request) {
    return new CountTokensCall(Limits.DEFAULTS)
        .answer(parse(request, CountTokensRequest.class), CATALOG, StopSignal.NEVER);
  }

  private static <M extends Message> M parse(String request, Class<M> type) {
    try {
      return TextFormat.parse(request, type);
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

  /** Two turns and a question behind a system prompt of some 2,000 tokens, on Claude. */
  private static String talk(String cache) {
    return """
    model: 'claude-sonnet-4-5'
    components { id: 'system' kind: COMPONENT_KIND_SYSTEM text { value: '%s' } }
    components { id: 'talk' kind: COMPONENT_KIND_HISTORY messages {
      messages { role: ROLE_USER parts { text: 'Where is my order?' } }
      messages { role: ROLE_ASSISTANT parts { text: 'On its way.' } } } }
    components { id: 'question' kind: COMPONENT_KIND_USER_INPUT text { value: 'why?' } }
    cache { %s }
    """
        .formatted("Answer briefly and kindly. ".repeat(400), cache);
  }

  @Test
  void tokensWrittenForTheLongTimeToLiveCostTheirOwnPrice() {
    CacheReport usual = fit(talk("time_to_live { seconds: 300 }")).getCache();
    CacheReport longer = fit(talk("time_to_live { seconds: 3600 }")).getCache();

    assertEquals(CacheMark.CACHE_MARK_LONG, longer.getBoundaries(0).getMark());
    assertEquals(CacheMark.CACHE_MARK_DEFAULT, longer.getBoundaries(1).getMark());
    assertEquals(
        longer.getBoundaries(0).getTokens() * (6 - 3.75) / 1e6,
        longer.getExpected().getCostUsd() - usual.getExpected().getCostUsd(),
        1e-12);
  }

  @ParameterizedTest
  @ValueSource(strings = {"claude-sonnet-4-5", "gpt-4o"})
  void theHiddenPromptBesideToolsIsFramingOfTheirSlotAndOfThePrefix(String model) {
    String components =
        """
        components { id: 'tools' kind: COMPONENT_KIND_TOOLS tools { tools {
          name: 'find_order' description: 'Finds an order by its number.' } } }
        components { id: 'question' kind: COMPONENT_KIND_USER_INPUT text { value: 'why?' } }
        """;
    FitContextResponse fit = fit("model: '%s' %s cache {}".formatted(model, components));
    CountTokensResponse count = count("model: '%s' %s".formatted(model, components));
    SlotReport tools = fit.getReport().getSlots(0);

    assertEquals(count.getFramingTokens(), fit.getReport().getFramingTokens());
    assertEquals(tools.getUsedTokens(), tools.getGrant().getGrantTokens());
    assertEquals(tools.getUsedTokens(), tools.getGrant().getDemandTokens());
    assertEquals(tools.getUsedTokens(), fit.getCache().getBoundaries(0).getTokens());
  }

  @Test
  void pricesOfTheCallerStandForBothTimesToLiveUnlessItGivesBoth() {
    String prices = "prices { input_usd: 1 cache_write_usd: 2 %s } time_to_live { seconds: 3600 }";
    CacheReport one = fit(talk(prices.formatted(""))).getCache();
    CacheReport both = fit(talk(prices.formatted("long_cache_write_usd: 9"))).getCache();

    assertEquals(
        one.getBoundaries(0).getTokens() * (9 - 2) / 1e6,
        both.getExpected().getCostUsd() - one.getExpected().getCostUsd(),
        1e-12);
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

package dev.contextbudget.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
import dev.contextbudget.v1.GrantReason;
import dev.contextbudget.v1.PlanBudgetRequest;
import dev.contextbudget.v1.SlotGrant;
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

  /** An input budget of 900 tokens. */
  private static String window(String slots, String components) {
    return """
    model: 'gpt-4o'
    policy { context_window_tokens: 1000 output_reserve_tokens: 100 notes { disabled: true } %s }
    %s
    """
        .formatted(slots, components);
  }

  private static String passages(String id, String stability, int count, String more) {
    String chunk = "chunks { known_tokens { token_count: 50 tokenizer_id: 'o200k_base' } }";
    return "components { id: '%s' kind: COMPONENT_KIND_CUSTOM stability: STABILITY_%s %s chunks { %s } }"
        .formatted(id, stability, more, chunk.repeat(count));
  }

  private static SlotGrant grant(FitContextResponse answer, String slot) {
    return answer.getReport().getSlotsList().stream()
        .map(SlotReport::getGrant)
        .filter(grant -> grant.getSlot().equals(slot))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aSlotWithComponentsOfTwoStabilitiesIsGrantedOnce() {
    FitContextResponse answer =
        fit(
            window(
                "slots { name: 'both' kind: COMPONENT_KIND_CUSTOM ceiling_tokens: 100 }",
                passages("a", "STATIC", 1, "") + passages("b", "REQUEST", 4, "")));

    assertEquals(1, answer.getReport().getSlotsCount());
    SlotReport slot = answer.getReport().getSlots(0);
    assertEquals("both", slot.getGrant().getSlot());
    assertEquals(100, slot.getGrant().getGrantTokens());
    assertEquals(GrantReason.GRANT_REASON_CEILING, slot.getGrant().getReason());
    assertTrue(slot.getUsedTokens() <= 100, slot.toString());
  }

  @ParameterizedTest
  @CsvSource({"STATIC, 804, 93", "REQUEST, 97, 800"})
  void aStableSlotIsGrantedBeforeOneOfHigherPriority(String stability, int first, int second) {
    String slots =
        "slots { name: 'a' stability: STABILITY_%s } slots { name: 'b' priority: 1 }"
            .formatted(stability);
    FitContextResponse answer =
        fit(window(slots, passages("a", "REQUEST", 16, "") + passages("b", "REQUEST", 16, "")));

    assertEquals(first, grant(answer, "a").getGrantTokens());
    assertEquals(second, grant(answer, "b").getGrantTokens());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "floor_tokens: 51 ceiling_tokens: 50",
        "floor_ratio: 0.1 ceiling_tokens: 89",
        "floor_ratio: 0.2 ceiling_ratio: 0.1",
        "floor_tokens: 91 ceiling_ratio: 0.1"
      })
  void aCeilingBelowItsFloorIsRefusedByPlanAndFitAlike(String bounds) {
    String slots = "slots { name: 'b' } slots { name: 'a' %s }".formatted(bounds);
    String field =
        "policy.slots[1]."
            + (bounds.contains("ceiling_tokens") ? "ceiling_tokens" : "ceiling_ratio");
    assertEquals(
        List.of("OUT_OF_RANGE " + field), refusals(window(slots, passages("a", "REQUEST", 1, ""))));
    PlanBudgetRequest plan = parse(window(slots, ""), PlanBudgetRequest.class);
    InvalidRequest refused =
        assertThrows(
            InvalidRequest.class,
            () -> new PlanBudgetCall(Limits.DEFAULTS).answer(plan, CATALOG, StopSignal.NEVER));
    assertEquals(field, refused.violations().get(0).field());
  }

  @Test
  void aComponentIsNotPromisedMoreThanItsSlotMayHave() {
    assertEquals(
        List.of("OUT_OF_RANGE components[0].min_tokens"),
        refusals(
            window(
                "slots { name: 'a' ceiling_tokens: 100 }",
                passages("a", "REQUEST", 9, "min_tokens: 500"))));
  }

  @Test
  void aGrantSaysWhyItIsNotLarger() {
    String talk =
        """
        components { id: 'talk' kind: COMPONENT_KIND_HISTORY messages { %s } }
        """
            .formatted(
                ("messages { role: ROLE_USER parts { text: '%s' } }".formatted("word ".repeat(45)))
                    .repeat(30));
    FitContextResponse starved =
        fit(window("", talk + passages("facts", "REQUEST", 9, "priority: 0 max_tokens: 400")));
    FitContextResponse capped = fit(window("", passages("facts", "REQUEST", 9, "max_tokens: 80")));
    FitContextResponse superseded = fit(memory(entry("a", "b", false) + entry("b", "", false)));

    assertEquals(GrantReason.GRANT_REASON_FLOOR, grant(starved, "facts").getReason());
    assertEquals(GrantReason.GRANT_REASON_FAIR_SHARE, grant(starved, "talk").getReason());
    assertEquals(GrantReason.GRANT_REASON_CEILING, grant(capped, "facts").getReason());
    assertEquals(GrantReason.GRANT_REASON_DEMAND_MET, grant(superseded, "memory").getReason());
    assertEquals(0, grant(superseded, "memory").getUnmetTokens());
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

package dev.contextbudget.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.contextbudget.core.budget.BudgetEquation;
import dev.contextbudget.core.budget.BudgetPlan;
import dev.contextbudget.core.budget.Grant;
import dev.contextbudget.core.budget.GrantReason;
import dev.contextbudget.core.budget.ModelLimits;
import dev.contextbudget.core.budget.Planner;
import dev.contextbudget.core.budget.Preset;
import dev.contextbudget.core.budget.Reserves;
import dev.contextbudget.core.budget.SlotDemand;
import dev.contextbudget.core.error.StopSignal;
import dev.contextbudget.core.item.Stability;
import dev.contextbudget.yaml.YamlNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Plans every preset on the window of its source and compares with the numbers that it publishes.
 */
class PresetsTest {
  private static final Map<String, Preset> PRESETS = load();

  private static Map<String, Preset> load() {
    try (InputStream file = PresetReader.class.getResourceAsStream("/catalog/presets.yaml")) {
      String text = new String(file.readAllBytes(), StandardCharsets.UTF_8);
      Map<String, Preset> presets = new LinkedHashMap<>();
      for (Preset preset : PresetReader.read(YamlNode.parse("presets.yaml", text))) {
        presets.put(preset.name(), preset);
      }
      return presets;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Preset, window, grants in tokens in the order of the source, output reserve, headroom. */
  static Stream<Arguments> published() {
    return Stream.of(
        // 5 / 30 / 55 / 10 %
        row("rag-chatbot", 128_000, "system 6400 history 38400 retrieved 70400", 12_800, 0),
        row("rag-chatbot", 200_000, "system 10000 history 60000 retrieved 110000", 20_000, 0),
        // the source says only "almost no history" and "more history, less retrieval"
        row("summarization", 128_000, "system 6400 history 6400 retrieved 102400", 12_800, 0),
        row("support-agent", 128_000, "system 6400 history 64000 retrieved 44800", 12_800, 0),
        // 40 / 40 / 20 %
        row("40-40-20", 16_000, "task-context 6400 working-memory 6400", 3_200, 0),
        row("40-40-20", 128_000, "task-context 51200 working-memory 51200", 25_600, 0),
        row("40-40-20", 200_000, "task-context 80000 working-memory 80000", 40_000, 0),
        // 20 / 30 / 30 / 15 / 5 %
        row(
            "pyramid",
            16_000,
            "core-instructions 3200 critical-context 4800 recent-history 4800 auxiliary 2400",
            800,
            0),
        row(
            "pyramid",
            200_000,
            "core-instructions 40000 critical-context 60000 recent-history 60000 auxiliary 30000",
            10_000,
            0),
        // .10 / 0 / .70 / .15 / .05
        row("simple-qa", 16_000, "system 1600 examples 0 history 11200 user-input 2400", 800, 0),
        row(
            "simple-qa",
            128_000,
            "system 12800 examples 0 history 89600 user-input 19200",
            6_400,
            0),
        // .15 / .20 / .40 / .15 / .10
        row(
            "creative-writing",
            16_000,
            "system 2400 examples 3200 history 6400 user-input 2400",
            1_600,
            0),
        row(
            "creative-writing",
            128_000,
            "system 19200 examples 25600 history 51200 user-input 19200",
            12_800,
            0),
        // .15 / .25 / .30 / .20 / .10
        row(
            "complex-reasoning",
            128_000,
            "system 19200 examples 32000 history 38400 user-input 25600",
            12_800,
            0),
        // .15 / .15 / .40 / .20 / .10
        row(
            "default-task",
            128_000,
            "system 19200 examples 19200 history 51200 user-input 25600",
            12_800,
            0),
        row(
            "multi-feature-assistant",
            150_000,
            "system 3000 history 60000 retrieved 40000 tool-results 20000",
            8_000,
            19_000),
        row("enforcer", 150_000, "system 5000 history 80000 retrieved 40000", 8_096, 0),
        // 180,000 of 200,000
        row("hierarchical-tiers", 200_000, "tier-0 180000 tier-1 0 tier-2 0", 0, 20_000),
        row(
            "coding-tiers",
            200_000,
            "project-overview 5000 relevant-files 40000 current-file 20000",
            0,
            20_000),
        row("project-session-coding", 200_000, "codebase 90000 current-file 90000", 0, 20_000),
        row("project-session-support", 200_000, "account 90000 current-issue 90000", 0, 20_000),
        row("project-session-research", 200_000, "corpus 89925 paper 89925 query 150", 0, 20_000),
        // 12.5 / 18.75 / 37.5 / 25 / 6.25 %
        row(
            "manual-16k",
            16_000,
            "system 2000 examples 3000 history 6000 user-input 4000",
            1_000,
            0),
        // .15 / .40 / .30 / .15
        row("protocol", 16_000, "system 2400 history 6400 user-input 4800", 2_400, 0),
        row("protocol", 200_000, "system 30000 history 80000 user-input 60000", 30_000, 0),
        row("context-manage", 8_000, "system 1000 history 3000 user-input 3000", 1_000, 0),
        // no window of its own: the default reserve of a tenth
        row(
            "document-editor",
            200_000,
            "section 10000 adjacent-summaries 5000 document-summary 2000",
            20_000,
            0));
  }

  private static Arguments row(String name, int window, String grants, int output, int headroom) {
    return Arguments.of(name, window, grants, output, headroom);
  }

  @ParameterizedTest(name = "{0} of {1}")
  @MethodSource("published")
  void grantsThePublishedNumbers(String name, int window, String grants, int output, int headroom) {
    Preset preset = preset(name);
    BudgetEquation equation = equation(preset, window);

    BudgetPlan plan = plan(preset, equation.inputBudgetTokens(), Map.of());

    assertEquals(grants, grants(plan));
    assertEquals(output, equation.outputReserveTokens());
    assertEquals(headroom, equation.headroomTokens());
    assertTrue(preset.contextWindowTokens().orElse(window) == window);
  }

  /** The answer always has a place: in the reserve, or in the headroom. */
  @ParameterizedTest(name = "{0} of {1}")
  @MethodSource("published")
  void leavesRoomForTheAnswer(String name, int window) {
    assertTrue(equation(preset(name), window).inputBudgetTokens() < window);
  }

  @Test
  void hasEveryPresetInTheTableAndNoOther() {
    Set<String> tested =
        published()
            .map(row -> (String) row.get()[0])
            .collect(Collectors.toCollection(TreeSet::new));

    assertEquals(tested, new TreeSet<>(PRESETS.keySet()));
    assertEquals(20, tested.size());
  }

  @Test
  void sumsOfTheSourcesHold() {
    assertEquals(150_000, total("multi-feature-assistant", 150_000), "\"sums to 150K exactly\"");
    assertEquals(16_000, total("manual-16k", 16_000));
    assertEquals(8_000, total("context-manage", 8_000));
    assertEquals(150_000 - 16_904, total("enforcer", 150_000), "the caps leave 16,904 to nobody");
    for (String shares :
        List.of("rag-chatbot", "pyramid", "40-40-20", "simple-qa", "default-task", "protocol")) {
      assertEquals(128_000, total(shares, 128_000), shares);
    }
  }

  private static int total(String name, int window) {
    BudgetEquation equation = equation(preset(name), window);
    return plan(preset(name), equation.inputBudgetTokens(), Map.of()).grantedTokens()
        + equation.outputReserveTokens()
        + equation.headroomTokens();
  }

  @Test
  void hierarchicalTiersSkipAnEmptyTierAndPreserveTheFirstLongest() {
    Preset tiers = preset("hierarchical-tiers");

    assertEquals(
        "tier-0 0 tier-1 180000 tier-2 0", grants(plan(tiers, 180_000, Map.of("tier-0", 0))));
    assertEquals(
        "tier-0 100000 tier-1 80000 tier-2 0",
        grants(plan(tiers, 180_000, Map.of("tier-0", 100_000, "tier-1", 90_000))));
  }

  @Test
  void codingTiersGiveUpTheCurrentFileFirst() {
    assertEquals(
        "project-overview 5000 relevant-files 35000 current-file 0",
        grants(plan(preset("coding-tiers"), 40_000, Map.of())));
  }

  @Test
  void pyramidLevelsArePriorities() {
    List<Integer> priorities =
        preset("pyramid").slots().stream().map(slot -> slot.priority()).toList();

    assertEquals(List.of(100, 50, 20, 10), priorities);
  }

  @Test
  void twoLevelsOrderTheCache() {
    assertEquals(
        List.of(Stability.STATIC, Stability.SESSION, Stability.REQUEST),
        preset("project-session-research").slots().stream().map(slot -> slot.stability()).toList());
  }

  @Test
  void capsOfTheEnforcerLetNobodyCrowdOutTheOthers() {
    BudgetPlan plan = plan(preset("enforcer"), 141_904, Map.of("history", 1_000_000));

    assertEquals("system 5000 history 80000 retrieved 40000", grants(plan));
    assertTrue(plan.grants().stream().map(Grant::reason).allMatch(GrantReason.CEILING::equals));
  }

  private static Preset preset(String name) {
    return Optional.ofNullable(PRESETS.get(name)).orElseThrow(() -> new AssertionError(name));
  }

  private static BudgetEquation equation(Preset preset, int window) {
    return BudgetEquation.of(
        ModelLimits.ofWindow(window),
        new Reserves(
            OptionalInt.empty(), OptionalInt.empty(), 0, OptionalInt.empty(), Optional.of(preset)));
  }

  private static BudgetPlan plan(Preset preset, int budget, Map<String, Integer> demands) {
    return Planner.plan(
        budget,
        preset.slots().stream()
            .map(
                slot ->
                    new SlotDemand(
                        slot,
                        demands.containsKey(slot.name())
                            ? OptionalInt.of(demands.get(slot.name()))
                            : OptionalInt.empty(),
                        0))
            .toList(),
        StopSignal.NEVER);
  }

  private static String grants(BudgetPlan plan) {
    return plan.grants().stream()
        .map(grant -> grant.slot().name() + " " + grant.grantTokens())
        .collect(Collectors.joining(" "));
  }
}

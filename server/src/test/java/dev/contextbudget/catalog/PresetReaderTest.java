package dev.contextbudget.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.contextbudget.core.budget.Amount;
import dev.contextbudget.core.budget.Preset;
import dev.contextbudget.core.budget.Slot;
import dev.contextbudget.core.item.ComponentKind;
import dev.contextbudget.core.item.Stability;
import dev.contextbudget.yaml.BadYaml;
import dev.contextbudget.yaml.YamlNode;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PresetReaderTest {

  @Test
  void readsEveryField() {
    assertEquals(
        List.of(
            new Preset(
                "a-1",
                "d",
                "s",
                List.of(
                    new Slot(
                        "x",
                        Optional.of(ComponentKind.TOOL_RESULTS),
                        new Amount.Tokens(5),
                        Optional.of(new Amount.Ratio(0.5)),
                        2.5,
                        -3,
                        Stability.SESSION)),
                OptionalInt.of(9000),
                Optional.of(new Amount.Tokens(100)),
                Optional.of(new Amount.Ratio(0.25)))),
        read(
            """
            date: "2026-11-21"
            presets:
              - name: a-1
                description: d
                source: s
                context_window_tokens: 9000
                output_reserve_tokens: 100
                headroom_ratio: 0.25
                slots:
                  - name: x
                    kind: tool_results
                    floor_tokens: 5
                    ceiling_ratio: 0.5
                    weight: 2.5
                    priority: -3
                    stability: session
            """));
  }

  @Test
  void takesTheDefaultsOfTheKindOrOfAPolicy() {
    List<Slot> slots = preset("", "{name: x, kind: history}", "{name: y}").slots();

    assertEquals(
        List.of(
            slot("x", Optional.of(ComponentKind.HISTORY), 20, Stability.APPEND_ONLY),
            slot("y", Optional.empty(), 0, Stability.REQUEST)),
        slots);
  }

  private static Slot slot(
      String name, Optional<ComponentKind> kind, int priority, Stability stability) {
    return new Slot(name, kind, new Amount.Tokens(0), Optional.empty(), 1, priority, stability);
  }

  /** 0.3 of the window is 0.375 of what reserves of 0.15 and 0.05 leave. */
  @Test
  void turnsSharesOfTheWindowIntoSharesOfTheInputBudget() {
    Slot slot =
        preset(
                "output_reserve_ratio: 0.15, headroom_ratio: 0.05,",
                "{name: x, floor_window_ratio: 0.08, ceiling_window_ratio: 0.3}")
            .slots()
            .get(0);

    assertEquals(new Amount.Ratio(0.1), slot.floor());
    assertEquals(Optional.of(new Amount.Ratio(0.375)), slot.ceiling());
  }

  /** One part in 18 is no decimal; nevertheless 5 % of 1,000,000,000 must be that. */
  @Test
  void losesNoTokenInTurning() {
    for (int percent = 1; percent <= 90; percent++) {
      Slot slot =
          preset(
                  "output_reserve_ratio: 0.1,",
                  "{name: x, ceiling_window_ratio: %s}".formatted(percent / 100.0))
              .slots()
              .get(0);
      for (int window = 100; window <= 1_000_000_000; window *= 10) {
        assertEquals(
            window / 100 * percent, slot.ceiling().orElseThrow().tokensOf(window / 10 * 9));
      }
    }
  }

  static Stream<Arguments> faults() {
    String half = "output_reserve_ratio: 0.5,";
    return Stream.of(
        fault("", "{name: x, ceilling_tokens: 1}", "slots[0].ceilling_tokens: unknown key; did"),
        fault("sauce: s,", "{name: x}", ".sauce: unknown key; did you mean source?"),
        fault("", "{kind: system}", "slots[0]: lacks the key name"),
        fault("", "{name: 'x y'}", "slots[0].name: want at most 128"),
        fault("", "{name: x}, {name: x}", "slots[1].name: there is a slot of this name"),
        fault(
            "",
            "{name: x, kind: system}, {name: y, kind: system}",
            "slots[1].kind: there is a slot of this kind"),
        fault("", "{name: x, kind: sytem}", "slots[0].kind: want one of system, tools,"),
        fault("", "{name: x, kind: sytem}", "did you mean system?"),
        fault("", "{name: x, stability: ever}", "slots[0].stability: want one of static,"),
        fault("", "{name: x, floor_tokens: -1}", "slots[0].floor_tokens: want a whole number"),
        fault("", "{name: x, floor_ratio: 1.1}", "slots[0].floor_ratio: want a number from 0"),
        fault("", "{name: x, floor_ratio: .nan}", "slots[0].floor_ratio: want a number from 0"),
        fault("", "{name: x, weight: 0}", "slots[0].weight: want a finite number above 0"),
        fault("", "{name: x, weight: .inf}", "slots[0].weight: want a finite number above 0"),
        fault("", "{name: x, priority: 1000001}", "slots[0].priority: want a whole number"),
        fault(
            "",
            "{name: x, floor_tokens: 1, floor_ratio: 0.5}",
            "slots[0]: floor is given twice, in different units"),
        fault(
            "",
            "{name: x, floor_tokens: 6, ceiling_tokens: 5}",
            "slots[0]: the ceiling is below the floor"),
        fault(
            "",
            "{name: x, ceiling_window_ratio: 0.5}",
            "slots[0].ceiling_window_ratio: needs an output reserve"),
        fault(
            "output_reserve_tokens: 5,",
            "{name: x, ceiling_window_ratio: 0.5}",
            "slots[0].ceiling_window_ratio: needs an output reserve"),
        fault(
            half + "headroom_tokens: 5,",
            "{name: x, ceiling_window_ratio: 0.5}",
            "slots[0].ceiling_window_ratio: needs an output reserve"),
        fault(
            half,
            "{name: x, ceiling_window_ratio: 0.51}",
            "slots[0].ceiling_window_ratio: is more than the reserves leave"),
        fault("context_window_tokens: 0,", "{name: x}", "context_window_tokens: want a whole"),
        fault("", "", "slots: want at least one slot"));
  }

  private static Arguments fault(String fields, String slots, String message) {
    return Arguments.of(message, fields, slots);
  }

  @ParameterizedTest(name = "{0} of {2}")
  @MethodSource("faults")
  void namesThePlaceOfAFault(String message, String fields, String slots) {
    BadYaml failure = assertThrows(BadYaml.class, () -> preset(fields, slots));

    assertMentions("p.yaml: presets[0]", failure);
    assertMentions(message, failure);
  }

  @Test
  void refusesANameTwiceOrOutOfForm() {
    String one = "{name: a, description: d, source: s, slots: [{name: x}]}";

    assertMentions(
        "p.yaml: presets[1].name: there is a preset of this name already",
        assertThrows(BadYaml.class, () -> read("presets: [" + one + ", " + one + "]")));
    for (String name : List.of("A", "a_b", "-a", "a-", "a--b", "''")) {
      assertMentions(
          "presets[0].name: want lower-case words",
          assertThrows(
              BadYaml.class,
              () -> read("presets: [" + one.replace("name: a", "name: " + name) + "]")));
    }
    assertMentions(
        "p.yaml: preset: unknown key; did you mean presets?",
        assertThrows(BadYaml.class, () -> read("preset: []")));
  }

  private static void assertMentions(String part, BadYaml failure) {
    String message = String.valueOf(failure.getMessage());
    assertEquals(true, message.contains(part), message);
  }

  private static Preset preset(String fields, String... slots) {
    return read("presets: [{name: a, description: d, source: s, %s slots: [%s]}]"
            .formatted(fields, String.join(", ", slots)))
        .get(0);
  }

  private static List<Preset> read(String yaml) {
    return PresetReader.read(YamlNode.parse("p.yaml", yaml));
  }
}

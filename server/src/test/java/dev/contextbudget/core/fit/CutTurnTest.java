package dev.contextbudget.core.fit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.contextbudget.core.error.StopSignal;
import dev.contextbudget.core.item.Body;
import dev.contextbudget.core.item.Component;
import dev.contextbudget.core.item.ComponentKind;
import dev.contextbudget.core.item.Item;
import dev.contextbudget.core.item.ItemOrder;
import dev.contextbudget.core.item.Part;
import dev.contextbudget.core.item.Reduction;
import dev.contextbudget.core.item.Role;
import dev.contextbudget.core.prompt.Layout;
import dev.contextbudget.core.prompt.Sizer;
import dev.contextbudget.core.token.Utf8Text;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What stays of the oldest turn there is room for, when texts may be cut. */
class CutTurnTest {
  private static final int LONG = 200;

  static Stream<Arguments> cases() {
    return Stream.of(
        Arguments.of("a result that is too long is cut, not its call", 10, LONG, 10, "KKTKK"),
        Arguments.of("a question that is longer than all room is cut", LONG, 10, 10, "TKKKK"),
        Arguments.of("an answer is cut before its question is", 10, 10, LONG, "KDDTK"),
        Arguments.of("a question goes with an answer that cannot be cut", 110, LONG, 80, "DDDDK"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void cuts(String name, int question, int result, int answer, String actions) {
    List<Item> items = new ArrayList<>();
    add(items, Role.USER, new Part.Text(words(question)));
    add(items, Role.ASSISTANT, new Part.ToolCall("call", "search", words(1)));
    add(items, Role.TOOL, new Part.ToolResult("call", false, List.of(new Part.Text(words(result)))));
    add(items, Role.ASSISTANT, new Part.Text(words(answer)));
    Body input = new Body.Passage(words(1), "", List.of());

    FitResult fit =
        fit(
            List.of(
                component(ComponentKind.HISTORY, cutEnd(), items),
                component(
                    ComponentKind.USER_INPUT,
                    new Reduction.None(),
                    List.of(item("input", input)))));

    StringBuilder kept = new StringBuilder();
    fit.decisions().forEach(d -> kept.append(d.action().name().charAt(0)));
    assertEquals(actions, kept.toString());
  }

  private static Reduction cutEnd() {
    return new Reduction.Truncate(Reduction.Side.END);
  }

  private static FitResult fit(List<Component> components) {
    Layout layout = Layout.of(components, RandomRequests.conversations(components));
    FitPolicy policy =
        new FitPolicy(List.of(), List.of(), 1, 0.7, List.of(), Notes.DEFAULT, false);
    return Fitter.fit(
        RandomRequests.request(TestModels.words(), components, 150, policy),
        layout,
        new Sizer(TestModels.words(), StopSignal.NEVER).measure(components, layout));
  }

  private static Utf8Text words(int count) {
    return Utf8Text.of("word ".repeat(count).strip());
  }

  private static void add(List<Item> items, Role role, Part part) {
    items.add(item("m" + items.size(), new Body.Message(role, "", List.of(part))));
  }

  private static Item item(String id, Body body) {
    return new Item(id, 0, false, "", List.of(), 1, OptionalInt.empty(), body);
  }

  private static Component component(ComponentKind kind, Reduction reduction, List<Item> items) {
    return new Component(
        kind.name(),
        kind,
        OptionalInt.empty(),
        kind.stability(),
        kind.pinned(),
        OptionalInt.empty(),
        OptionalInt.empty(),
        OptionalDouble.empty(),
        ItemOrder.AS_GIVEN,
        reduction,
        kind.role(),
        items);
  }
}

package dev.contextbudget.core.fit;

import static dev.contextbudget.core.fit.Samples.answer;
import static dev.contextbudget.core.fit.Samples.call;
import static dev.contextbudget.core.fit.Samples.decision;
import static dev.contextbudget.core.fit.Samples.history;
import static dev.contextbudget.core.fit.Samples.item;
import static dev.contextbudget.core.fit.Samples.result;
import static dev.contextbudget.core.fit.Samples.user;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.contextbudget.core.error.BudgetUnsatisfiable;
import dev.contextbudget.core.item.Body;
import dev.contextbudget.core.item.Component;
import dev.contextbudget.core.item.ComponentKind;
import dev.contextbudget.core.item.Item;
import dev.contextbudget.core.item.Part;
import dev.contextbudget.core.item.Reduction;
import dev.contextbudget.core.item.Role;
import dev.contextbudget.core.token.Utf8Text;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
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
        Arguments.of("a question is cut where its answer cannot be", 100, 10, 30, "TKKKK"),
        Arguments.of("a question goes with an answer that cannot be cut", 110, LONG, 80, "DDDDK"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void cuts(String name, int question, int result, int answer, String actions) {
    List<Item> items =
        List.of(
            user("m0", question),
            call("m1", "c"),
            result("m2", Role.TOOL, "c", result),
            answer("m3", answer));
    FitResult fit =
        Samples.fit(
            List.of(
                history(new Reduction.Truncate(Reduction.Side.END), items),
                Samples.component("input", ComponentKind.USER_INPUT, Samples.chunk("i", 1))),
            150);

    StringBuilder kept = new StringBuilder();
    fit.decisions().forEach(d -> kept.append(d.action().name().charAt(0)));
    assertEquals(actions, kept.toString());
  }

  private static FitResult fit(List<Item> messages, int budgetTokens) {
    return Samples.fit(
        List.of(history(new Reduction.Truncate(Reduction.Side.END), messages)), budgetTokens);
  }

  @Test
  void aResultThatTheModelHasStillToAnswerIsCutRatherThanFailing() {
    List<Item> messages =
        List.of(user("u0", 5), call("a0", "c0"), result("t0", Role.TOOL, "c0", 500));
    FitResult fit = fit(messages, 300);
    assertEquals(Action.TRUNCATE, decision(fit, "t0").action());
    assertTrue(fit.totalTokens() > 280, "uses " + fit.totalTokens());
  }

  @Test
  void ofTwoSuchResultsTheOlderGivesWayFirst() {
    List<Part> calls =
        List.of(
            new Part.ToolCall("c0", "search", Samples.words(1)),
            new Part.ToolCall("c1", "search", Samples.words(1)));
    List<Item> messages =
        List.of(
            user("u0", 5),
            item("a0", 0, false, new Body.Message(Role.ASSISTANT, "", calls)),
            result("t0", Role.TOOL, "c0", 100),
            result("t1", Role.TOOL, "c1", 100));
    FitResult fit = fit(messages, 200);
    assertEquals(Action.TRUNCATE, decision(fit, "t0").action());
    assertEquals(Action.KEEP, decision(fit, "t1").action());
    // at the least both hold no more than the placeholder
    List<Component> components =
        List.of(history(new Reduction.Truncate(Reduction.Side.END), messages));
    FitResult least = fit(messages, Samples.required(components, 1));
    assertEquals(Action.REPLACE, decision(least, "t0").action());
    assertEquals(Action.REPLACE, decision(least, "t1").action());
  }

  @Test
  void whatIsTiedToAPinnedItemIsNotCut() {
    List<Item> messages =
        List.of(
            user("u0", 5),
            item("a0", 0, true, call("a0", "c0").body()),
            result("t0", Role.TOOL, "c0", 500));
    assertThrows(BudgetUnsatisfiable.class, () -> fit(messages, 300));
  }

  @Test
  void theOtherTextsOfAResultThatIsCutStay() {
    Part result =
        new Part.ToolResult(
            "c0",
            true,
            List.of(
                new Part.Text(Utf8Text.of("before")),
                Samples.text(500),
                new Part.Text(Utf8Text.of("after"))));
    List<Item> messages =
        List.of(
            user("u0", 5),
            call("a0", "c0"),
            item("t0", 0, false, new Body.Message(Role.TOOL, "", List.of(result))));
    FitResult fit = fit(messages, 300);
    Part.ToolResult cut = (Part.ToolResult) fit.prompt().messages().get(2).parts().get(0).content();
    assertEquals(List.of(true, 1), List.of(cut.isError(), cut.parts().size()));
    String text = ((Part.Text) cut.parts().get(0)).text().decode();
    assertTrue(text.startsWith("before\n") && text.endsWith("\nafter"), text);
  }

  @Test
  void anEntryIsDroppedAndNotCut() {
    Item entry = item("e", 0, false, new Body.Entry("key", Samples.words(60), "", ""));
    FitResult fit =
        Samples.fit(
            List.of(
                Samples.component(
                    "memory",
                    ComponentKind.MEMORY,
                    new Reduction.Truncate(Reduction.Side.START),
                    OptionalInt.empty(),
                    entry),
                Samples.component("input", ComponentKind.USER_INPUT, Samples.chunk("i", 3))),
            60);
    assertEquals(Action.DROP, decision(fit, "e").action());
  }
}

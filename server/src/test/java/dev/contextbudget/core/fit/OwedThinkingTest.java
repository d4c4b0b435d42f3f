package dev.contextbudget.core.fit;

import static dev.contextbudget.core.fit.Samples.answer;
import static dev.contextbudget.core.fit.Samples.call;
import static dev.contextbudget.core.fit.Samples.history;
import static dev.contextbudget.core.fit.Samples.item;
import static dev.contextbudget.core.fit.Samples.kept;
import static dev.contextbudget.core.fit.Samples.result;
import static dev.contextbudget.core.fit.Samples.thinking;
import static dev.contextbudget.core.fit.Samples.user;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.contextbudget.core.item.Body;
import dev.contextbudget.core.item.Component;
import dev.contextbudget.core.item.Item;
import dev.contextbudget.core.item.Role;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** INV-14: thinking goes only with its whole group, and never out of an unfinished tool loop. */
class OwedThinkingTest {

  private static List<Item> loop() {
    return List.of(
        user("u0", 5),
        call("a0", "c0", thinking(30)),
        result("t0", Role.TOOL, "c0", 40),
        call("a1", "c1"),
        result("t1", Role.TOOL, "c1", 40),
        call("a2", "c2", thinking(30)),
        result("t2", Role.TOOL, "c2", 40));
  }

  @Test
  void everyStepWithThinkingStaysUntilTheLoopIsFinished() {
    List<Component> components = List.of(history(loop().toArray(Item[]::new)));
    FitResult fit = Samples.fit(components, Samples.required(components, 1));
    assertEquals(List.of("u0", "a0", "t0", "a2", "t2"), kept(fit));
  }

  @Test
  void whereDegradingIsAllowedOnlyTheLastStepHasTo() {
    List<Component> components = List.of(history(loop().toArray(Item[]::new)));
    FitPolicy degrading =
        new FitPolicy(List.of(), List.of(), 1, 0.7, List.of(), Notes.DEFAULT, true);
    int least = Samples.required(components, 1);
    FitResult fit = Samples.fit(components, least - 1, degrading, Optional.empty());
    // without the oldest step there is room for the middle one, which has no thinking
    assertEquals(List.of("u0", "a1", "t1", "a2", "t2"), kept(fit));
    assertEquals(
        List.of("u0", "a0", "t0", "a2", "t2"),
        kept(Samples.fit(components, least, degrading, Optional.empty())));
  }

  @Test
  void aFinishedLoopMayLoseIts() {
    Item[] finished = {
      user("u0", 5),
      call("a0", "c0", thinking(30)),
      result("t0", Role.TOOL, "c0", 40),
      answer("a1", 5),
      user("u1", 5)
    };
    List<Component> components = List.of(history(finished));
    assertEquals(List.of("u1"), kept(Samples.fit(components, Samples.required(components, 1))));
  }

  @Test
  void thinkingInAMessageOfItsOwnBelongsToTheCallBehindIt() {
    Item thought =
        item("think", 0, false, new Body.Message(Role.ASSISTANT, "", List.of(thinking(50))));
    List<Component> components =
        List.of(
            history(
                user("u0", 5),
                thought,
                call("a0", "c0"),
                result("t0", Role.TOOL, "c0", 10),
                answer("a1", 3),
                user("u1", 3)));
    for (int b = Samples.required(components, 1); b < Samples.tokens(components); b++) {
      List<String> kept = kept(Samples.fit(components, b));
      assertEquals(kept.contains("think"), kept.contains("a0"), kept.toString());
    }
  }
}

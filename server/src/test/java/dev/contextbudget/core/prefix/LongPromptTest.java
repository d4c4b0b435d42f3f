package dev.contextbudget.core.prefix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.contextbudget.core.fit.TestModels;
import dev.contextbudget.core.item.Component;
import dev.contextbudget.core.item.ComponentKind;
import dev.contextbudget.core.item.Item;
import dev.contextbudget.core.item.Reduction;
import dev.contextbudget.core.item.Role;
import dev.contextbudget.core.item.Stability;
import dev.contextbudget.core.model.ModelProfile;
import dev.contextbudget.core.prefix.CacheReport.Boundary;
import dev.contextbudget.core.prefix.CacheReport.Cause;
import dev.contextbudget.core.prefix.CacheReport.Difference;
import dev.contextbudget.core.prefix.PrefixCalls.Call;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Prompts of more parts than a token has checkpoints: what lies between two is not lost. */
class LongPromptTest {
  private static final int PLENTY = 1_000_000;

  private static List<Component> components(String system, List<Item> items, String asked) {
    return List.of(
        PrefixCalls.text("system", ComponentKind.SYSTEM, Stability.STATIC, system),
        PrefixCalls.history(items, new Reduction.DropItems()),
        PrefixCalls.text("found", ComponentKind.RETRIEVED, Stability.REQUEST, "about " + asked),
        PrefixCalls.text("input", ComponentKind.USER_INPUT, Stability.REQUEST, "what of " + asked));
  }

  private static Call call(
      ModelProfile model, List<Component> components, Optional<PrefixState> previous) {
    return PrefixCalls.call(model, components, PLENTY, previous).orElseThrow();
  }

  private static int stableTokens(Call call) {
    return call.report().boundaries().stream()
        .filter(boundary -> boundary.stability() != Stability.REQUEST)
        .mapToInt(Boundary::tokens)
        .max()
        .orElseThrow();
  }

  @ParameterizedTest(name = "{0} turns")
  @ValueSource(ints = {500, 511, 512, 513, 550, 551, 1024, 1025, 1026, 1995})
  void aHistoryThatOnlyGrowsIsKeptAndRead(int turns) {
    List<Item> whole = PrefixCalls.turns("m", turns + 1, 1);
    for (int dropped = 0; dropped < 4; dropped++) { // the zone ends beside each checkpoint
      List<Item> before = whole.subList(dropped, 2 * turns);
      List<Item> after = whole.subList(dropped, whole.size());
      ModelProfile marks = TestModels.withMarks();
      Call first = call(marks, components("be brief", before, "apples"), Optional.empty());
      Call second = call(marks, components("be brief", after, "pears"), first.state());

      Difference difference = second.report().firstDifference().orElseThrow();
      assertEquals(Cause.REQUEST_ITEM, difference.cause());
      assertEquals(0, difference.lostTokens());
      assertTrue(second.report().prefixKept());
      assertEquals(
          stableTokens(first), second.report().expected().orElseThrow().readTokens(), "read");
    }
  }

  /** A difference close behind a zone's end is not taken for one inside of it. */
  @ParameterizedTest(name = "message {0}")
  @ValueSource(ints = {0, 1, 2, 3, 4})
  void aChangedMessageIsNotBlamedOnTheSystemPrompt(int changed) {
    List<Item> before = PrefixCalls.turns("m", 2100, 1);
    List<Item> after = new ArrayList<>(before);
    after.set(changed, PrefixCalls.item("m", 1, PrefixCalls.message(Role.USER, "changed")));
    Call first =
        call(TestModels.words(), components("be brief", before, "apples"), Optional.empty());

    CacheReport report =
        call(TestModels.words(), components("be brief", after, "apples"), first.state()).report();

    Difference difference = report.firstDifference().orElseThrow();
    assertEquals(Cause.HISTORY_ITEM, difference.cause());
    assertTrue(difference.sharedTokens() >= report.boundaries().get(0).tokens());
    assertFalse(report.prefixKept());
  }
}

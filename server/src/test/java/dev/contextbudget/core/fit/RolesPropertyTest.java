package dev.contextbudget.core.fit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.contextbudget.Seeds;
import dev.contextbudget.core.error.BudgetUnsatisfiable;
import dev.contextbudget.core.error.StopSignal;
import dev.contextbudget.core.item.Body;
import dev.contextbudget.core.item.Component;
import dev.contextbudget.core.item.ComponentBuilder;
import dev.contextbudget.core.item.ComponentKind;
import dev.contextbudget.core.item.Item;
import dev.contextbudget.core.item.ItemBuilder;
import dev.contextbudget.core.item.Part;
import dev.contextbudget.core.item.Reduction;
import dev.contextbudget.core.item.Role;
import dev.contextbudget.core.item.Stability;
import dev.contextbudget.core.prompt.Layout;
import dev.contextbudget.core.prompt.Prompt.PromptMessage;
import dev.contextbudget.core.prompt.Sizer;
import dev.contextbudget.core.token.Utf8Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Roles of a conversation in which everybody is answered, however it is reduced. */
class RolesPropertyTest {

  static LongStream seeds() {
    return Seeds.all();
  }

  /** A conversation in its surroundings, with a budget between nothing and all. */
  private static final class Talk {
    private final RandomRequests texts;
    private final SplittableRandom random;
    private final List<Component> components = new ArrayList<>();
    private int calls;

    Talk(long seed) {
      texts = new RandomRequests(seed);
      random = texts.random();
      boolean headless = random.nextInt(4) == 0;
      components.add(one("system", ComponentKind.SYSTEM, Stability.STATIC));
      if (headless) {
        components.add(one("task", ComponentKind.CUSTOM, Stability.SESSION));
      }
      boolean input = !headless && random.nextInt(3) > 0;
      components.add(history(headless));
      if (input) {
        components.add(one("memory", ComponentKind.MEMORY, Stability.REQUEST));
        components.add(one("input", ComponentKind.USER_INPUT, Stability.REQUEST));
      }
    }

    private Component one(String id, ComponentKind kind, Stability stability) {
      Body body = new Body.Passage(words(15), "", List.of());
      boolean pinned = kind != ComponentKind.MEMORY;
      return component(id, kind, stability, pinned, kind.reduction(), List.of(item(id, body)));
    }

    private Component history(boolean headless) {
      List<Item> items = new ArrayList<>();
      for (int turn = headless ? 1 : 1 + random.nextInt(10); turn > 0; turn--) {
        if (!headless) {
          add(items, Role.USER, new Part.Text(words(30)));
        }
        for (int loop = random.nextInt(headless ? 12 : 4); loop > 0; loop--) {
          String id = "call" + calls++;
          add(items, Role.ASSISTANT, new Part.ToolCall(id, "search", words(4)));
          Part text = new Part.Text(words(60));
          add(items, Role.TOOL, new Part.ToolResult(id, false, List.of(text)));
        }
        add(items, Role.ASSISTANT, new Part.Text(words(30)));
      }
      return component(
          "history", ComponentKind.HISTORY, Stability.APPEND_ONLY, false, reduction(), items);
    }

    private Reduction reduction() {
      return switch (random.nextInt(6)) {
        case 0 -> new Reduction.KeepLastTurns(random.nextInt(5));
        case 1 -> new Reduction.ClearToolResults(random.nextInt(3), 0, Set.of());
        case 2 -> new Reduction.ByRelevance(40);
        case 3, 4 -> new Reduction.Truncate(Reduction.Side.values()[random.nextInt(3)]);
        default -> new Reduction.DropItems();
      };
    }

    private Utf8Text words(int most) {
      return Utf8Text.of(texts.text(most) + "x");
    }

    private void add(List<Item> items, Role role, Part part) {
      items.add(item("m" + items.size(), new Body.Message(role, "", List.of(part))));
    }

    private Item item(String id, Body body) {
      int priority = random.nextInt(8) == 0 ? 1 : 0;
      double score = random.nextInt(100) / 100.0;
      return ItemBuilder.of(id, body).priority(priority).score(score).build();
    }

    private static Component component(
        String id,
        ComponentKind kind,
        Stability stability,
        boolean pinned,
        Reduction reduction,
        List<Item> items) {
      return ComponentBuilder.of(id, kind, items)
          .stability(stability)
          .pinned(pinned)
          .reduction(reduction)
          .build();
    }

    Optional<FitResult> fit() {
      Layout layout = Layout.of(components, RandomRequests.conversations(components));
      var sizes = new Sizer(TestModels.words(), StopSignal.NEVER).measure(components, layout);
      int budget = 1 + random.nextInt((int) sizes.totalTokens());
      FitPolicy policy =
          new FitPolicy(List.of(), List.of(), 1, 0.7, List.of(), Notes.DEFAULT, false);
      try {
        return Optional.of(
            Fitter.fit(
                RandomRequests.request(TestModels.words(), components, budget, policy),
                layout,
                sizes));
      } catch (BudgetUnsatisfiable e) {
        return Optional.empty();
      }
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void whoWasAnsweredIsAnsweredOrGone(long seed) {
    Optional<FitResult> fit = new Talk(seed).fit();
    if (fit.isEmpty()) {
      return;
    }
    List<PromptMessage> messages = fit.get().prompt().messages();
    assertEquals(Role.SYSTEM, messages.get(0).role());
    Role before = Role.SYSTEM;
    for (PromptMessage message : messages.subList(1, messages.size())) {
      assertTrue(
          message.role() != Role.ASSISTANT || before != Role.SYSTEM, "begins with an answer");
      assertTrue(
          message.role() == Role.TOOL || message.role() != before,
          () -> "two in a row: " + message.role());
      before = message.role();
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void whatTheSlotsUseAddsUp(long seed) {
    Talk talk = new Talk(seed);
    talk.fit()
        .ifPresent(
            fit -> {
              int used = fit.slots().stream().mapToInt(SlotReport::usedTokens).sum();
              int request = TestModels.PER_REQUEST + TestModels.PER_REPLY;
              assertEquals(fit.totalTokens(), used + request);
            });
  }
}

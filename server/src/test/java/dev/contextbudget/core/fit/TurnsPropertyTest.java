package dev.contextbudget.core.fit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.contextbudget.Seeds;
import dev.contextbudget.core.item.Body;
import dev.contextbudget.core.item.Component;
import dev.contextbudget.core.item.Item;
import dev.contextbudget.core.item.Part;
import dev.contextbudget.core.item.Role;
import dev.contextbudget.core.prompt.Prompt.PromptMessage;
import dev.contextbudget.core.prompt.PromptPart;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What of a conversation stays together, whatever ties its messages to each other or elsewhere. */
class TurnsPropertyTest {

  static LongStream seeds() {
    return Seeds.all();
  }

  private static Set<String> kept(FitResult fit) {
    return fit.decisions().stream()
        .filter(d -> d.action() != Action.DROP)
        .map(ItemDecision::itemId)
        .collect(Collectors.toSet());
  }

  private static boolean hasResult(Item item) {
    return ((Body.Message) item.body())
        .parts().stream().anyMatch(p -> p instanceof Part.ToolResult);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void noMessageStandsWithoutTheUserMessageOfItsTurn(long seed) {
    RandomCase c = RandomCase.of(seed);
    c.fit()
        .ifPresent(
            fit -> {
              Set<String> kept = kept(fit);
              for (Component component : c.components()) {
                String head = "";
                for (Item item : component.hasMessages() ? component.items() : List.<Item>of()) {
                  boolean opens =
                      ((Body.Message) item.body()).role() == Role.USER && !hasResult(item);
                  head = opens ? item.id() : head;
                  if (!head.isEmpty() && kept.contains(item.id())) {
                    assertTrue(kept.contains(head), item.id() + " without " + head);
                  }
                }
              }
            });
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void whatIsTiedStaysOrLeavesTogether(long seed) {
    RandomCase c = RandomCase.of(seed);
    c.fit()
        .ifPresent(
            fit -> {
              Set<String> kept = kept(fit);
              Map<String, String> ofGroup = new HashMap<>();
              Set<String> out =
                  fit.decisions().stream()
                      .filter(
                          d ->
                              d.reason() == DecisionReason.EMPTY
                                  || d.reason() == DecisionReason.SUPERSEDED)
                      .map(ItemDecision::itemId)
                      .collect(Collectors.toSet());
              for (Component component : c.components()) {
                for (Item item : component.items()) {
                  if (!out.contains(item.id())) {
                    boolean stays = kept.contains(item.id());
                    item.keepWith().stream()
                        .filter(id -> !out.contains(id))
                        .forEach(id -> assertEquals(stays, kept.contains(id), item.id() + id));
                    if (!item.group().isEmpty()) {
                      String other = ofGroup.merge(item.group(), item.id(), (a, b) -> a);
                      assertEquals(stays, kept.contains(other), item.id() + " " + other);
                    }
                  }
                }
              }
            });
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void resultsStandFirstInTheirMessages(long seed) {
    RandomCase.of(seed)
        .fit()
        .ifPresent(
            fit -> {
              for (PromptMessage message : fit.prompt().messages()) {
                boolean other = false;
                for (PromptPart part : message.parts()) {
                  boolean result = part.content() instanceof Part.ToolResult;
                  assertTrue(!other || !result, "something before a result: " + message.itemId());
                  other |= !result;
                }
              }
            });
  }
}

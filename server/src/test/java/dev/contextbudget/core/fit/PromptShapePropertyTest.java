package dev.contextbudget.core.fit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.contextbudget.Seeds;
import dev.contextbudget.core.item.Body;
import dev.contextbudget.core.item.Component;
import dev.contextbudget.core.item.Item;
import dev.contextbudget.core.item.Part;
import dev.contextbudget.core.prompt.Prompt.PromptMessage;
import dev.contextbudget.core.prompt.PromptPart;
import dev.contextbudget.core.token.Utf8Text;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every fitted prompt looks like: calls, results and characters are whole. */
class PromptShapePropertyTest {
  static LongStream seeds() {
    return Seeds.all();
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void inv9And10_callsAndResultsStayOrLeaveTogetherInOrder(long seed) {
    RandomCase c = RandomCase.of(seed);
    c.fit()
        .ifPresent(
            fit -> {
              Set<String> open = new HashSet<>();
              Set<String> seen = new HashSet<>();
              for (PromptMessage message : fit.prompt().messages()) {
                boolean answers =
                    message.parts().stream().anyMatch(p -> p.content() instanceof Part.ToolResult);
                assertTrue(answers || open.isEmpty(), "open calls " + open);
                for (PromptPart part : message.parts()) {
                  if (part.content() instanceof Part.ToolCall call) {
                    assertTrue(seen.add(call.id()), "call twice");
                    open.add(call.id());
                  } else if (part.content() instanceof Part.ToolResult result) {
                    assertTrue(open.remove(result.callId()), "orphaned result " + result.callId());
                  }
                }
              }
              assertTrue(open.isEmpty() || sentOpen(c.components()), "lost results of " + open);
            });
  }

  private static boolean sentOpen(List<Component> components) {
    return components.stream()
        .anyMatch(
            c ->
                c.hasMessages()
                    && dev.contextbudget.core.prompt.Conversation.of(c, "", new ArrayList<>())
                        .endsInOpenCalls());
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void inv11_nothingStandsBehindOpenCalls(long seed) {
    RandomCase c = RandomCase.of(seed);
    c.fit()
        .filter(fit -> sentOpen(c.components()))
        .ifPresent(
            fit -> {
              List<PromptMessage> messages = fit.prompt().messages();
              Component talk =
                  c.components().stream()
                      .filter(Component::hasMessages)
                      .reduce((first, second) -> second)
                      .orElseThrow();
              String last = talk.items().get(talk.items().size() - 1).id();
              assertEquals(last, messages.get(messages.size() - 1).itemId());
            });
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void inv12_aShortenedResultKeepsItsIdFlagAndSomeText(long seed) {
    RandomCase c = RandomCase.of(seed);
    c.fit()
        .ifPresent(
            fit -> {
              Map<String, Part.ToolResult> sent = new HashMap<>();
              for (Component component : c.components()) {
                for (Item item : component.items()) {
                  if (item.body() instanceof Body.Message message) {
                    for (Part part : message.parts()) {
                      if (part instanceof Part.ToolResult result) {
                        sent.put(result.callId(), result);
                      }
                    }
                  }
                }
              }
              for (PromptMessage message : fit.prompt().messages()) {
                for (PromptPart part : message.parts()) {
                  if (part instanceof PromptPart.Spliced
                      && part.content() instanceof Part.ToolResult result) {
                    assertEquals(sent.get(result.callId()).isError(), result.isError());
                    assertFalse(((Part.Text) result.parts().get(0)).text().isEmpty());
                  }
                }
              }
            });
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void inv15_noTextIsBrokenInsideACharacter(long seed) {
    RandomCase c = RandomCase.of(seed);
    c.fit()
        .ifPresent(
            fit -> {
              for (Utf8Text text : Recount.texts(fit.prompt())) {
                assertFalse(text.decode().contains("\uFFFD"));
                assertEquals(text, Utf8Text.of(text.decode()));
              }
            });
  }
}

package dev.contextbudget.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.contextbudget.v1.Message;
import dev.contextbudget.v1.Part;
import dev.contextbudget.v1.Role;
import dev.contextbudget.v1.Tool;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

final class DemoConversationTest {
  private final DemoConversation conversation = DemoConversation.bundled();

  @Test
  void everyResultAnswersTheCallBeforeIt() {
    List<Message> messages = conversation.until("m61").messages();
    Deque<String> open = new ArrayDeque<>();
    int calls = 0;
    int errors = 0;
    for (Message message : messages) {
      for (Part part : message.getPartsList()) {
        if (part.hasToolCall()) {
          open.add(part.getToolCall().getId());
          calls++;
        } else if (part.hasToolResult()) {
          assertEquals(Role.ROLE_TOOL, message.getRole());
          assertEquals(open.remove(), part.getToolResult().getCallId());
          errors += part.getToolResult().getIsError() ? 1 : 0;
        }
      }
    }

    assertEquals(List.of(61, 20, 5, 0), List.of(messages.size(), calls, errors, open.size()));
    assertEquals("m1", messages.get(0).getId());
    assertEquals("m61", messages.get(60).getId());
  }

  @Test
  void everyToolThatIsCalledIsDefined() {
    Set<String> defined =
        conversation.tools().stream().map(Tool::getName).collect(Collectors.toSet());
    Set<String> called = new HashSet<>();
    conversation.until("m61").messages().stream()
        .flatMap(message -> message.getPartsList().stream())
        .filter(Part::hasToolCall)
        .forEach(part -> called.add(part.getToolCall().getName()));

    assertEquals(called, defined);
  }

  @Test
  void theRulesAreCutAtTheirHeadings() {
    assertTrue(conversation.instructions().startsWith("# Airline Agent Policy"));
    assertFalse(conversation.instructions().contains("## "));
    assertTrue(conversation.handbook().startsWith("Domain Basic"));
    assertEquals(
        List.of("book-flight-1", "book-flight-2"),
        conversation.passages().stream().map(DemoConversation.Passage::id).limit(2).toList());
    assertEquals(18, conversation.passages().size());
    assertTrue(
        conversation.passages().stream()
            .anyMatch(
                p -> p.id().equals("modify-flight-1") && p.text().startsWith("The agent must")));
  }

  @Test
  void anItemIsDescribedByItsRoleOrTool() {
    assertEquals("user", conversation.describe("m1"));
    assertEquals("call of get_user_details", conversation.describe("m6"));
    assertEquals("result of get_user_details", conversation.describe("m7"));
    assertThrows(IllegalArgumentException.class, () -> conversation.describe("m99"));
  }

  @Test
  void theLatestMessagesAreTheLast() {
    assertEquals("Sure, it's sofia_kim_7287.", conversation.latest("m5", 1));
    assertTrue(conversation.latest("m2", 6).startsWith("Hi! I need to change my flight"));
  }

  @Test
  void wordsInCommonAreShared() {
    WordOverlap said = new WordOverlap("Please refund my GIFT card, it is 2024.");

    assertEquals(0.5, said.of("A gift of 2024 needs money"));
    assertEquals(1, said.of("refund!"));
    assertEquals(0, said.of("an of it"));
  }
}

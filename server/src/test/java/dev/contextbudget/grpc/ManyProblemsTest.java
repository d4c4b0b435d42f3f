package dev.contextbudget.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.contextbudget.bodies.TestBody;
import dev.contextbudget.core.error.InvalidRequest;
import dev.contextbudget.v1.LintContextResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A body with more problems than are told. */
class ManyProblemsTest {
  private static final int HARMLESS = 150;

  /** Parts that no API knows, and one that is no part at all. */
  private static byte[] body() {
    String parts = "{\"type\":\"hologram\"},".repeat(HARMLESS);
    String message = "{\"role\":\"user\",\"content\":[%s{\"type\":\"text\",\"text\":\"a\"}]}";
    return "{\"model\":\"gpt-4.1\",\"messages\":[%s,{\"role\":\"user\",\"content\":7}]}"
        .formatted(message.formatted(parts))
        .getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void theFatalOneIsToldByAFit() {
    InvalidRequest refused =
        assertThrows(InvalidRequest.class, () -> BodyFits.whole("openai-chat", body()));

    assertEquals(
        List.of("provider_request.json#/messages/1/content"),
        refused.violations().stream().map(violation -> violation.field()).toList());
  }

  @Test
  void theLinterTellsItAndCountsTheRest() {
    LintContextResponse response =
        LintedBodies.lint(new TestBody("openai-chat", "many problems", body()));

    assertFalse(response.getValid());
    assertEquals(1, count(response, "body-invalid"));
    assertEquals(HARMLESS, count(response, "part-unknown") + response.getMoreCount());
  }

  /** Of each kind some are told, so a severe one is not hidden by those before it. */
  @Test
  void anErrorBehindWarningsIsTold() {
    String parts = "{\"type\":\"hologram\"},".repeat(HARMLESS);
    String body =
        """
        {"model": "claude-sonnet-4-5", "max_tokens": 9, "messages": [
          {"role": "user", "content": [%s {"type": "text", "text": "a"}]},
          {"role": "assistant", "content": [
            {"type": "image", "source": {"type": "url", "url": "https://a.example/b.png"}}]},
          {"role": "user", "content": "b"}]}
        """;
    LintContextResponse response =
        LintedBodies.lint(
            "anthropic",
            "claude-sonnet-4-5",
            body.formatted(parts).getBytes(StandardCharsets.UTF_8));

    assertFalse(response.getValid());
    assertEquals(1, count(response, "part-misplaced"));
  }

  private static long count(LintContextResponse response, String rule) {
    return response.getFindingsList().stream().filter(f -> f.getRule().equals(rule)).count();
  }
}

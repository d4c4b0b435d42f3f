package dev.contextbudget.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.Message;
import dev.contextbudget.app.LiveServer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A history that is sent again is not counted again, which no answer shows. */
class RepeatedHistoryTest {
  private static final String HISTORY =
      "model: '%s' components { id: 'h' kind: COMPONENT_KIND_HISTORY messages {"
          + " messages { role: ROLE_USER parts { text: '%s' } }"
          + " messages { role: ROLE_ASSISTANT parts { text: '%s' } } } }"
          + " components { id: 'q' kind: COMPONENT_KIND_USER_INPUT text { value: 'And now?' } }";

  private static List<Message> answers(LiveServer server) {
    List<Message> answers = new ArrayList<>();
    for (String model : List.of("gpt-4o", "gpt-4", "claude-sonnet-4-5", "gpt-4o")) {
      String request =
          HISTORY.formatted(
              model, "Where is my order? ".repeat(50), "It is on its way. ".repeat(90));
      answers.add(server.call(Calls.of("CountTokens"), Calls.request("CountTokens", request)));
      String policy = " policy { context_window_tokens: 420 output_reserve_tokens: 1 }";
      answers.add(
          server.call(Calls.of("FitContext"), Calls.request("FitContext", request + policy)));
    }
    return answers;
  }

  @Test
  void answersAreTheSameWithAndWithoutTheCache() throws Exception {
    try (LiveServer with = LiveServer.start();
        LiveServer without = LiveServer.start("tokenizers.count-cache-entries=0")) {
      List<Message> first = answers(with);

      assertEquals(first, answers(with));
      assertEquals(first, answers(without));
      // two texts, three tokenizers
      assertTrue(
          with.admin("/metrics").contains("contextbudget_count_cache_total{result=\"miss\"} 6"));
      assertFalse(with.admin("/metrics").contains("cache_total{result=\"hit\"} 0.0"));
      assertFalse(without.admin("/metrics").contains("contextbudget_count_cache"));
    }
  }
}

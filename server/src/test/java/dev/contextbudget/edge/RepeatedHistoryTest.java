package dev.contextbudget.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

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

  /** Texts of the history. */
  private static final int TEXTS = 2;

  /** What FitContext may write in place of what it leaves out. */
  private static final int NOTES = 3;

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

  /** Returns how many texts were looked up in the cache with this result. */
  private static int counts(LiveServer server, String result) throws Exception {
    String meter = "contextbudget_count_cache_total{result=\"%s\"} ".formatted(result);
    return server
        .admin("/metrics")
        .lines()
        .filter(line -> line.startsWith(meter))
        .mapToInt(line -> (int) Double.parseDouble(line.substring(meter.length())))
        .sum();
  }

  @Test
  void answersAreTheSameWithAndWithoutTheCache() throws Exception {
    try (LiveServer with = LiveServer.start();
        LiveServer without = LiveServer.start("tokenizers.count-cache-entries=0")) {
      List<Message> first = answers(with);

      assertEquals(first, answers(with));
      assertEquals(first, answers(without));
      int lookups = TEXTS * 16 + NOTES * 8; // notes are FitContext's alone
      int misses = (TEXTS + NOTES) * 3; // once with each tokenizer
      assertEquals(misses, counts(with, "miss"));
      assertEquals(lookups - misses, counts(with, "hit"));
      assertFalse(without.admin("/metrics").contains("contextbudget_count_cache"));
    }
  }
}

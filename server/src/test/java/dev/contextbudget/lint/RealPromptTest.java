package dev.contextbudget.lint;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.contextbudget.core.error.StopSignal;
import dev.contextbudget.core.token.Utf8Text;
import dev.contextbudget.lint.VolatileText.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** On what people really send as a system prompt and as tools; the demo's README says of whom. */
class RealPromptTest {

  /** The policy of tau-bench's airline: its clock is the one thing in 6 kB that would change. */
  @Test
  void findsTheClockOfAPolicyAndNothingElse() throws IOException {
    String turns = resource("/demo/airline-conversation.json");
    String policy = turns.substring(turns.indexOf("# Airline"), turns.indexOf("\"}"));
    int clock = policy.indexOf("2024-05-15 15:00:00 EST");

    assertEquals(
        List.of(new VolatileText.Finding(Kind.TIMESTAMP, clock, clock + 23)),
        VolatileText.find(Utf8Text.of(policy), 100, StopSignal.NEVER));
  }

  @Test
  void findsNothingInDefinitionsOfTools() throws IOException {
    assertEquals(List.of(), MarkedText.find(resource("/demo/airline-tools.json")));
  }

  private static String resource(String path) throws IOException {
    try (InputStream file = RealPromptTest.class.getResourceAsStream(path)) {
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}

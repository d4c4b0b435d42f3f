package dev.contextbudget.dialect.json;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.contextbudget.core.error.StopSignal;
import java.nio.charset.StandardCharsets;

/** What the indexer says of a text: the fault it is refused for, or that it is taken. */
final class IndexerVerdict {
  private IndexerVerdict() {}

  /** Returns what a text is refused for. */
  static JsonFault fault(byte[] bytes) {
    return assertThrows(JsonFault.class, () -> JsonIndexer.index(bytes, StopSignal.NEVER));
  }

  /** Returns what a text is refused for. */
  static JsonFault fault(String json) {
    return fault(json.getBytes(StandardCharsets.UTF_8));
  }

  /** Returns whether a text is taken. */
  static boolean takes(byte[] bytes) {
    try {
      return JsonIndexer.index(bytes, StopSignal.NEVER).size() > 0;
    } catch (JsonFault e) {
      assertTrue(e.offsetBytes() >= 0 && e.offsetBytes() <= bytes.length);
      return false;
    }
  }

  /** Returns whether a text is taken. */
  static boolean takes(String json) {
    return takes(json.getBytes(StandardCharsets.UTF_8));
  }
}

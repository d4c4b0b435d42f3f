package dev.contextbudget.core.compact;

import dev.contextbudget.core.error.InvalidRequest;
import dev.contextbudget.core.error.Reason;
import dev.contextbudget.core.error.Violation;
import dev.contextbudget.core.item.Body;
import dev.contextbudget.core.item.Item;
import dev.contextbudget.core.prefix.PromptHash;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Ties a summary to the history and the options it was ordered for.
 *
 * @param versionHash of the history and the options
 * @param keepLastTurns newest turns that stay beside the summary
 * @param maxSummaryTokens most tokens of the summary
 */
record CommitToken(long versionHash, int keepLastTurns, int maxSummaryTokens) {
  private static final int MAGIC = 0x43424354; // "CBCT"
  private static final byte VERSION = 1;
  private static final int BODY_BYTES = Integer.BYTES + 1 + Long.BYTES + 2 * Integer.BYTES;

  /** Returns the hash of a history and of the options that decide what a summary replaces. */
  static long versionHash(CompactionRequest request) {
    PromptHash hash = new PromptHash();
    hash.add(
        'o',
        "%s %d %d %d"
            .formatted(
                request.model().id(),
                request.targetTokens(),
                request.keepFirstTurns(),
                request.generation()));
    for (Item item : request.history().items()) {
      Body.Message message = (Body.Message) item.body();
      hash.add('i', item.id() + item.pinned());
      hash.add(message.role(), message.name());
      message.parts().forEach(hash::add);
    }
    return hash.shortValue();
  }

  byte[] write() {
    ByteBuffer bytes = ByteBuffer.allocate(BODY_BYTES + Long.BYTES);
    bytes.putInt(MAGIC).put(VERSION).putLong(versionHash);
    bytes.putInt(keepLastTurns).putInt(maxSummaryTokens);
    bytes.putLong(sum(Arrays.copyOf(bytes.array(), BODY_BYTES)));
    return bytes.array();
  }

  /**
   * Reads a token.
   *
   * @param field path of the field that holds it
   * @throws InvalidRequest if it is damaged, of another version or not a commit token
   */
  static CommitToken read(byte[] token, String field) {
    try {
      ByteBuffer bytes = ByteBuffer.wrap(token);
      boolean ours =
          token.length == BODY_BYTES + Long.BYTES
              && bytes.getInt() == MAGIC
              && bytes.get() == VERSION;
      CommitToken read = new CommitToken(bytes.getLong(), bytes.getInt(), bytes.getInt());
      if (ours && bytes.getLong() == sum(Arrays.copyOf(token, BODY_BYTES))) {
        return read;
      }
    } catch (BufferUnderflowException e) {
      // too short: refused below
    }
    throw new InvalidRequest(
        Violation.of(
            field,
            Reason.INVALID_COMMIT_TOKEN,
            "is not a commit token of this service, or is damaged; prepare again"));
  }

  private static long sum(byte[] body) {
    PromptHash hash = new PromptHash();
    hash.add(body);
    return hash.shortValue();
  }
}

package dev.contextbudget.core.compact;

import dev.contextbudget.core.error.InvalidRequest;
import dev.contextbudget.core.error.Reason;
import dev.contextbudget.core.error.Violation;
import dev.contextbudget.core.item.Body;
import dev.contextbudget.core.item.Item;
import dev.contextbudget.core.prefix.PromptHash;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Ties a summary to the history and the options it was ordered for.
 *
 * <p>It holds nothing but a hash: what the summary replaces and how long it may be is worked out
 * again at the commit, so that a forged token can change neither.
 *
 * @param versionHash of the history and of the options that decide what a summary replaces
 */
record CommitToken(long versionHash) {
  private static final int MAGIC = 0x43424354; // "CBCT"
  private static final byte VERSION = 1;
  private static final int BODY_BYTES = Integer.BYTES + 1 + Long.BYTES;

  static CommitToken of(CompactionRequest request) {
    PromptHash hash = new PromptHash();
    hash.add('o', request.model().id());
    hash.add('h', request.digestHeading().decode());
    hash.add(
        'o',
        "%d %d %d %d"
            .formatted(
                request.targetTokens(),
                request.keepFirstTurns(),
                request.keepLastTurns(),
                request.generation()));
    for (Item item : request.history().items()) {
      request.stop().check();
      Body.Message message = (Body.Message) item.body();
      hash.add('i', item.id());
      hash.add('g', item.group());
      hash.add(
          'o', "%s %s %d".formatted(item.pinned(), item.knownTokens(), message.parts().size()));
      item.keepWith().forEach(id -> hash.add('k', id));
      hash.add(message.role(), message.name());
      message.parts().forEach(hash::add);
    }
    return new CommitToken(hash.shortValue());
  }

  byte[] write() {
    ByteBuffer bytes = ByteBuffer.allocate(BODY_BYTES + Long.BYTES);
    bytes.putInt(MAGIC).put(VERSION).putLong(versionHash);
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
    if (token.length == BODY_BYTES + Long.BYTES) {
      ByteBuffer bytes = ByteBuffer.wrap(token);
      boolean ours = bytes.getInt() == MAGIC && bytes.get() == VERSION;
      CommitToken read = new CommitToken(bytes.getLong());
      if (ours && bytes.getLong() == sum(Arrays.copyOf(token, BODY_BYTES))) {
        return read;
      }
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

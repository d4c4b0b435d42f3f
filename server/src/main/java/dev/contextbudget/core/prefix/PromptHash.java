package dev.contextbudget.core.prefix;

import dev.contextbudget.core.item.Part;
import dev.contextbudget.core.item.Role;
import dev.contextbudget.core.token.Utf8Text;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * SHA-256 over the pieces of a prompt, so that two prompts have the same hash only if they are the
 * same, piece by piece.
 *
 * <p>Each piece has its type and length before it, each kind of part begins with a type of its own
 * and goes on with a fixed number of pieces, and a list inside a part has its size before it: what
 * is hashed can be read back in one way only. Messages have no size before them, or a message that
 * grows at its end would not share its beginning with what it was.
 *
 * <p>It can be read at any place without ending: the hash of a prefix costs one copy of 100 bytes
 * of state.
 */
public final class PromptHash {
  private final MessageDigest digest;
  private final byte[] head = new byte[1 + Integer.BYTES];
  private long bytes;

  /** Begins a hash of nothing. */
  public PromptHash() {
    try {
      this.digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** Returns the bytes hashed so far. */
  long bytes() {
    return bytes;
  }

  /** Returns the hash so far: 32 bytes. */
  byte[] value() {
    try {
      return ((MessageDigest) digest.clone()).digest();
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("the platform's SHA-256 cannot be copied", e);
    }
  }

  /** Returns the first 8 bytes of the hash so far. */
  public long shortValue() {
    return ByteBuffer.wrap(Arrays.copyOf(value(), Long.BYTES)).getLong();
  }

  /** Adds the beginning of a message, of which the parts follow one by one. */
  public void add(Role role, String name) {
    add('m', role.wireName());
    add('n', name);
  }

  /**
   * Adds a text.
   *
   * @param type what the text is; a caller that needs to tell texts apart gives them types apart
   */
  public void add(char type, String text) {
    add(type, text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Adds a part with all that it says: of a payload that the caller did not send, its size in
   * pixels, pages or tokens.
   */
  public void add(Part part) {
    if (part instanceof Part.Text text) {
      add('t', text.text());
    } else if (part instanceof Part.ToolCall call) {
      add('c', call.id());
      add('f', call.name());
      add('a', call.argumentsJson());
    } else if (part instanceof Part.ToolResult result) {
      add('r', result.callId());
      add('e', result.isError() ? "1" : "0");
      add('#', result.parts().size());
      result.parts().forEach(this::add);
    } else if (part instanceof Part.Image image) {
      add('i', "%d %d".formatted(image.widthPixels(), image.heightPixels()));
      add('d', image.detail());
      add('y', image.mediaType());
      add(image.payload());
    } else if (part instanceof Part.File file) {
      add('p', file.pages());
      add('y', file.mediaType());
      add(file.payload());
    } else if (part instanceof Part.Thinking thinking) {
      add('k', thinking.tokens());
      add(thinking.payload());
    } else {
      Part.Opaque opaque = (Part.Opaque) part;
      add('q', opaque.tokens());
      add(opaque.payload());
    }
  }

  /** Adds bytes. */
  public void add(byte[] content) {
    add('b', content);
  }

  /** Adds a number, such as the size of the list that follows. */
  void add(char type, int number) {
    add(type, Integer.toString(number));
  }

  /** Adds a text without a copy. */
  void add(char type, Utf8Text text) {
    bytes += text.read((content, start, length) -> hash(type, content, start, length));
  }

  private void add(Part.Payload payload) {
    add('o', payload.bytes());
  }

  private void add(char type, byte[] content) {
    bytes += hash(type, content, 0, content.length);
  }

  /** Hashes a piece where it is, and returns how many bytes that took. */
  private long hash(char type, byte[] content, int start, int length) {
    ByteBuffer.wrap(head).put((byte) type).putInt(length);
    digest.update(head);
    digest.update(content, start, length);
    return head.length + (long) length;
  }
}

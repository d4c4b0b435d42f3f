package dev.contextbudget.core.item;

import dev.contextbudget.core.token.Utf8Text;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A piece of a message. */
public sealed interface Part {

  /** Text; may be cut. */
  record Text(Utf8Text text) implements Part {
    /** Returns true if there is nothing to read. */
    public boolean isEmpty() {
      return text.isEmpty();
    }
  }

  /**
   * The model calls a tool.
   *
   * @param argumentsJson as the model wrote them; never cut
   */
  record ToolCall(String id, String name, Utf8Text argumentsJson) implements Part {}

  /**
   * A tool answers a call.
   *
   * @param parts text, images and files
   * @param aroundTokens what stands around them and stays however they are shortened, such as the
   *     tool's name, beside what the chat format adds
   */
  record ToolResult(String callId, boolean isError, List<Part> parts, int aroundTokens)
      implements Part {
    public ToolResult {
      parts = List.copyOf(parts);
    }

    /** A result with nothing around it. */
    public ToolResult(String callId, boolean isError, List<Part> parts) {
      this(callId, isError, parts, 0);
    }

    /** Returns the result with other parts. */
    public ToolResult holding(List<Part> others) {
      return new ToolResult(callId, isError, others, aroundTokens);
    }
  }

  /**
   * An image by its size.
   *
   * @param detail as the provider names it, such as {@code low}; empty means {@code auto}
   * @param payload the caller's bytes, passed on unread
   */
  record Image(int widthPixels, int heightPixels, String detail, String mediaType, Payload payload)
      implements Part {}

  /** A file by its pages. */
  record File(int pages, String mediaType, Payload payload) implements Part {}

  /**
   * Reasoning of the model: byte-identical or absent with its group.
   *
   * @param tokens what it costs as input
   */
  record Thinking(Payload payload, int tokens) implements Part {}

  /** Anything that only the provider reads. */
  record Opaque(Payload payload, int tokens) implements Part {}

  /**
   * Bytes that the service passes on and never reads, except to hash them.
   *
   * @param bytes not copied; must not change
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared; a copy of an image is megabytes
  record Payload(byte[] bytes) {
    /** Of a part whose bytes were not sent. */
    public static final Payload EMPTY = new Payload(new byte[0]);

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Payload that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
      return "Payload[" + bytes.length + " bytes]";
    }
  }
}

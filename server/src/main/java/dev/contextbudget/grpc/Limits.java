package dev.contextbudget.grpc;

import dev.contextbudget.core.error.Reason;
import dev.contextbudget.v1.Limit;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a request may have at most and an operator may set; {@link FixedLimit} has the rest. The
 * decoders enforce what {@code GetLimits} tells.
 *
 * <p>They bound memory and time: work is at worst n log n in what they count, so a server that
 * answers a request at every limit answers any request.
 *
 * @param maxComponents components of a request
 * @param maxMessages messages of a request
 * @param maxItems chunks and entries of a request
 * @param maxDocuments documents of a stream
 * @param maxTools tool definitions of a component
 * @param maxParts parts of a message or tool result
 * @param maxSlots slots of a policy, and demands of a plan
 * @param maxTextBytes UTF-8 bytes of one text
 * @param maxSchemaBytes UTF-8 bytes of a tool's JSON Schema
 * @param maxSchemaDepth nesting of a tool's JSON Schema
 * @param maxConnections open connections to the server; one more is closed at once
 * @param maxMessageBytes bytes of a request that carries texts, refused by gRPC itself above it
 * @param maxLightMessageBytes bytes of a request that carries none
 * @param deadlineMillis time for a call whose caller set no deadline
 * @param compactDeadlineMillis the same for {@code Compact}
 * @param maxDeadlineMillis longest time for any call
 */
public record Limits(
    int maxComponents,
    int maxMessages,
    int maxItems,
    int maxDocuments,
    int maxTools,
    int maxParts,
    int maxSlots,
    int maxTextBytes,
    int maxSchemaBytes,
    int maxSchemaDepth,
    int maxConnections,
    int maxMessageBytes,
    int maxLightMessageBytes,
    long deadlineMillis,
    long compactDeadlineMillis,
    long maxDeadlineMillis) {

  /** Messages inside messages of a request; a result of a tool that has an image is 7 deep. */
  public static final int MAX_MESSAGE_DEPTH = 64;

  /** Fields of a request that are not known: the next versions will not have as many new ones. */
  public static final int MAX_UNKNOWN_FIELDS = 1_000;

  /** Calls at a time on one connection; makes a caller queue instead of us. */
  public static final int MAX_CALLS_PER_CONNECTION = 100;

  /** Names and values of a call's headers, 32 bytes for each counted as well. */
  public static final int MAX_HEADER_BYTES = 8 << 10;

  /** Bytes that a compressed byte may become; prose becomes 3 and JSON 10. */
  public static final int MAX_COMPRESSION_RATIO = 100;

  /** Fields of a request of no size; see {@link #maxFields}. */
  static final int MAX_FIELDS = 100_000;

  private static final int BYTES_PER_FURTHER_FIELD = 8;

  /** Bytes of memory that a byte of a request may become; messages of one letter become 29. */
  public static final int MAX_OBJECT_RATIO = 30;

  /** What the objects of a request may take however small it is. */
  private static final int FREE_OBJECT_BYTES = 1 << 20;

  /** The limits of a server that is not configured. */
  public static final Limits DEFAULTS =
      new Limits(
          1_000, 20_000, 20_000, 100_000, 1_000, 256, 1_000, 4 << 20, 256 << 10, 32, 1_000,
          16 << 20, 256 << 10, 30_000, 120_000, 300_000);

  public Limits {
    long smallest =
        Stream.of(
                maxComponents,
                maxMessages,
                maxItems,
                maxDocuments,
                maxTools,
                maxParts,
                maxSlots,
                maxTextBytes,
                maxSchemaBytes,
                maxSchemaDepth,
                maxConnections,
                maxMessageBytes,
                maxLightMessageBytes)
            .mapToInt(Integer::intValue)
            .min()
            .orElseThrow();
    if (smallest < 1 || deadlineMillis < 1) {
      throw new IllegalArgumentException("every limit must be at least 1");
    }
    if (deadlineMillis > maxDeadlineMillis || compactDeadlineMillis > maxDeadlineMillis) {
      throw new IllegalArgumentException("a default deadline is above the longest one");
    }
  }

  /**
   * Returns how many fields a request of so many bytes may have, those of all messages in it
   * counted, and each value of a list.
   *
   * <p>It bounds the time that reading takes, and is far above what texts, ids and numbers of a
   * real one come to: 20,000 messages of ten fields have 15 bytes for each.
   */
  public static int maxFields(int requestBytes) {
    return MAX_FIELDS + requestBytes / BYTES_PER_FURTHER_FIELD;
  }

  /**
   * Returns how much memory the objects of a request of so many bytes may take.
   *
   * <p>Those of an empty message take up to 50 times its two bytes; with this, a request of half a
   * mebibyte or more takes at most 32 times its bytes.
   */
  public static long maxObjectBytes(int requestBytes) {
    return FREE_OBJECT_BYTES + (long) MAX_OBJECT_RATIO * requestBytes;
  }

  /** Returns these and the fixed limits as {@code GetLimits} lists them: by name. */
  public List<Limit> wire() {
    Stream<Limit> set =
        Stream.of(
            count("max_components", maxComponents, Reason.TOO_MANY_COMPONENTS),
            count("max_messages", maxMessages, Reason.TOO_MANY_MESSAGES),
            count("max_items", maxItems, Reason.TOO_MANY_ITEMS),
            count("max_documents", maxDocuments, Reason.TOO_MANY_ITEMS),
            count("max_tools", maxTools, Reason.TOO_MANY_ITEMS),
            count("max_parts", maxParts, Reason.TOO_MANY_PARTS),
            count("max_slots", maxSlots, Reason.TOO_MANY_SLOTS),
            count("max_schema_depth", maxSchemaDepth, Reason.SCHEMA_TOO_LARGE),
            limit("max_connections", maxConnections, "count", ""),
            limit("max_calls_per_connection", MAX_CALLS_PER_CONNECTION, "count", ""),
            count("max_object_ratio", MAX_OBJECT_RATIO, Reason.TOO_MANY_FIELDS),
            bytes("max_header_bytes", MAX_HEADER_BYTES, ""),
            count("max_compression_ratio", MAX_COMPRESSION_RATIO, Reason.MESSAGE_TOO_LARGE),
            bytes("max_text_bytes", maxTextBytes, Reason.TEXT_TOO_LARGE.name()),
            bytes("max_schema_bytes", maxSchemaBytes, Reason.SCHEMA_TOO_LARGE.name()),
            bytes("max_message_bytes", maxMessageBytes, ""),
            bytes("max_light_message_bytes", maxLightMessageBytes, Reason.MESSAGE_TOO_LARGE.name()),
            limit("deadline_millis", deadlineMillis, "millis", ""),
            limit("compact_deadline_millis", compactDeadlineMillis, "millis", ""),
            limit("max_deadline_millis", maxDeadlineMillis, "millis", ""));
    return Stream.concat(set, Stream.of(FixedLimit.values()).map(FixedLimit::wire))
        .sorted(Comparator.comparing(Limit::getName))
        .toList();
  }

  private static Limit count(String name, int value, Reason reason) {
    return limit(name, value, "count", reason.name());
  }

  private static Limit bytes(String name, int value, String reason) {
    return limit(name, value, "bytes", reason);
  }

  static Limit limit(String name, long value, String unit, String reason) {
    return Limit.newBuilder()
        .setName(name)
        .setValue(value)
        .setUnit(unit)
        .setErrorReason(reason)
        .build();
  }
}

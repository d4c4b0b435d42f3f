package dev.contextbudget.grpc.wire;

import com.google.protobuf.WireFormat;
import dev.contextbudget.core.error.InvalidRequest;
import dev.contextbudget.core.error.Reason;
import dev.contextbudget.core.error.Violation;
import dev.contextbudget.core.token.Utf8Check;
import dev.contextbudget.grpc.Limits;
import java.util.Map;

/**
 * One look at the bytes of a request before objects are made of them.
 *
 * <p>Two bytes of an empty message become an object of up to 100, and a field that is not known
 * becomes a tree node, so the size of a request says little of what it costs. This counts fields,
 * depth and the memory of what would be made in one pass, on a stack of fixed size, and without an
 * object for any field.
 *
 * <p>What passes is what protobuf's own parser takes, with three differences: less of it; no
 * groups, which the contract never had; and no varint that goes on after ten bytes, of which the
 * parser takes some (4.36.2, in {@code readRawVarint64}). A known field that is written as another
 * type is, as for the parser, an unknown one.
 */
final class WireScan {
  private static final int MAX_VARINT_BYTES = 10;

  private final byte[] bytes;
  private final int length;
  private final int maxFields;
  private final MessageShape[] shapes = new MessageShape[Limits.MAX_MESSAGE_DEPTH + 1];
  private final int[] ends = new int[Limits.MAX_MESSAGE_DEPTH + 1];
  private int depth;
  private int at;
  private int fields;
  private int unknownFields;
  private final long maxObjectBytes;
  private long objectBytes;

  /** By depth, the numbers of the lists that have begun, as bits; from 64 on they share them. */
  private final long[] lists = new long[Limits.MAX_MESSAGE_DEPTH + 1];

  private WireScan(MessageShape request, byte[] bytes, int length) {
    this.bytes = bytes;
    this.length = length;
    this.maxFields = Limits.maxFields(length);
    this.maxObjectBytes = Limits.maxObjectBytes(length);
    shapes[0] = request;
    ends[0] = length;
  }

  /**
   * Checks the first {@code length} bytes. O(length).
   *
   * @throws InvalidRequest if they are no message of the shape, or more than is allowed
   */
  static void check(MessageShape request, byte[] bytes, int length) {
    new WireScan(request, bytes, length).run();
  }

  private void run() {
    while (true) {
      while (at == ends[depth]) {
        if (depth == 0) {
          return;
        }
        depth--;
      }
      field();
    }
  }

  private void field() {
    int tag = (int) varint(); // of more bits the parser takes as many
    int number = WireFormat.getTagFieldNumber(tag);
    int wireType = WireFormat.getTagWireType(tag);
    if (number == 0) {
      throw notAMessage();
    }
    countField();
    MessageShape.Field field = shapes[depth].field(number);
    if (field == null || !field.takes(wireType)) {
      unknownFields++;
      if (unknownFields > Limits.MAX_UNKNOWN_FIELDS) {
        throw tooMany("has fields that are not known", Limits.MAX_UNKNOWN_FIELDS);
      }
      value(wireType);
      return;
    }
    weigh(number, field);
    if (field.child() != null) {
      enter(field.child());
    } else if (field.isPacked(wireType)) {
      values(field.wireType());
    } else if (field.utf8()) {
      string();
    } else {
      value(wireType);
    }
  }

  private void weigh(int number, MessageShape.Field field) {
    objectBytes += field.valueBytes();
    if (field.repeated() && (lists[depth] >>> number & 1) == 0) {
      lists[depth] |= 1L << number;
      objectBytes += ObjectBytes.LIST;
    }
    if (objectBytes > maxObjectBytes) {
      throw refusal(
          Reason.TOO_MANY_FIELDS,
          "has so many fields that it would take more than %d times its bytes of memory",
          Limits.MAX_OBJECT_RATIO);
    }
  }

  private void value(int wireType) {
    switch (wireType) {
      case WireFormat.WIRETYPE_VARINT -> varint();
      case WireFormat.WIRETYPE_FIXED64 -> skip(Long.BYTES);
      case WireFormat.WIRETYPE_FIXED32 -> skip(Integer.BYTES);
      case WireFormat.WIRETYPE_LENGTH_DELIMITED -> skip((int) varint());
      default -> throw notAMessage(); // groups, and what is no type
    }
  }

  private void enter(MessageShape child) {
    int start = skipped((int) varint());
    if (depth == Limits.MAX_MESSAGE_DEPTH) {
      throw refusal(
          Reason.TOO_DEEP,
          "has messages inside messages that must be at most %d deep",
          Limits.MAX_MESSAGE_DEPTH);
    }
    depth++;
    lists[depth] = 0;
    shapes[depth] = child;
    ends[depth] = at;
    at = start;
  }

  /** A run of values is as many fields. */
  private void values(int wireType) {
    int start = skipped((int) varint());
    int end = at;
    int outerEnd = ends[depth];
    ends[depth] = end;
    at = start;
    while (at < end) {
      countField();
      objectBytes += ObjectBytes.ELEMENT;
      value(wireType);
    }
    ends[depth] = outerEnd;
  }

  private void string() {
    int start = skipped((int) varint());
    if (!Utf8Check.isUtf8(bytes, start, at)) {
      throw new InvalidRequest(
          Violation.of(
              FieldPlace.path(shapes[0], bytes, length, start),
              Reason.BAD_UTF8,
              "is not UTF-8, as every string must be"));
    }
  }

  /** Returns where the bytes began that are now behind. */
  private int skipped(int count) {
    int start = at;
    skip(count);
    return start;
  }

  private void skip(int count) {
    if (count < 0 || count > ends[depth] - at) {
      throw notAMessage();
    }
    at += count;
  }

  private long varint() {
    long value = 0;
    for (int i = 0; i < MAX_VARINT_BYTES && at < ends[depth]; i++) {
      byte next = bytes[at];
      at++;
      value |= (long) (next & 0x7f) << (7 * i);
      if (next >= 0) {
        return value;
      }
    }
    throw notAMessage();
  }

  private void countField() {
    fields++;
    if (fields > maxFields) {
      throw tooMany("has fields", maxFields);
    }
  }

  private static InvalidRequest tooMany(String what, int limit) {
    return refusal(Reason.TOO_MANY_FIELDS, what + " that must be at most %d", limit);
  }

  private static InvalidRequest refusal(Reason reason, String description, int limit) {
    return new InvalidRequest(
        new Violation(
            "request",
            reason,
            description.formatted(limit),
            Map.of("limit", Integer.toString(limit))));
  }

  private static InvalidRequest notAMessage() {
    return new InvalidRequest(
        Violation.of(
            "request",
            Reason.BAD_MESSAGE,
            "is not a message of this call: its bytes cannot be decoded"));
  }
}

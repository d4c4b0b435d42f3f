package dev.contextbudget.grpc.wire;

import com.google.protobuf.WireFormat;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The path of the field whose bytes stand at a place, such as {@code components[2].id}.
 *
 * <p>Told of what is refused, so that a scan need not count the elements of every list on its way:
 * this looks a second time, into those messages alone that hold the place. O(place).
 */
final class FieldPlace {
  private final byte[] bytes;
  private int at;

  private FieldPlace(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * Returns the path of the field whose value begins at {@code place}.
   *
   * @param length of the request, which was scanned up to the place
   */
  static String path(MessageShape request, byte[] bytes, int length, int place) {
    FieldPlace walk = new FieldPlace(bytes);
    StringBuilder path = new StringBuilder();
    @Nullable MessageShape shape = request;
    while (shape != null) {
      MessageShape.Field field = walk.holder(shape, place, length, path);
      shape = field.child();
    }
    return path.toString();
  }

  /** Goes to the value that holds the place, and adds the name of its field. */
  private MessageShape.Field holder(MessageShape shape, int place, int length, StringBuilder path) {
    Map<MessageShape.Field, Integer> seen = new HashMap<>();
    while (at < length) {
      int tag = (int) varint();
      int wireType = WireFormat.getTagWireType(tag);
      MessageShape.Field field = shape.field(WireFormat.getTagFieldNumber(tag));
      int size = size(wireType);
      if (field != null && field.takes(wireType)) {
        if (place >= at && place < at + size) {
          path.append(path.isEmpty() ? "" : ".").append(field.name());
          if (field.repeated()) {
            path.append('[').append(seen.getOrDefault(field, 0)).append(']');
          }
          return field;
        }
        seen.merge(field, 1, Integer::sum);
      }
      at += size;
    }
    throw new IllegalArgumentException("no field at " + place);
  }

  private int size(int wireType) {
    return switch (wireType) {
      case WireFormat.WIRETYPE_FIXED64 -> Long.BYTES;
      case WireFormat.WIRETYPE_FIXED32 -> Integer.BYTES;
      case WireFormat.WIRETYPE_LENGTH_DELIMITED -> (int) varint();
      default -> {
        varint();
        yield 0;
      }
    };
  }

  private long varint() {
    long value = 0;
    int shift = 0;
    while (true) {
      byte next = bytes[at];
      at++;
      value |= (long) (next & 0x7f) << shift;
      shift += 7;
      if (next >= 0) {
        return value;
      }
    }
  }
}

package dev.contextbudget.grpc.wire;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.WireFormat;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the bytes of a kind of message may hold: its fields by number.
 *
 * <p>Made once from a descriptor; those are slow to ask for each field of each request. A message
 * that can hold itself has a shape that does.
 */
final class MessageShape {
  private final @Nullable Field[] fields;
  private final int objectBytes;

  /**
   * A field of a message.
   *
   * @param wireType how one value of it is written
   * @param packable whether many values may be written as one run of bytes
   * @param utf8 whether its bytes must be UTF-8
   * @param child shape of its value if that is a message
   * @param valueBytes what a value takes of memory, beside the bytes of a text
   */
  record Field(
      String name,
      int wireType,
      boolean repeated,
      boolean packable,
      boolean utf8,
      @Nullable MessageShape child,
      int valueBytes) {

    /** Returns whether a value that is written so is one of this field, and not of an unknown. */
    boolean takes(int otherWireType) {
      return otherWireType == wireType || isPacked(otherWireType);
    }

    /** Returns whether what is written so is a run of values. */
    boolean isPacked(int otherWireType) {
      return packable && otherWireType == WireFormat.WIRETYPE_LENGTH_DELIMITED;
    }
  }

  private MessageShape(int highestNumber, int objectBytes) {
    this.fields = new Field[highestNumber + 1];
    this.objectBytes = objectBytes;
  }

  /** Returns the shape of messages of a descriptor. */
  static MessageShape of(Descriptor descriptor) {
    return of(descriptor, new HashMap<>());
  }

  private static MessageShape of(Descriptor descriptor, Map<Descriptor, MessageShape> made) {
    MessageShape known = made.get(descriptor);
    if (known != null) {
      return known;
    }
    int highest =
        descriptor.getFields().stream().mapToInt(FieldDescriptor::getNumber).max().orElse(0);
    MessageShape shape = new MessageShape(highest, ObjectBytes.ofMessage(descriptor));
    made.put(descriptor, shape); // before its fields, which may hold it again
    for (FieldDescriptor field : descriptor.getFields()) {
      FieldDescriptor.Type type = field.getType();
      MessageShape child =
          type == FieldDescriptor.Type.MESSAGE ? of(field.getMessageType(), made) : null;
      shape.fields[field.getNumber()] =
          new Field(
              field.getName(),
              wireType(type),
              field.isRepeated(),
              field.isPackable(),
              type == FieldDescriptor.Type.STRING,
              child,
              valueBytes(field, child));
    }
    return shape;
  }

  private static int valueBytes(FieldDescriptor field, @Nullable MessageShape child) {
    int element = field.isRepeated() ? ObjectBytes.ELEMENT : 0;
    if (child != null) {
      return element + child.objectBytes;
    }
    return switch (field.getType()) {
      case STRING, BYTES -> element + ObjectBytes.TEXT;
      default -> element;
    };
  }

  private static int wireType(FieldDescriptor.Type type) {
    return switch (type) {
      case DOUBLE, FIXED64, SFIXED64 -> WireFormat.WIRETYPE_FIXED64;
      case FLOAT, FIXED32, SFIXED32 -> WireFormat.WIRETYPE_FIXED32;
      case STRING, BYTES, MESSAGE -> WireFormat.WIRETYPE_LENGTH_DELIMITED;
      case BOOL, ENUM, INT32, INT64, SINT32, SINT64, UINT32, UINT64 -> WireFormat.WIRETYPE_VARINT;
      case GROUP -> throw new IllegalArgumentException("the contract has no groups");
    };
  }

  /** Returns the field of a number; none if the contract has none. */
  @Nullable Field field(int number) {
    return number < fields.length ? fields[number] : null;
  }
}

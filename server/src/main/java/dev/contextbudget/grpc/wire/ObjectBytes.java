package dev.contextbudget.grpc.wire;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;

/**
 * What the objects take that bytes of a request become, beside the bytes of its texts.
 *
 * <p>As OpenJDK lays them out with compressed references, and protobuf 4.36 generates messages:
 * held against what parsing allocates by {@code WireScanTest}.
 */
final class ObjectBytes {
  /** A string and its array, or a byte string and its, without what stands in them. */
  static final int TEXT = 48;

  /** A reference in a list that has grown by half. */
  static final int ELEMENT = 8;

  /** A list with its array of ten, and what makes it unmodifiable. */
  static final int LIST = 96;

  /** Header, unknown fields, size, hash, whether initialised, and a word of bits. */
  private static final int MESSAGE = 12 + 4 + 4 + 4 + 4 + 4;

  private static final int REFERENCE = 4;
  private static final int ALIGNMENT = 8;

  private ObjectBytes() {}

  /** Returns the size of a message of which no field is set. */
  static int ofMessage(Descriptor type) {
    int bytes = MESSAGE + type.getRealOneofs().size() * 2 * REFERENCE;
    for (FieldDescriptor field : type.getFields()) {
      if (field.getRealContainingOneof() == null) {
        bytes += ofField(field);
      }
    }
    return (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  }

  private static int ofField(FieldDescriptor field) {
    if (field.isRepeated()) {
      return 2 * REFERENCE; // of numbers, also the size of their run
    }
    return switch (field.getJavaType()) {
      case LONG, DOUBLE -> Long.BYTES;
      case BOOLEAN -> 1;
      default -> REFERENCE;
    };
  }
}

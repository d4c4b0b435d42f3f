package dev.contextbudget.grpc.wire;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Messages with any of their fields set, and bytes that are nearly such messages. */
final class RandomRequests {
  private static final String[] TEXTS = {"", "a", "größe", "日本", "😀", "longer than a word"};
  private static final int MAX_DEPTH = 8;

  private final SplittableRandom random;

  RandomRequests(long seed) {
    this.random = new SplittableRandom(seed);
  }

  Message like(Message prototype) {
    return like(prototype, 0);
  }

  private Message like(Message prototype, int depth) {
    Message.Builder builder = prototype.newBuilderForType();
    for (FieldDescriptor field : prototype.getDescriptorForType().getFields()) {
      boolean message = field.getJavaType() == FieldDescriptor.JavaType.MESSAGE;
      if (random.nextInt(3) == 0 || (message && depth >= MAX_DEPTH)) {
        continue;
      }
      if (field.isRepeated()) {
        for (int i = random.nextInt(3); i > 0; i--) {
          builder.addRepeatedField(field, value(builder, field, depth));
        }
      } else {
        builder.setField(field, value(builder, field, depth));
      }
    }
    return builder.build();
  }

  private Object value(Message.Builder builder, FieldDescriptor field, int depth) {
    return switch (field.getJavaType()) {
      case INT -> random.nextInt();
      case LONG -> random.nextLong();
      case FLOAT -> (float) random.nextDouble();
      case DOUBLE -> random.nextDouble();
      case BOOLEAN -> random.nextBoolean();
      case STRING -> TEXTS[random.nextInt(TEXTS.length)];
      case BYTE_STRING -> ByteString.copyFromUtf8(TEXTS[random.nextInt(TEXTS.length)]);
      case ENUM -> {
        List<EnumValueDescriptor> values = field.getEnumType().getValues();
        yield values.get(random.nextInt(values.size()));
      }
      case MESSAGE -> like(builder.newBuilderForField(field).build(), depth + 1);
    };
  }

  /** Returns the bytes with a few of them changed, or put in, or left out, or cut off. */
  byte[] mutated(byte[] bytes) {
    byte[] result = bytes;
    for (int i = random.nextInt(4); i > 0 && result.length > 0; i--) {
      result = mutatedOnce(result);
    }
    return result;
  }

  private byte[] mutatedOnce(byte[] bytes) {
    byte[] result = bytes.clone();
    int at = random.nextInt(bytes.length);
    switch (random.nextInt(5)) {
      case 0 -> result[at] = (byte) random.nextInt(256);
      case 1 -> result[at] ^= (byte) (1 << random.nextInt(8));
      case 2 -> {
        result = Arrays.copyOf(bytes, bytes.length + 1);
        System.arraycopy(bytes, at, result, at + 1, bytes.length - at);
        result[at] = (byte) random.nextInt(256);
      }
      case 3 -> {
        System.arraycopy(bytes, at + 1, result, at, bytes.length - at - 1);
        result = Arrays.copyOf(result, bytes.length - 1);
      }
      default -> result = Arrays.copyOf(bytes, at);
    }
    return result;
  }
}

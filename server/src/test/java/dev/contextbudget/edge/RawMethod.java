package dev.contextbudget.edge;

import io.grpc.MethodDescriptor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** Methods that take and give bytes, however wrong. */
public final class RawMethod {
  private static final MethodDescriptor.Marshaller<byte[]> BYTES =
      new MethodDescriptor.Marshaller<>() {
        @Override
        public InputStream stream(byte[] value) {
          return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
          try {
            return stream.readAllBytes();
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        }
      };

  private RawMethod() {}

  /** Returns a unary method of the service without its types. */
  public static MethodDescriptor<byte[], byte[]> of(String fullMethodName) {
    return MethodDescriptor.newBuilder(BYTES, BYTES)
        .setFullMethodName(fullMethodName)
        .setType(MethodDescriptor.MethodType.UNARY)
        .build();
  }
}

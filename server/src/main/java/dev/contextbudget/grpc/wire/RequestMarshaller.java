package dev.contextbudget.grpc.wire;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.UnsafeByteOperations;
import dev.contextbudget.core.error.InvalidRequest;
import dev.contextbudget.core.error.MessageTooLarge;
import dev.contextbudget.core.error.Reason;
import dev.contextbudget.core.error.Violation;
import dev.contextbudget.grpc.Limits;
import io.grpc.KnownLength;
import io.grpc.MethodDescriptor;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.function.LongSupplier;

/**
 * Reads the requests of a method: its bytes, if they are not too many, then a scan of them, then
 * the message.
 *
 * <p>Bytes are copied as often as gRPC's own marshaller does. Up to 4 MiB they are read into a
 * buffer that is used again, and each field is copied from there; above, they get an array that the
 * fields of the message share.
 */
final class RequestMarshaller<Q> implements MethodDescriptor.Marshaller<Q> {
  /** Where gRPC draws the line. */
  private static final int MAX_BUFFERED_BYTES = 4 << 20;

  /** What a compressed request may become however small it is. */
  private static final int FREELY_INFLATED_BYTES = 1 << 20;

  private final MethodDescriptor.Marshaller<Q> plain;
  private final Message prototype;
  private final MessageShape shape;
  private final int maxBytes;
  private final LongSupplier wireBytes;

  /**
   * @param plain writes requests
   * @param prototype an empty request
   * @param wireBytes tells the size of the request that is read, as it was sent
   */
  RequestMarshaller(
      MethodDescriptor.Marshaller<Q> plain,
      Message prototype,
      int maxBytes,
      LongSupplier wireBytes) {
    this.plain = plain;
    this.prototype = prototype;
    this.shape = MessageShape.of(prototype.getDescriptorForType());
    this.maxBytes = maxBytes;
    this.wireBytes = wireBytes;
  }

  @Override
  public InputStream stream(Q value) {
    return plain.stream(value);
  }

  @Override
  @SuppressWarnings("unchecked") // the parser is that of the prototype
  public Q parse(InputStream stream) {
    try {
      return (Q) read(stream);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("passed the scan and not the parser", e);
    } catch (IOException e) {
      throw new InvalidRequest(
          Violation.of("request", Reason.BAD_MESSAGE, "has compressed bytes that are not whole"));
    }
  }

  private Message read(InputStream stream) throws IOException {
    if (!(stream instanceof KnownLength)) { // compressed
      int most = mostInflatedBytes();
      byte[] bytes = stream.readNBytes(most);
      checkSize(bytes.length + stream.transferTo(OutputStream.nullOutputStream()), most);
      return shared(bytes);
    }
    int length = stream.available();
    checkSize(length, maxBytes);
    boolean buffered = length <= MAX_BUFFERED_BYTES;
    byte[] bytes = buffered ? ReadBuffer.ofAtLeast(length) : new byte[length];
    if (stream.readNBytes(bytes, 0, length) < length) {
      throw new EOFException();
    }
    return buffered ? copied(bytes, length) : shared(bytes);
  }

  /** A bomb is small on the wire, so that whoever sends many pays little for much. */
  private int mostInflatedBytes() {
    long most =
        Math.max(FREELY_INFLATED_BYTES, wireBytes.getAsLong() * Limits.MAX_COMPRESSION_RATIO);
    return (int) Math.min(maxBytes, most);
  }

  private static void checkSize(long bytes, int maxBytes) {
    if (bytes > maxBytes) {
      throw new MessageTooLarge(maxBytes, bytes);
    }
  }

  private Message copied(byte[] bytes, int length) throws InvalidProtocolBufferException {
    WireScan.check(shape, bytes, length);
    return prototype.getParserForType().parseFrom(bytes, 0, length);
  }

  private Message shared(byte[] bytes) throws InvalidProtocolBufferException {
    WireScan.check(shape, bytes, bytes.length);
    CodedInputStream input = UnsafeByteOperations.unsafeWrap(bytes).newCodedInput();
    input.enableAliasing(true);
    return prototype.getParserForType().parseFrom(input);
  }
}

package dev.contextbudget.grpc.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.WireFormat;
import dev.contextbudget.core.error.InvalidRequest;
import dev.contextbudget.v1.CatalogServiceGrpc;
import dev.contextbudget.v1.ContextBudgetServiceGrpc;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.PrototypeMarshaller;
import java.io.IOException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/** Says of bytes, by protobuf's own parser, whether the scan has to take them. */
final class ParserOracle {
  /** An empty one of each call. */
  static final List<Message> REQUESTS =
      Stream.of(
              ContextBudgetServiceGrpc.getServiceDescriptor(),
              CatalogServiceGrpc.getServiceDescriptor())
          .flatMap(service -> service.getMethods().stream())
          .map(MethodDescriptor::getRequestMarshaller)
          .map(marshaller -> (Message) ((PrototypeMarshaller<?>) marshaller).getMessagePrototype())
          .toList();

  private ParserOracle() {}

  /** Bytes are few enough here for every limit. */
  static void assertAgrees(Message prototype, byte[] bytes) throws IOException {
    Descriptor type = prototype.getDescriptorForType();
    assertEquals(
        isParsed(prototype, bytes) && isRegular(type, bytes),
        isTaken(type, bytes),
        () -> type.getName() + " " + HexFormat.of().formatHex(bytes));
  }

  private static boolean isTaken(Descriptor type, byte[] bytes) {
    try {
      WireScan.check(MessageShape.of(type), bytes, bytes.length);
      return true;
    } catch (InvalidRequest e) {
      return false;
    }
  }

  private static boolean isParsed(Message prototype, byte[] bytes) {
    try {
      prototype.getParserForType().parseFrom(bytes);
      return true;
    } catch (InvalidProtocolBufferException e) {
      return false;
    }
  }

  /** Returns whether there is no group in it, and no varint that only the parser takes. */
  private static boolean isRegular(Descriptor type, byte[] bytes) throws IOException {
    try {
      return !hasGroup(type, bytes);
    } catch (InvalidProtocolBufferException e) {
      return false; // the parser skips numbers with more care than it reads them
    }
  }

  private static boolean hasGroup(Descriptor type, byte[] bytes) throws IOException {
    CodedInputStream input = CodedInputStream.newInstance(bytes);
    for (int tag = input.readTag(); tag != 0; tag = input.readTag()) {
      int wireType = WireFormat.getTagWireType(tag);
      if (wireType == WireFormat.WIRETYPE_START_GROUP) {
        return true;
      }
      FieldDescriptor field = type.findFieldByNumber(WireFormat.getTagFieldNumber(tag));
      if (field != null
          && field.getType() == FieldDescriptor.Type.MESSAGE
          && wireType == WireFormat.WIRETYPE_LENGTH_DELIMITED) {
        if (hasGroup(field.getMessageType(), input.readByteArray())) {
          return true;
        }
      } else {
        input.skipField(tag);
      }
    }
    return false;
  }
}

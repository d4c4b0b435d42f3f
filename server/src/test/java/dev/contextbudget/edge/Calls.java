package dev.contextbudget.edge;

import com.google.protobuf.Message;
import com.google.protobuf.TextFormat;
import com.google.protobuf.TypeRegistry;
import dev.contextbudget.v1.CatalogServiceGrpc;
import dev.contextbudget.v1.ContextBudgetServiceGrpc;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.PrototypeMarshaller;
import java.util.List;
import java.util.stream.Stream;

/** The unary calls of the contract by their bare names, with requests as protobuf text. */
final class Calls {

  private Calls() {}

  /** Returns all of them, in the order of the contract. */
  @SuppressWarnings("unchecked") // every message of the contract is a Message
  static List<MethodDescriptor<Message, Message>> all() {
    return Stream.of(
            ContextBudgetServiceGrpc.getServiceDescriptor(),
            CatalogServiceGrpc.getServiceDescriptor())
        .flatMap(service -> service.getMethods().stream())
        .filter(method -> method.getType() == MethodDescriptor.MethodType.UNARY)
        .map(method -> (MethodDescriptor<Message, Message>) (MethodDescriptor<?, ?>) method)
        .toList();
  }

  /** Returns the call of a name such as {@code FitContext}. */
  static MethodDescriptor<Message, Message> of(String name) {
    return all().stream()
        .filter(method -> name.equals(method.getBareMethodName()))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no call " + name));
  }

  /** Reads a request of a call from protobuf text. */
  static Message request(String call, String text) {
    return parse((PrototypeMarshaller<Message>) of(call).getRequestMarshaller(), text);
  }

  /** Reads an answer of a call from protobuf text. */
  static Message answer(String call, String text) {
    return parse((PrototypeMarshaller<Message>) of(call).getResponseMarshaller(), text);
  }

  private static Message parse(PrototypeMarshaller<Message> marshaller, String text) {
    Message prototype = marshaller.getMessagePrototype();
    if (prototype == null) {
      throw new IllegalStateException("generated marshallers have a prototype");
    }
    Message.Builder message = prototype.newBuilderForType();
    try {
      TextFormat.Parser.newBuilder()
          .setTypeRegistry(TypeRegistry.getEmptyTypeRegistry())
          .build()
          .merge(text, message);
    } catch (TextFormat.ParseException e) {
      throw new IllegalArgumentException(e.getMessage() + " in:\n" + text, e);
    }
    return message.build();
  }
}

package dev.contextbudget.edge;

import com.google.protobuf.Message;
import dev.contextbudget.v1.CatalogServiceGrpc;
import dev.contextbudget.v1.ContextBudgetServiceGrpc;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * A call that is heavy in its own way.
 *
 * @param messages one, or those of a stream
 */
record HeavyCall(String name, String call, Supplier<Stream<? extends Message>> messages) {

  static HeavyCall unary(String name, String call, Supplier<Message> message) {
    return new HeavyCall(name, call, () -> Stream.of(message.get()));
  }

  List<byte[]> requests() {
    return messages.get().map(Message::toByteArray).toList();
  }

  String fullMethodName() {
    return Stream.of(
            ContextBudgetServiceGrpc.getServiceDescriptor(),
            CatalogServiceGrpc.getServiceDescriptor())
        .flatMap(service -> service.getMethods().stream())
        .filter(method -> call.equals(method.getBareMethodName()))
        .findFirst()
        .orElseThrow()
        .getFullMethodName();
  }
}

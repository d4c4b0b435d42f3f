package dev.contextbudget.grpc.wire;

import com.google.protobuf.Message;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.PrototypeMarshaller;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.ToIntFunction;

/**
 * Services whose requests are read by {@link RequestMarshaller} in place of gRPC's own.
 *
 * <p>A marshaller and not an interceptor, because only whoever reads the bytes can both look at
 * them and decode them without a copy between.
 */
public final class ScannedRequests {

  private ScannedRequests() {}

  /**
   * Returns the service with its requests scanned.
   *
   * @param maxBytes most bytes of a request, by the full name of its method
   * @param wireBytes tells the size of the request that this thread reads, as it was sent
   */
  public static ServerServiceDefinition of(
      ServerServiceDefinition service, ToIntFunction<String> maxBytes, LongSupplier wireBytes) {
    List<ServerMethodDefinition<?, ?>> methods =
        service.getMethods().stream()
            .<ServerMethodDefinition<?, ?>>map(method -> scanned(method, maxBytes, wireBytes))
            .toList();
    ServiceDescriptor.Builder descriptor =
        ServiceDescriptor.newBuilder(service.getServiceDescriptor().getName())
            .setSchemaDescriptor(service.getServiceDescriptor().getSchemaDescriptor());
    methods.forEach(method -> descriptor.addMethod(method.getMethodDescriptor()));
    ServerServiceDefinition.Builder built = ServerServiceDefinition.builder(descriptor.build());
    methods.forEach(built::addMethod);
    return built.build();
  }

  private static <Q, A> ServerMethodDefinition<Q, A> scanned(
      ServerMethodDefinition<Q, A> method, ToIntFunction<String> maxBytes, LongSupplier wireBytes) {
    MethodDescriptor<Q, A> descriptor = method.getMethodDescriptor();
    if (!(descriptor.getRequestMarshaller() instanceof PrototypeMarshaller<Q> marshaller)
        || !(marshaller.getMessagePrototype() instanceof Message prototype)) {
      throw new IllegalArgumentException(
          "no message of protobuf: " + descriptor.getFullMethodName());
    }
    RequestMarshaller<Q> scanning =
        new RequestMarshaller<>(
            marshaller, prototype, maxBytes.applyAsInt(descriptor.getFullMethodName()), wireBytes);
    return ServerMethodDefinition.create(
        descriptor.toBuilder().setRequestMarshaller(scanning).build(),
        method.getServerCallHandler());
  }
}

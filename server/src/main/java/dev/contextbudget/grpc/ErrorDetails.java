package dev.contextbudget.grpc;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.ServiceDescriptorProto;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.rpc.ErrorDetailsProto;
import dev.contextbudget.v1.ErrorReasonProto;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import io.grpc.protobuf.ProtoFileDescriptorSupplier;

/**
 * Makes the types of error details known to clients that learn them by reflection.
 *
 * <p>Details travel packed, so no call of the contract names {@code google.rpc.ErrorInfo} or the
 * enum of reasons, and reflection tells only what a service's file imports: a tool such as grpcurl
 * would show base64. Nor can the contract import them, as who generates code from it would need
 * files of others. So there is one more service, without a call, whose file imports them.
 */
public final class ErrorDetails {
  private static final String PACKAGE = "contextbudget.v1";
  private static final String SERVICE = "ErrorDetails";

  private ErrorDetails() {}

  /** Returns a service without methods, for a server with reflection. */
  public static ServerServiceDefinition service() {
    FileDescriptor file = file();
    return ServerServiceDefinition.builder(
            ServiceDescriptor.newBuilder(PACKAGE + "." + SERVICE)
                .setSchemaDescriptor((ProtoFileDescriptorSupplier) () -> file)
                .build())
        .build();
  }

  private static FileDescriptor file() {
    FileDescriptor[] imports = {
      ErrorDetailsProto.getDescriptor(), ErrorReasonProto.getDescriptor()
    };
    FileDescriptorProto.Builder file =
        FileDescriptorProto.newBuilder()
            .setName("contextbudget/v1/error_details.proto")
            .setSyntax("proto3")
            .setPackage(PACKAGE)
            .addService(ServiceDescriptorProto.newBuilder().setName(SERVICE));
    for (FileDescriptor imported : imports) {
      file.addDependency(imported.getName());
    }
    try {
      return FileDescriptor.buildFrom(file.build(), imports);
    } catch (DescriptorValidationException e) {
      throw new IllegalStateException(e);
    }
  }
}

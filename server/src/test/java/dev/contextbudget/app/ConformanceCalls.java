package dev.contextbudget.app;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import dev.contextbudget.v1.CatalogServiceGrpc;
import dev.contextbudget.v1.ContextBudgetServiceGrpc;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.PrototypeMarshaller;
import io.grpc.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The calls of the conformance file, good and bad ones, and an empty one of other methods. */
final class ConformanceCalls {
  private static final Path FILE = Path.of("..", "deploy", "examples", "conformance.json");

  private ConformanceCalls() {}

  /** One call, of several requests if it is a stream. */
  record Call(String name, MethodDescriptor<Message, Message> method, List<Message> requests) {
    Call with(int index, Message request) {
      List<Message> changed = new ArrayList<>(requests);
      changed.set(index, request);
      return new Call(name, method, changed);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  /** How a call ended. */
  record End(List<Message> answers, Status status, Metadata trailers) {
    /** Returns all that tells one end from another. */
    String text() {
      return answers + " " + status.getCode() + " " + status.getDescription();
    }
  }

  static List<Call> read() throws IOException {
    JsonObject file = JsonParser.parseString(Files.readString(FILE)).getAsJsonObject();
    List<Call> calls = new ArrayList<>();
    for (JsonElement element : file.getAsJsonArray("cases")) {
      JsonObject one = element.getAsJsonObject();
      MethodDescriptor<Message, Message> method = method(one.get("method").getAsString());
      List<Message> requests = new ArrayList<>();
      for (JsonElement request : one.getAsJsonArray("requests")) {
        requests.add(request(method, request));
      }
      calls.add(new Call(one.get("name").getAsString(), method, requests));
    }
    Set<String> named = new HashSet<>();
    calls.forEach(call -> named.add(call.method().getFullMethodName()));
    for (MethodDescriptor<?, ?> method : methods().toList()) {
      String name = method.getFullMethodName();
      if (named.add(name)) {
        calls.add(new Call(name, method(name), List.of(request(method(name), new JsonObject()))));
      }
    }
    return calls;
  }

  /** Returns the methods of all services that are work. */
  static Stream<MethodDescriptor<?, ?>> methods() {
    return Stream.of(
            ContextBudgetServiceGrpc.getServiceDescriptor(),
            CatalogServiceGrpc.getServiceDescriptor())
        .flatMap(service -> service.getMethods().stream());
  }

  @SuppressWarnings("unchecked") // all messages are of protobuf
  private static MethodDescriptor<Message, Message> method(String name) {
    return (MethodDescriptor<Message, Message>)
        methods().filter(m -> m.getFullMethodName().equals(name)).findFirst().orElseThrow();
  }

  private static Message request(MethodDescriptor<Message, Message> method, JsonElement json)
      throws InvalidProtocolBufferException {
    PrototypeMarshaller<Message> marshaller =
        (PrototypeMarshaller<Message>) method.getRequestMarshaller();
    Message.Builder builder = marshaller.getMessagePrototype().newBuilderForType();
    JsonFormat.parser().merge(json.toString(), builder);
    return builder.build();
  }

  /** Makes a call and waits for its end. */
  static End make(Channel channel, Call call) {
    List<Message> answers = new ArrayList<>();
    CompletableFuture<End> end = new CompletableFuture<>();
    ClientCall<Message, Message> sent =
        channel.newCall(call.method(), CallOptions.DEFAULT.withDeadlineAfter(5, TimeUnit.MINUTES));
    sent.start(
        new ClientCall.Listener<>() {
          @Override
          public void onMessage(Message message) {
            answers.add(message);
            sent.request(1);
          }

          @Override
          public void onClose(Status status, Metadata trailers) {
            end.complete(new End(answers, status, trailers));
          }
        },
        new Metadata());
    sent.request(1);
    call.requests().forEach(sent::sendMessage);
    sent.halfClose();
    return end.join();
  }
}

package dev.contextbudget.client;

import io.grpc.MethodDescriptor;
import java.io.Serializable;
import java.time.Duration;
import java.util.Objects;

/**
 * Which call a failure is of: what a person needs who reads of it in a log.
 *
 * @param target of the server, as the options have it
 * @param call such as {@code FitContext}
 * @param deadline that it had
 */
record CallSite(String target, String call, Duration deadline) implements Serializable {

  static CallSite of(ClientOptions options, MethodDescriptor<?, ?> method) {
    return new CallSite(
        options.target(),
        Objects.requireNonNull(method.getBareMethodName(), "a method without a name"),
        options.deadline());
  }

  @Override
  public String toString() {
    return call + " at " + target;
  }
}

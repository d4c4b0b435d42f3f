package dev.contextbudget.grpc.interceptor;

import dev.contextbudget.admission.ServiceClass;
import dev.contextbudget.core.error.InvalidRequest;
import dev.contextbudget.core.error.Reason;
import dev.contextbudget.core.error.Violation;
import io.grpc.Metadata;
import java.util.Locale;

/** What a caller says of its call in headers, beside its message. */
final class CallHeaders {
  /** How urgent a call is: {@code interactive}, which is the default, or {@code batch}. */
  static final Metadata.Key<String> CLASS =
      Metadata.Key.of("contextbudget-class", Metadata.ASCII_STRING_MARSHALLER);

  private CallHeaders() {}

  /**
   * Returns how urgent a call is.
   *
   * @throws InvalidRequest if its header has another value
   */
  static ServiceClass serviceClass(Metadata headers) {
    String header = headers.get(CLASS);
    if (header == null) {
      return ServiceClass.INTERACTIVE;
    }
    for (ServiceClass serviceClass : ServiceClass.values()) {
      if (serviceClass.name().toLowerCase(Locale.ROOT).equals(header)) {
        return serviceClass;
      }
    }
    throw bad(CLASS, "is neither interactive nor batch");
  }

  static InvalidRequest bad(Metadata.Key<?> header, String description) {
    return new InvalidRequest(
        Violation.of("header:" + header.name(), Reason.OUT_OF_RANGE, description));
  }
}

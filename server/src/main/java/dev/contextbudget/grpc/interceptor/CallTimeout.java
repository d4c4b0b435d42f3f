package dev.contextbudget.grpc.interceptor;

import dev.contextbudget.grpc.Limits;
import io.grpc.Metadata;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The longest time of a call: what the server gives to one whose caller sets no time, and the most
 * that a caller may set.
 *
 * <p>It is also written into the headers, with some seconds more, before gRPC reads them: gRPC then
 * resets a stream whose caller does not read its answer, which nothing else ends.
 */
final class CallTimeout {
  static final Metadata.Key<String> HEADER =
      Metadata.Key.of("grpc-timeout", Metadata.ASCII_STRING_MARSHALLER);

  /** As gRPC over HTTP/2 has it: at most eight digits, and a unit. */
  private static final Pattern WELL_FORMED = Pattern.compile("[0-9]{1,8}[HMSmun]");

  /** For the caller to read the answer to a call that was worked on to its last millisecond. */
  private static final long READING_MILLIS = 10_000;

  private final Limits limits;
  private final String compactMethod;

  CallTimeout(Limits limits, String compactMethod) {
    this.limits = limits;
    this.compactMethod = compactMethod;
  }

  /** Returns whether gRPC can read the time that a caller set, or none is set. */
  static boolean isWellFormed(@Nullable String header) {
    return header == null || WELL_FORMED.matcher(header).matches();
  }

  /** Returns the longest time of a call, and has gRPC reset its stream some time after. */
  long bound(String method, Metadata headers) {
    String callers = headers.get(HEADER);
    boolean isSet = callers != null && isWellFormed(callers);
    long millis = isSet ? limits.maxDeadlineMillis() : defaultMillis(method);
    long resetMillis = millis + READING_MILLIS;
    if (callers == null || !isSet || millis(callers) > resetMillis) {
      headers.discardAll(HEADER);
      headers.put(HEADER, resetMillis + "m");
    }
    return millis;
  }

  private long defaultMillis(String method) {
    return method.equals(compactMethod) ? limits.compactDeadlineMillis() : limits.deadlineMillis();
  }

  private static double millis(String header) {
    int digits = header.length() - 1;
    long count = Long.parseLong(header.substring(0, digits));
    return switch (header.charAt(digits)) {
      case 'H' -> count * 3_600_000.0;
      case 'M' -> count * 60_000.0;
      case 'S' -> count * 1_000.0;
      case 'm' -> count;
      case 'u' -> count / 1e3;
      default -> count / 1e6;
    };
  }
}

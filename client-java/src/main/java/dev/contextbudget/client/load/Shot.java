package dev.contextbudget.client.load;

import com.google.protobuf.ByteString;
import io.grpc.MethodDescriptor;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A call that is made over and over: its method, and its request as bytes.
 *
 * <p>The request is not encoded, nor the answer decoded, for each call: what a loader spends on
 * that, it cannot spend on calls.
 *
 * @param name as it was asked for
 * @param weight how often it is made, relative to the others; above zero
 */
record Shot(
    String name, MethodDescriptor<ByteString, Integer> method, ByteString request, int weight) {
  private static final Pattern FORM = Pattern.compile("([\\w./]+)=(.+?)(?:\\*([1-9][0-9]{0,5}))?");
  private static final String SERVICE = "contextbudget.v1.ContextBudgetService/";

  /**
   * Reads {@code CALL=FILE*WEIGHT}, whose weight may be left out.
   *
   * @throws IllegalArgumentException if it is none
   * @throws UncheckedIOException if the file cannot be read
   */
  static Shot parse(String text) {
    Matcher found = FORM.matcher(text);
    if (!found.matches()) {
      throw new IllegalArgumentException(
          "want CALL=FILE or CALL=FILE*WEIGHT, got '%s'".formatted(text));
    }
    Path file = Path.of(found.group(2));
    ByteString request;
    try {
      request = ByteString.copyFrom(Files.readAllBytes(file));
    } catch (IOException e) {
      throw new UncheckedIOException("%s: cannot be read".formatted(file), e);
    }
    String call = found.group(1);
    int weight = found.group(3) == null ? 1 : Integer.parseInt(found.group(3));
    return of(call.indexOf('/') < 0 ? SERVICE + call : call, request, weight);
  }

  /**
   * Returns a call of a unary method.
   *
   * @param fullMethodName such as {@code contextbudget.v1.ContextBudgetService/CountTokens}
   */
  static Shot of(String fullMethodName, ByteString request, int weight) {
    return new Shot(
        fullMethodName,
        MethodDescriptor.<ByteString, Integer>newBuilder()
            .setType(MethodDescriptor.MethodType.UNARY)
            .setFullMethodName(fullMethodName)
            .setRequestMarshaller(new Bytes())
            .setResponseMarshaller(new Size())
            .build(),
        request,
        weight);
  }

  /** Sends what is there. */
  private static final class Bytes implements MethodDescriptor.Marshaller<ByteString> {
    @Override
    public InputStream stream(ByteString message) {
      return message.newInput();
    }

    @Override
    public ByteString parse(InputStream in) {
      throw new UnsupportedOperationException("a request is not received");
    }
  }

  /** Takes an answer for its size, in bytes. */
  private static final class Size implements MethodDescriptor.Marshaller<Integer> {
    @Override
    public InputStream stream(Integer message) {
      throw new UnsupportedOperationException("an answer is not sent");
    }

    @Override
    public Integer parse(InputStream in) {
      try {
        return in.available(); // all of it: gRPC hands over whole messages
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}

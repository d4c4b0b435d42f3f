package dev.contextbudget.edge;

import io.grpc.health.v1.HealthCheckRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

/** Rows 1 to 16 and 25 to 30: what stands around a message. */
final class FramingRows {
  private static final RawCall GOOD = RawCall.good();
  private static final String BAD_TIMEOUT = "INVALID_ARGUMENT OUT_OF_RANGE header:grpc-timeout";

  private FramingRows() {}

  static Stream<CatalogueRow> all() {
    return Stream.of(heads(), bodies(), compressed(), metadata()).flatMap(rows -> rows);
  }

  private static Stream<CatalogueRow> heads() {
    return Stream.of(
        row(1, "GET", "405 INTERNAL", GOOD.with(":method", "GET")),
        row(2, "content-type json", "415 INTERNAL", GOOD.with("content-type", "application/json")),
        row(3, "no te, which gRPC warns of and takes", "OK", GOOD.with("te", null)),
        row(4, "unknown service", "UNIMPLEMENTED", GOOD.with(":path", "/no.Service/CountTokens")),
        row(5, "unknown method", "UNIMPLEMENTED", GOOD.with(":path", RawCall.COUNT + "s")));
  }

  private static Stream<CatalogueRow> bodies() {
    byte[] good = GOOD.body();
    return Stream.of(
        row(6, "no message", "INTERNAL", GOOD.withBody()),
        row(7, "two messages on a unary call", "RST CANCEL", GOOD.withBody(good, good)),
        row(
            8,
            "a message that ends too soon",
            "INTERNAL",
            GOOD.withBody(Arrays.copyOf(good, good.length - 1))),
        row(8, "a prefix that ends too soon", "INTERNAL", GOOD.withBody(new byte[] {0, 0})),
        row(9, "reserved bits in the flag", "INTERNAL", GOOD.withBody(flagged(6, good))),
        row(
            10,
            "2 GiB declared",
            "RESOURCE_EXHAUSTED",
            GOOD.withBody(RawCall.framed(0, Integer.MAX_VALUE, new byte[8]))),
        row(
            10,
            "4 GiB declared",
            "RESOURCE_EXHAUSTED",
            GOOD.withBody(RawCall.framed(0, -1, new byte[8]))));
  }

  private static Stream<CatalogueRow> compressed() {
    byte[] message = Arrays.copyOfRange(GOOD.body(), 5, GOOD.body().length);
    byte[] gzip = gzip(message);
    byte[] corrupt = gzip.clone();
    Arrays.fill(corrupt, 10, 16, (byte) 0xff);
    byte[] trailing = Arrays.copyOf(gzip, gzip.length + 100);
    return Stream.of(
        row(
            12,
            "the flag of compression without an encoding",
            "INTERNAL",
            GOOD.withBody(flagged(1, GOOD.body()))),
        row(13, "zstd", "UNIMPLEMENTED", GOOD.with("grpc-encoding", "zstd")),
        gzipRow(14, "corrupt gzip", "INVALID_ARGUMENT BAD_MESSAGE request", corrupt),
        gzipRow(14, "no gzip at all", "INVALID_ARGUMENT BAD_MESSAGE request", message),
        gzipRow(
            14,
            "gzip that ends too soon",
            "INVALID_ARGUMENT BAD_MESSAGE request",
            Arrays.copyOf(gzip, gzip.length - 9)),
        gzipRow(15, "a bomb of 64 MiB", "RESOURCE_EXHAUSTED", gzip(new byte[64 << 20])),
        gzipRow(
            15,
            "a bomb of 8 MiB, which is no larger than a request may be",
            "RESOURCE_EXHAUSTED MESSAGE_TOO_LARGE actual=8388608 limit=1048576",
            gzip(new byte[8 << 20])),
        gzipRow(16, "gzip with bytes behind it, which Java passes over", "OK", trailing),
        gzipRow(16, "gzip as it should be", "OK", gzip));
  }

  private static CatalogueRow gzipRow(int number, String name, String expected, byte[] gzip) {
    return row(
        number,
        name,
        expected,
        GOOD.with("grpc-encoding", "gzip").withBody(RawCall.framed(1, gzip.length, gzip)));
  }

  private static Stream<CatalogueRow> metadata() {
    return Stream.of(
        row(25, "timeout banana", BAD_TIMEOUT, GOOD.with("grpc-timeout", "banana")),
        row(25, "timeout 0n", "RST CANCEL", GOOD.with("grpc-timeout", "0n")),
        row(25, "timeout 99999999H", "OK", GOOD.with("grpc-timeout", "99999999H")),
        row(25, "timeout -1S", BAD_TIMEOUT, GOOD.with("grpc-timeout", "-1S")),
        row(26, "a header of 9 kB", "431 without status", GOOD.with("x-long", "a".repeat(9_000))),
        row(
            26,
            "a header of 20 kB",
            "GOAWAY PROTOCOL_ERROR Header size exceeded max allowed size (10240)",
            GOOD.with("x-long", "a".repeat(20_000))),
        row(26, "a health check of a long name", "RST CANCEL", health("a".repeat(5_000))),
        row(26, "a health check of no long name", "NOT_FOUND", health("a".repeat(4_000))),
        row(
            27,
            "a -bin header that is not base64",
            "RST PROTOCOL_ERROR",
            GOOD.with("x-trace-bin", "%%%")),
        row(29, "a request id with a line break", "OK", GOOD.with("x-request-id", "a\r\nb: c")),
        row(
            29,
            "a request id of 10 kB",
            "431 without status",
            GOOD.with("x-request-id", "a".repeat(10_000))),
        row(29, "a request id of a smile", "OK", GOOD.with("x-request-id", "\ud83d\ude00")),
        row(30, "a traceparent that is none", "OK", GOOD.with("traceparent", "00-zz-xx-banana")),
        row(30, "a traceparent of nothing", "OK", GOOD.with("traceparent", "")));
  }

  private static CatalogueRow row(int number, String name, String expected, RawCall call) {
    return CatalogueRow.of(number, name, expected, call::line);
  }

  /** No work, so no limit of a call holds it. */
  private static RawCall health(String service) {
    return RawCall.of(
        "/grpc.health.v1.Health/Check",
        HealthCheckRequest.newBuilder().setService(service).build().toByteArray());
  }

  private static byte[] flagged(int flag, byte[] body) {
    byte[] flagged = body.clone();
    flagged[0] = (byte) flag;
    return flagged;
  }

  private static byte[] gzip(byte[] bytes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return out.toByteArray();
  }
}

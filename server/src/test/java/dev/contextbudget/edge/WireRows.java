package dev.contextbudget.edge;

import com.google.protobuf.ByteString;
import dev.contextbudget.v1.Component;
import dev.contextbudget.v1.ComponentKind;
import dev.contextbudget.v1.CountTokensRequest;
import dev.contextbudget.v1.CountTokensResponse;
import dev.contextbudget.v1.TextContent;
import io.grpc.StatusRuntimeException;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/** Rows 11, 17 to 24 and others whose bytes no message of the contract has. */
final class WireRows {
  private static final String NO_MESSAGE = "INVALID_ARGUMENT BAD_MESSAGE request";
  private static final String TOO_DEEP = "INVALID_ARGUMENT TOO_DEEP request limit=64";

  private WireRows() {}

  static Stream<CatalogueRow> all() {
    return Stream.of(sizes(), broken(), large(), odd()).flatMap(rows -> rows);
  }

  /** Of one field of bytes that is not known, so that nothing but the size is judged. */
  private static Stream<CatalogueRow> sizes() {
    return Stream.of(
        row(11, "16 MiB", "CountTokens", sized(16 << 20), "INVALID_ARGUMENT REQUIRED model"),
        row(11, "16 MiB and a byte", "CountTokens", sized((16 << 20) + 1), "RESOURCE_EXHAUSTED"),
        row(11, "256 KiB", "PlanBudget", sized(256 << 10), "INVALID_ARGUMENT REQUIRED model"),
        row(
            11,
            "256 KiB and a byte",
            "PlanBudget",
            sized((256 << 10) + 1),
            "RESOURCE_EXHAUSTED MESSAGE_TOO_LARGE actual=262145 limit=262144"));
  }

  private static Stream<CatalogueRow> broken() {
    return Stream.of(
        row(17, "a varint that ends in the middle", "f87fff", NO_MESSAGE),
        row(18, "a model that is a number", "0801", "INVALID_ARGUMENT REQUIRED model"),
        row(19, "a group", "0b0c", NO_MESSAGE),
        row(19, "the end of a group", "0c", NO_MESSAGE),
        row(19, "field number 0", "0001", NO_MESSAGE),
        row(20, "a model that is not UTF-8", "0a01ff", "INVALID_ARGUMENT BAD_UTF8 model"),
        row(20, "half a surrogate pair", "0a03eda080", "INVALID_ARGUMENT BAD_UTF8 model"),
        row(21, "an unknown field", "f87f01", "INVALID_ARGUMENT REQUIRED model"));
  }

  private static Stream<CatalogueRow> large() {
    return Stream.of("CountTokens", "FitContext")
        .flatMap(
            call ->
                Stream.of(
                    row(
                        22,
                        "700,000 unknown fields to " + call,
                        call,
                        distinctFields(700_000),
                        "INVALID_ARGUMENT TOO_MANY_FIELDS request limit=1000"),
                    row(
                        23,
                        "2,000,000 empty messages to " + call,
                        call,
                        HexFormat.of()
                            .parseHex(
                                (call.equals("CountTokens") ? "1200" : "1a00").repeat(2_000_000)),
                        "INVALID_ARGUMENT TOO_MANY_FIELDS request limit=600000"),
                    row(
                        23,
                        "99,000 empty messages, few enough, to " + call,
                        call,
                        HexFormat.of()
                            .parseHex(
                                (call.equals("CountTokens") ? "1200" : "1a00").repeat(99_000)),
                        "INVALID_ARGUMENT TOO_MANY_FIELDS request limit=30"),
                    row(24, "65 levels to " + call, call, nested(call, 65), TOO_DEEP),
                    row(24, "101 levels to " + call, call, nested(call, 101), TOO_DEEP),
                    row(24, "10,000 levels to " + call, call, nested(call, 10_000), TOO_DEEP)));
  }

  private static Stream<CatalogueRow> odd() {
    return Stream.of(
        row(49, "a text in two forms, of which the last counts", "CountTokens", twoForms(), "OK 1"),
        row(
            52,
            "a window of 2^63 - 1, of which 32 bits are read",
            "PlanBudget",
            HexFormat.of().parseHex("120a18ffffffffffffffff7f"),
            "INVALID_ARGUMENT OUT_OF_RANGE policy.context_window_tokens"));
  }

  static CatalogueRow row(int number, String name, String call, byte[] bytes, String expected) {
    return new CatalogueRow(
        number,
        name,
        expected,
        bytes.length,
        server -> {
          try {
            byte[] answer = server.call(RawMethod.of(Calls.of(call).getFullMethodName()), bytes);
            return "OK " + CountTokensResponse.parseFrom(answer).getComponents(0).getTokens();
          } catch (StatusRuntimeException e) {
            return Failure.line(e);
          }
        });
  }

  private static CatalogueRow row(int number, String name, String hex, String expected) {
    return row(number, name, "CountTokens", HexFormat.of().parseHex(hex), expected);
  }

  /** A field that stands twice is one, merged. */
  private static byte[] twoForms() {
    Component.Builder component =
        Component.newBuilder().setId("a").setKind(ComponentKind.COMPONENT_KIND_CUSTOM);
    ByteArrayOutputStream twice = new ByteArrayOutputStream();
    for (TextContent text :
        List.of(
            TextContent.newBuilder().setValue("one two three").build(),
            TextContent.newBuilder().setUtf8(ByteString.copyFromUtf8("one")).build())) {
      twice.writeBytes(component.setText(text).build().toByteArray());
    }
    ByteArrayOutputStream request = new ByteArrayOutputStream();
    request.writeBytes(CountTokensRequest.newBuilder().setModel("gpt-4o").build().toByteArray());
    writeVarint(request, CountTokensRequest.COMPONENTS_FIELD_NUMBER << 3 | 2);
    writeVarint(request, twice.size());
    request.writeBytes(twice.toByteArray());
    return request.toByteArray();
  }

  private static byte[] sized(int bytes) {
    ByteArrayOutputStream field = new ByteArrayOutputStream();
    writeVarint(field, 1_000 << 3 | 2);
    writeVarint(field, bytes - 2 - (bytes < 1 << 21 ? 3 : 4));
    return Arrays.copyOf(field.toByteArray(), bytes);
  }

  private static byte[] distinctFields(int count) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int i = 0; i < count; i++) {
      writeVarint(bytes, (1_000 + i) << 3);
      bytes.write(1);
    }
    return bytes.toByteArray();
  }

  /** A result of a tool in a result of a tool, and so on, in a part of a message of a component. */
  static byte[] nested(String call, int depth) {
    int component = call.equals("CountTokens") ? 2 : 3;
    int[] outer = {component, 13, 1, 4};
    byte[] bytes = {};
    for (int level = depth; level > 0; level--) {
      int inner = level % 2 == 1 ? 4 : 3; // the result of a part, a part of a result
      ByteArrayOutputStream message = new ByteArrayOutputStream();
      writeVarint(message, (level <= outer.length ? outer[level - 1] : inner) << 3 | 2);
      writeVarint(message, bytes.length);
      message.writeBytes(bytes);
      bytes = message.toByteArray();
    }
    return bytes;
  }

  private static void writeVarint(ByteArrayOutputStream bytes, int value) {
    int rest = value;
    while (rest > 0x7f) {
      bytes.write(rest | 0x80);
      rest >>>= 7;
    }
    bytes.write(rest);
  }
}

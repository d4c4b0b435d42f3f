package dev.contextbudget.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonSyntaxException;
import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import dev.contextbudget.grpc.interceptor.ScriptedService;
import io.grpc.Metadata;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Text of a prompt is found nowhere but in answers: marks stand in every text of every request, one
 * after the other and all at once, of calls that are right and calls that are wrong; then logs of
 * every level, meters, status messages and details, and names of threads are searched.
 */
class CanaryTest {
  private static final String MARK = "canaryQ7x";

  /** By these a caller names what is its own, and errors name it back; they hold no prompt. */
  private static final Set<String> NAMES =
      Set.of(
          "id",
          "name",
          "call_id",
          "keep_with",
          "group",
          "slot",
          "key",
          "superseded_by",
          "after_id");

  @TempDir Path folder;

  private CapturedLog log;

  @BeforeEach
  void capture() {
    log = new CapturedLog();
  }

  @AfterEach
  void stop() {
    log.close();
  }

  /** Returns each message with one more text marked, and with all marked, by where that is. */
  private static final class Marked {
    private final Map<String, Message> byPlace = new java.util.LinkedHashMap<>();

    static Map<String, Message> of(Message request) {
      Marked marked = new Marked();
      marked.walk(request, "", whole -> whole);
      return marked.byPlace;
    }

    private interface Rebuild {
      Message with(Message part);
    }

    private void walk(Message message, String place, Rebuild rebuild) {
      for (FieldDescriptor field : message.getDescriptorForType().getFields()) {
        String here = place + "." + field.getName();
        if (field.isMapField() || NAMES.contains(field.getName())) {
          continue;
        }
        if (field.isRepeated()) {
          for (int i = 0; i < message.getRepeatedFieldCount(field); i++) {
            int index = i;
            Object value = message.getRepeatedField(field, i);
            mark(
                field,
                value,
                here,
                changed ->
                    rebuild.with(
                        message.toBuilder().setRepeatedField(field, index, changed).build()));
          }
          if (isText(field)) {
            Object value = marked(field, "");
            Message more = message.toBuilder().addRepeatedField(field, value).build();
            byPlace.put(here + "[+]", rebuild.with(more));
          }
        } else if (isText(field) || message.hasField(field)) {
          mark(
              field,
              message.getField(field),
              here,
              changed -> rebuild.with(message.toBuilder().setField(field, changed).build()));
        }
      }
    }

    private interface Put {
      Message with(Object value);
    }

    private void mark(FieldDescriptor field, Object value, String place, Put put) {
      if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
        walk((Message) value, place, put::with);
        return;
      }
      if (!isText(field)) {
        return;
      }
      String text = value instanceof ByteString bytes ? bytes.toStringUtf8() : (String) value;
      byPlace.put(place + byPlace.size(), put.with(marked(field, text + " ")));
      byPlace.put(place + byPlace.size(), put.with(marked(field, "")));
      for (String body : ofJson(text)) {
        byPlace.put(place + byPlace.size(), put.with(asValue(field, body)));
      }
    }

    private static boolean isText(FieldDescriptor field) {
      return field.getJavaType() == FieldDescriptor.JavaType.STRING
          || field.getJavaType() == FieldDescriptor.JavaType.BYTE_STRING;
    }

    private static Object marked(FieldDescriptor field, String before) {
      return asValue(field, before + MARK);
    }

    private static Object asValue(FieldDescriptor field, String text) {
      return field.getJavaType() == FieldDescriptor.JavaType.STRING
          ? text
          : ByteString.copyFromUtf8(text);
    }

    /** Returns a text that is JSON with each of its strings and names marked. */
    private static List<String> ofJson(String text) {
      JsonElement json;
      try {
        json = JsonParser.parseString(text);
      } catch (JsonSyntaxException e) {
        return List.of();
      }
      if (!json.isJsonObject()) {
        return List.of();
      }
      Set<String> all = new LinkedHashSet<>();
      for (String string : strings(json, new TreeSet<>())) {
        String quoted = new com.google.gson.JsonPrimitive(string).toString();
        String end = quoted.substring(0, quoted.length() - 1);
        all.add(json.toString().replace(quoted, end + MARK + '"'));
        all.add(json.toString().replace(quoted, '"' + MARK + '"'));
      }
      return new ArrayList<>(all);
    }

    private static Set<String> strings(JsonElement json, Set<String> found) {
      if (json.isJsonObject()) {
        for (Map.Entry<String, JsonElement> member : ((JsonObject) json).entrySet()) {
          found.add(member.getKey());
          // what is called so in a body is a name too
          if (!NAMES.contains(member.getKey()) && !member.getKey().endsWith("_id")) {
            strings(member.getValue(), found);
          }
        }
      } else if (json.isJsonArray()) {
        json.getAsJsonArray().forEach(element -> strings(element, found));
      } else if (json.isJsonPrimitive() && json.getAsJsonPrimitive().isString()) {
        found.add(json.getAsString());
      }
      return found;
    }
  }

  /** Whatever form it takes: as it is, in digits, or in base64 from any byte on. */
  private static Set<String> forms(String secret) {
    Set<String> forms = new LinkedHashSet<>();
    forms.add(secret);
    forms.add(secret.toLowerCase(Locale.ROOT));
    byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
    forms.add(HexFormat.of().formatHex(bytes));
    forms.add(HexFormat.of().withUpperCase().formatHex(bytes));
    for (int skip = 0; skip < 3; skip++) {
      String shifted =
          Base64.getEncoder()
              .encodeToString(("xx".substring(0, skip) + secret).getBytes(StandardCharsets.UTF_8));
      // without the characters that what stands before and after it also decides
      forms.add(shifted.substring(4, shifted.length() - 4));
    }
    return forms;
  }

  private static void assertAbsent(Set<String> forms, String text, String where) {
    for (String form : forms) {
      int at = text.indexOf(form);
      assertTrue(
          at < 0,
          () ->
              where
                  + ": "
                  + text.substring(Math.max(0, at - 200), Math.min(text.length(), at + 60)));
    }
  }

  private static String told(ConformanceCalls.End end) {
    StringBuilder told = new StringBuilder(String.valueOf(end.status().getDescription()));
    Metadata trailers = end.trailers();
    for (String key : trailers.keys()) {
      if (key.endsWith(Metadata.BINARY_HEADER_SUFFIX)) {
        byte[] value = trailers.get(Metadata.Key.of(key, Metadata.BINARY_BYTE_MARSHALLER));
        told.append('\n').append(new String(value, StandardCharsets.ISO_8859_1));
      } else {
        told.append('\n')
            .append(trailers.get(Metadata.Key.of(key, Metadata.ASCII_STRING_MARSHALLER)));
      }
    }
    return told.toString();
  }

  @Test
  void markedTextIsFoundInAnswersAlone() throws Exception {
    Set<String> forms = forms(MARK);
    int refused = 0;
    int answered = 0;
    boolean inAnswers = false;
    Set<String> methods = new TreeSet<>();
    try (TenantServer tenants = new TenantServer(folder, "{}")) {
      var channel = tenants.as(tenants.acmeKey());
      for (ConformanceCalls.Call call : ConformanceCalls.read()) {
        methods.add(call.method().getFullMethodName());
        for (int i = 0; i < call.requests().size(); i++) {
          for (Map.Entry<String, Message> marked : Marked.of(call.requests().get(i)).entrySet()) {
            ConformanceCalls.End end =
                ConformanceCalls.make(channel, call.with(i, marked.getValue()));
            assertAbsent(forms, told(end), call + marked.getKey());
            inAnswers |= end.answers().toString().contains(MARK);
            refused += end.status().isOk() ? 0 : 1;
            answered += end.status().isOk() ? 1 : 0;
          }
        }
      }
      for (Thread thread : Thread.getAllStackTraces().keySet()) {
        assertAbsent(forms, thread.getName(), "thread");
      }
      assertAbsent(forms, tenants.server().admin("/metrics"), "metrics");
      assertAbsent(forms, tenants.server().admin("/config"), "config");
      String secret = tenants.acmeKey().substring(tenants.acmeKey().indexOf('.') + 1);
      assertAbsent(forms(secret), tenants.server().admin("/config"), "config");
      for (String line : log.lines()) {
        assertAbsent(forms, line, "log");
        assertAbsent(forms(secret), line, "log");
      }
    }
    assertTrue(inAnswers, "the marks come through");
    assertTrue(refused > 100 && answered > 100, refused + " refused, " + answered + " answered");
    assertEquals(
        new TreeSet<>(ConformanceCalls.methods().map(m -> m.getFullMethodName()).toList()),
        methods);
    assertTrue(log.lines().stream().anyMatch(line -> line.startsWith("INFO access")), "lines");
  }

  @Test
  void aDefectTellsNothingOfWhatItWasMadeOf() throws Exception {
    ScriptedService service = new ScriptedService();
    service.script(
        () -> {
          throw new IllegalStateException(MARK, new IllegalArgumentException("in " + MARK));
        });
    try (LiveServer server = LiveServer.start(services -> List.of(service))) {
      ConformanceCalls.End end =
          ConformanceCalls.make(server.channel(), ConformanceCalls.read().get(0));

      assertFalse(end.status().isOk());
      assertAbsent(forms(MARK), told(end), "status");
    }
    for (String line : log.lines()) {
      assertAbsent(forms(MARK), line, "log");
    }
    assertTrue(log.lines().stream().anyMatch(line -> line.startsWith("ERROR")), "a line of it");
  }

  @Test
  void theSearchFindsEveryForm() {
    byte[] text = ("before " + MARK + " after").getBytes(StandardCharsets.UTF_8);

    assertFound(new String(text, StandardCharsets.UTF_8));
    assertFound(HexFormat.of().formatHex(text));
    for (int skip = 0; skip < 3; skip++) {
      assertFound(
          Base64.getEncoder()
              .encodeToString(java.util.Arrays.copyOfRange(text, skip, text.length)));
    }
  }

  private static void assertFound(String text) {
    assertTrue(forms(MARK).stream().anyMatch(text::contains), text);
  }
}

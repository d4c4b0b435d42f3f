package dev.contextbudget.grpc;

import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.MalformedJsonException;
import dev.contextbudget.core.item.Json;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads JSON texts into values of the core; strict RFC 8259, and a member stands once. */
final class JsonText {

  /** A text that is not what it should be; the message does not quote it. */
  static final class BadJson extends Exception {
    private static final long serialVersionUID = 1L;

    private final boolean tooDeep;

    BadJson(String message, boolean tooDeep) {
      super(message);
      this.tooDeep = tooDeep;
    }

    /** Returns true if the text is nested deeper than was allowed. */
    boolean isTooDeep() {
      return tooDeep;
    }
  }

  private final JsonReader reader;
  private final int maxDepth;

  private JsonText(String text, int maxDepth) {
    this.reader = new JsonReader(new StringReader(text));
    this.maxDepth = maxDepth;
    reader.setStrictness(Strictness.STRICT);
    reader.setNestingLimit(maxDepth + 1);
  }

  /**
   * Reads an object.
   *
   * @param maxDepth most levels of nesting
   */
  static Json.Obj object(String text, int maxDepth) throws BadJson {
    JsonText json = new JsonText(text, maxDepth);
    try {
      Json value = json.value(1);
      if (json.reader.peek() != JsonToken.END_DOCUMENT) {
        throw new BadJson("has text behind the object", false);
      }
      if (value instanceof Json.Obj object) {
        return object;
      }
      throw new BadJson("is not a JSON object", false);
    } catch (IOException | IllegalStateException e) {
      throw new BadJson("is not JSON", false);
    }
  }

  private Json value(int depth) throws IOException, BadJson {
    if (depth > maxDepth) {
      throw new BadJson("is nested deeper than %d levels".formatted(maxDepth), true);
    }
    JsonToken token = reader.peek();
    return switch (token) {
      case BEGIN_OBJECT -> members(depth);
      case BEGIN_ARRAY -> elements(depth);
      case STRING -> new Json.Str(reader.nextString());
      case NUMBER -> new Json.Num(reader.nextString());
      case BOOLEAN -> new Json.Bool(reader.nextBoolean());
      case NULL -> {
        reader.nextNull();
        yield new Json.Null();
      }
      case END_ARRAY, END_OBJECT, NAME, END_DOCUMENT ->
          throw new MalformedJsonException("unexpected " + token);
    };
  }

  private Json members(int depth) throws IOException, BadJson {
    Map<String, Json> members = new LinkedHashMap<>();
    reader.beginObject();
    while (reader.hasNext()) {
      if (members.put(reader.nextName(), value(depth + 1)) != null) {
        throw new BadJson("has a member twice", false);
      }
    }
    reader.endObject();
    return new Json.Obj(members);
  }

  private Json elements(int depth) throws IOException, BadJson {
    List<Json> elements = new ArrayList<>();
    reader.beginArray();
    while (reader.hasNext()) {
      elements.add(value(depth + 1));
    }
    reader.endArray();
    return new Json.Arr(elements);
  }
}

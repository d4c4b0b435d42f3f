package dev.contextbudget.bodies;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A value of a JSON text as it is written, for what must not change by a byte: a tree forgets how a
 * number or a text was written. Each value is read when it is asked for what is in it.
 */
final class RawJson {
  private static final JsonFactory JSON = new JsonFactory();
  private static final RawJson NULL = new RawJson("null");

  private final String raw;
  private final List<RawJson> elements = new ArrayList<>();
  private final Map<String, RawJson> members = new LinkedHashMap<>();
  private boolean wasRead;

  private RawJson(String raw) {
    this.raw = raw;
  }

  static RawJson of(String text) {
    return new RawJson(text.strip());
  }

  /** Returns the value as it is written, without white space around it. */
  String raw() {
    return raw;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RawJson that && raw.equals(that.raw);
  }

  @Override
  public int hashCode() {
    return raw.hashCode();
  }

  boolean isString() {
    return raw.startsWith("\"");
  }

  boolean isObject() {
    return raw.startsWith("{");
  }

  /** Returns the text of a string. */
  String text() {
    if (raw.indexOf('\\') < 0) {
      return raw.substring(1, raw.length() - 1);
    }
    try (JsonParser parser = JSON.createParser(raw)) {
      parser.nextToken();
      return parser.getText();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the text of a string, or those of an array's parts, joined by line ends. */
  String joinedText() {
    return isString()
        ? text()
        : elements().stream().map(part -> part.textOf("text")).collect(Collectors.joining("\n"));
  }

  /** Returns the elements of an array; none of any other value. */
  List<RawJson> elements() {
    read();
    return elements;
  }

  /** Returns the members of an object in their order; none of any other value. */
  Map<String, RawJson> members() {
    read();
    return members;
  }

  private void read() {
    if (wasRead) {
      return;
    }
    wasRead = true;
    try (JsonParser parser = JSON.createParser(raw)) {
      if (!parser.nextToken().isStructStart()) {
        return;
      }
      for (JsonToken t = parser.nextToken(); !t.isStructEnd(); t = parser.nextToken()) {
        if (t == JsonToken.FIELD_NAME) {
          String name = parser.currentName();
          parser.nextToken();
          members.put(name, value(parser));
        } else {
          elements.add(value(parser));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private RawJson value(JsonParser parser) throws IOException {
    int from = Math.toIntExact(parser.currentTokenLocation().getCharOffset());
    parser.skipChildren();
    parser.finishToken();
    return new RawJson(
        raw.substring(from, Math.toIntExact(parser.currentLocation().getCharOffset())));
  }

  /** Returns the first member of these names; null as JSON has it if there is none. */
  RawJson member(String... names) {
    for (String name : names) {
      RawJson member = members().get(name);
      if (member != null) {
        return member;
      }
    }
    return NULL;
  }

  /** Returns the text of a member; empty if it is no string. */
  String textOf(String... names) {
    RawJson member = member(names);
    return member.isString() ? member.text() : "";
  }

  /** Returns all members but these, as they are written. */
  String without(String... names) {
    Map<String, RawJson> rest = new LinkedHashMap<>(members());
    rest.keySet().removeAll(List.of(names));
    StringBuilder written = new StringBuilder();
    rest.forEach((name, value) -> written.append(name).append(':').append(value.raw()).append(' '));
    return written.toString();
  }
}

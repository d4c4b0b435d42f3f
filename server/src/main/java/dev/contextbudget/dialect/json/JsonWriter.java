package dev.contextbudget.dialect.json;

import dev.contextbudget.core.token.Utf8Text;
import java.io.ByteArrayOutputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;

/**
 * Writes a JSON text from front to back, and knows the place it is at.
 *
 * <p>Commas and quotes are its own matter; that each object and array is closed is the caller's.
 * Linear in the bytes written.
 */
public final class JsonWriter {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final Deque<Level> open = new ArrayDeque<>();

  /** An object or array that is open. */
  private static final class Level {
    private final boolean isArray;
    private int written;
    private String name = "";

    Level(boolean isArray) {
      this.isArray = isArray;
    }
  }

  public JsonWriter beginObject() {
    return begin('{', false);
  }

  public JsonWriter beginArray() {
    return begin('[', true);
  }

  private JsonWriter begin(char bracket, boolean isArray) {
    beforeValue();
    out.write(bracket);
    open.push(new Level(isArray));
    return this;
  }

  public JsonWriter endObject() {
    return end('}');
  }

  public JsonWriter endArray() {
    return end(']');
  }

  private JsonWriter end(char bracket) {
    open.pop();
    out.write(bracket);
    return this;
  }

  /** Begins a member; its value is what is written next. */
  public JsonWriter name(String name) {
    Level level = open.element();
    if (level.written++ > 0) {
      out.write(',');
    }
    level.name = name;
    append(JsonStrings.quoted(Utf8Text.of(name)));
    out.write(':');
    return this;
  }

  /** Writes a text as a string. */
  public JsonWriter string(Utf8Text text) {
    return json(JsonStrings.quoted(text));
  }

  public JsonWriter string(String text) {
    return string(Utf8Text.of(text));
  }

  public JsonWriter bool(boolean value) {
    return json(Utf8Text.of(value ? "true" : "false"));
  }

  public JsonWriter number(long value) {
    return json(Utf8Text.of(Long.toString(value)));
  }

  /** Writes a value that is JSON already, byte for byte. */
  public JsonWriter json(Utf8Text value) {
    beforeValue();
    append(value);
    return this;
  }

  /** Writes a value of a document without its white space; strings and numbers keep their bytes. */
  public JsonWriter value(JsonValue value) {
    if (value.isObject()) {
      beginObject();
      for (JsonValue.Member member : value.members()) {
        name(member.name());
        value(member.value());
      }
      return endObject();
    }
    if (value.isArray()) {
      beginArray();
      value.elements().forEach(this::value);
      return endArray();
    }
    return json(value.raw());
  }

  private void beforeValue() {
    Level level = open.peek();
    if (level != null && level.isArray && level.written++ > 0) {
      out.write(',');
    }
  }

  private void append(Utf8Text text) {
    text.read(
        (bytes, start, length) -> {
          out.write(bytes, start, length);
          return out;
        });
  }

  /** Returns the JSON Pointer of the value that was begun or written last. */
  public String pointer() {
    StringBuilder pointer = new StringBuilder();
    for (Iterator<Level> levels = open.descendingIterator(); levels.hasNext(); ) {
      Level level = levels.next();
      if (level.written > 0) {
        JsonPointers.append(
            pointer, level.isArray ? Integer.toString(level.written - 1) : level.name);
      }
    }
    return pointer.toString();
  }

  /** Returns what was written. */
  public Utf8Text text() {
    return Utf8Text.wrap(out.toByteArray());
  }
}

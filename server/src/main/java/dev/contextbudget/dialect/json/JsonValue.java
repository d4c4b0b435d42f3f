package dev.contextbudget.dialect.json;

import dev.contextbudget.core.token.Utf8Text;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A value where it stands in a document. Reading one costs what it holds; a string is decoded only
 * when it is asked for, and then without a copy unless it has escapes.
 */
public final class JsonValue {
  /** Digits that fit a long whatever they are. */
  private static final int MAX_DIGITS = 18;

  private final JsonDocument document;
  private final int node;

  /** Kept, as it is the id of an item and asked for at every step. */
  private @Nullable String pointer;

  JsonValue(JsonDocument document, int node) {
    this.document = document;
    this.node = node;
  }

  /**
   * A member of an object.
   *
   * @param name without quotes and escapes
   */
  public record Member(String name, JsonValue value) {}

  JsonDocument document() {
    return document;
  }

  int node() {
    return node;
  }

  boolean isRoot() {
    return node == 0;
  }

  public JsonKind kind() {
    return document.kind(node);
  }

  public boolean isObject() {
    return kind() == JsonKind.OBJECT;
  }

  public boolean isArray() {
    return kind() == JsonKind.ARRAY;
  }

  public boolean isString() {
    return kind() == JsonKind.STRING;
  }

  public boolean isNull() {
    return kind() == JsonKind.NULL;
  }

  /** Returns true if this is the value {@code true}. */
  public boolean isTrue() {
    return kind() == JsonKind.TRUE;
  }

  /** Returns the value of a member; null if this is no object or has no such member. */
  public @Nullable JsonValue member(String name) {
    if (isObject()) { // elements have a place where members have a name
      for (int child = document.firstChild(node); child != 0; child = document.next(child)) {
        if (document.isNamed(child, name)) {
          return new JsonValue(document, child);
        }
      }
    }
    return null;
  }

  /** Returns the value of a member that is a string; null otherwise. */
  public @Nullable JsonValue string(String name) {
    JsonValue value = member(name);
    return value != null && value.isString() ? value : null;
  }

  /** Returns the text of a member that is a string; empty otherwise. */
  public String textOf(String name) {
    JsonValue value = string(name);
    return value == null ? "" : value.text().decode();
  }

  /** Returns true if a member is a string of this text. */
  public boolean is(String name, String text) {
    JsonValue value = string(name);
    return value != null && value.holds(text);
  }

  /** Returns true if this is a string of this text. */
  public boolean holds(String text) {
    return isString() && document.isString(document.start(node), text);
  }

  /** Returns the elements of an array in order; none of any other value. */
  public List<JsonValue> elements() {
    List<JsonValue> elements = new ArrayList<>();
    if (isArray()) {
      for (int child = document.firstChild(node); child != 0; child = document.next(child)) {
        elements.add(new JsonValue(document, child));
      }
    }
    return elements;
  }

  /** Returns the members of an object in order; none of any other value. */
  public List<Member> members() {
    List<Member> members = new ArrayList<>();
    if (isObject()) {
      for (int child = document.firstChild(node); child != 0; child = document.next(child)) {
        members.add(new Member(document.name(child), new JsonValue(document, child)));
      }
    }
    return members;
  }

  /** Returns the elements of a member that is an array; none otherwise. */
  public List<JsonValue> elementsOf(String name) {
    JsonValue value = member(name);
    return value == null ? List.of() : value.elements();
  }

  /** Returns the text of a string, without quotes and escapes; empty of any other value. */
  public Utf8Text text() {
    return isString() ? document.text(node) : Utf8Text.EMPTY;
  }

  /** Returns the bytes of the value as they were written. */
  public Utf8Text raw() {
    return document.bytes().slice(document.start(node), document.end(node));
  }

  /** Returns where it starts in the text of the document, in bytes. */
  public int startByte() {
    return document.start(node);
  }

  /** Returns a number of up to 18 digits that has no fraction and no exponent; empty otherwise. */
  public OptionalLong wholeNumber() {
    if (kind() != JsonKind.NUMBER) {
      return OptionalLong.empty();
    }
    Utf8Text digits = raw();
    int from = digits.byteAt(0) == '-' ? 1 : 0;
    long number = 0;
    for (int i = from; i < digits.length(); i++) {
      if (digits.byteAt(i) < '0' || digits.byteAt(i) > '9' || i - from >= MAX_DIGITS) {
        return OptionalLong.empty();
      }
      number = number * 10 + (digits.byteAt(i) - '0');
    }
    return OptionalLong.of(from == 0 ? number : -number);
  }

  /** Returns the place in the document as a JSON Pointer (RFC 6901); empty for the whole. */
  public String pointer() {
    String known = pointer;
    if (known == null) {
      known = document.pointer(node);
      pointer = known;
    }
    return known;
  }

  /** Returns the place as far as it leads through members that APIs document. */
  public String publicPointer() {
    return document.publicPointer(node);
  }

  /** Returns true if {@link #publicPointer} leads to this very value. */
  public boolean isPublic() {
    return document.isPublic(node);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof JsonValue that && that.document == document && that.node == node;
  }

  @Override
  public int hashCode() {
    return node;
  }

  /** Returns the place only: text must not reach logs and errors. */
  @Override
  public String toString() {
    return "JsonValue[" + publicPointer() + "]";
  }
}

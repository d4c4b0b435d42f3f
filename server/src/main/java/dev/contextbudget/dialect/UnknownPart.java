package dev.contextbudget.dialect;

import dev.contextbudget.core.token.Utf8Text;
import dev.contextbudget.dialect.json.JsonValue;
import dev.contextbudget.dialect.media.DataUrl;
import java.util.ArrayList;
import java.util.List;

/**
 * A part of a kind that is not documented, taken apart: what can be read of it, and the strings
 * that are data, as base64 is never counted as text.
 *
 * @param text its JSON without the data
 * @param data in order
 */
record UnknownPart(Utf8Text text, List<Utf8Text> data) {
  /** A shorter string is an id or a hash, and costs little either way. */
  private static final int MIN_BASE64_BYTES = 256;

  /** O(n) for n bytes. */
  static UnknownPart of(JsonValue part) {
    List<JsonValue> strings = new ArrayList<>();
    collect(part, strings);
    List<Utf8Text> readable = new ArrayList<>();
    Utf8Text raw = part.raw();
    int from = 0;
    for (JsonValue string : strings) {
      int at = string.startByte() - part.startByte();
      readable.add(raw.slice(from, at));
      from = at + string.raw().length();
    }
    readable.add(raw.slice(from, raw.length()));
    return new UnknownPart(
        Utf8Text.concat(readable), strings.stream().map(JsonValue::text).toList());
  }

  private static void collect(JsonValue value, List<JsonValue> data) {
    if (value.isString() && isData(value.text())) {
      data.add(value);
    }
    value.elements().forEach(element -> collect(element, data));
    value.members().forEach(member -> collect(member.value(), data));
  }

  private static boolean isData(Utf8Text text) {
    return DataUrl.parse(text).isPresent() || isBase64(text);
  }

  private static boolean isBase64(Utf8Text text) {
    if (text.length() < MIN_BASE64_BYTES) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      byte b = text.byteAt(i);
      boolean isSign = (b >= 'A' && b <= 'Z') || (b >= 'a' && b <= 'z') || (b >= '0' && b <= '9');
      if (!isSign && "+/-_=\r\n".indexOf(b) < 0) {
        return false;
      }
    }
    return true;
  }
}

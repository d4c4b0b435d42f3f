package dev.contextbudget.dialect.translate;

import dev.contextbudget.core.token.Utf8Text;
import dev.contextbudget.dialect.json.JsonValue;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Images and files: data URLs, and which types of them an API takes. */
final class Media {
  static final String PDF = "application/pdf";

  /** Types that OpenAI and Anthropic take. */
  static final Set<String> COMMON_IMAGES =
      Set.of("image/png", "image/jpeg", "image/gif", "image/webp");

  /** Types that Gemini takes. */
  static final Set<String> GEMINI_IMAGES =
      Set.of("image/png", "image/jpeg", "image/webp", "image/heic", "image/heif");

  private static final String BASE64 = ";base64";

  /** A name of a type is short; what is longer is no data URL. */
  private static final int MAX_HEAD_BYTES = 100;

  private Media() {}

  /**
   * Returns where an address leads; empty if it is a data URL that is not just base64 of a type
   * (RFC 2397).
   */
  static Optional<PlainPart.Source> source(JsonValue url) {
    Utf8Text text = url.text();
    String head = text.slice(0, Math.min(MAX_HEAD_BYTES, boundary(text))).decode();
    if (!head.startsWith("data:")) {
      return text.isEmpty() ? Optional.empty() : Optional.of(new PlainPart.Source.Url(text));
    }
    int comma = head.indexOf(',');
    int end = comma < 0 ? -1 : head.lastIndexOf(BASE64, comma);
    if (end < 0 || end + BASE64.length() != comma) {
      return Optional.empty();
    }
    String type = head.substring("data:".length(), end);
    int dataStart = comma + 1; // all before it is ASCII, as it is a type
    boolean isAscii = type.chars().allMatch(c -> c > ' ' && c < 0x7F);
    return isAscii && !type.isEmpty()
        ? Optional.of(new PlainPart.Source.Data(type, text.slice(dataStart, text.length())))
        : Optional.empty();
  }

  /** Returns where the last character ends that begins in the head of a text. */
  private static int boundary(Utf8Text text) {
    int end = Math.min(MAX_HEAD_BYTES, text.length());
    while (end < text.length() && !text.isCodePointBoundary(end)) {
      end--;
    }
    return end;
  }

  /** Returns bytes in the body as a data URL. */
  static Utf8Text dataUrl(PlainPart.Source.Data data) {
    return Utf8Text.concat(
        List.of(Utf8Text.of("data:" + data.mediaType() + BASE64 + ","), data.base64()));
  }

  /** Returns whether bytes in the body are of one of these types; those elsewhere are not known. */
  static boolean isOneOf(Set<String> types, PlainPart.Source source) {
    return !(source instanceof PlainPart.Source.Data data) || types.contains(data.mediaType());
  }

  /** Returns whether bytes are a PDF, or may be one. */
  static boolean isPdf(PlainPart.Source source) {
    return isOneOf(Set.of(PDF), source);
  }
}

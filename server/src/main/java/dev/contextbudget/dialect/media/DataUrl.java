package dev.contextbudget.dialect.media;

import dev.contextbudget.core.token.Utf8Text;
import java.util.Locale;
import java.util.Optional;

/**
 * A data URL with base64 in it, such as {@code data:image/png;base64,iVBOR...} (RFC 2397).
 *
 * @param mediaType in lower case and without parameters; {@code text/plain} if the URL names none
 */
public record DataUrl(String mediaType, Base64Text data) {
  private static final String SCHEME = "data:";
  private static final String BASE64 = ";base64";
  private static final String DEFAULT_TYPE = "text/plain";

  /** Media types of RFC 6838 have 127 + 1 + 127 bytes at most; parameters are few. */
  private static final int MOST_HEADER_BYTES = 512;

  /** Returns the data URL that a text is; empty if it is none, or has no base64. O(1). */
  public static Optional<DataUrl> parse(Utf8Text text) {
    int comma = comma(text);
    if (comma < 0) {
      return Optional.empty();
    }
    String header = text.slice(0, comma).decode().toLowerCase(Locale.ROOT);
    if (!header.startsWith(SCHEME) || !header.endsWith(BASE64)) {
      return Optional.empty();
    }
    String type = header.substring(SCHEME.length(), header.indexOf(';'));
    return Optional.of(
        new DataUrl(
            type.isEmpty() ? DEFAULT_TYPE : type,
            new Base64Text(text.slice(comma + 1, text.length()))));
  }

  private static int comma(Utf8Text text) {
    int most = Math.min(text.length(), MOST_HEADER_BYTES);
    for (int i = 0; i < most; i++) {
      if (text.byteAt(i) == ',') {
        return i;
      }
    }
    return -1;
  }
}

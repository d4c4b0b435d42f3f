package dev.contextbudget.dialect.gemini;

import dev.contextbudget.core.item.Part;
import dev.contextbudget.core.token.Utf8Text;
import dev.contextbudget.dialect.Reading;
import dev.contextbudget.dialect.ShapeProblem;
import dev.contextbudget.dialect.json.JsonValue;
import java.nio.charset.CharacterCodingException;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Images, audio, video and files, in the body or elsewhere, by their media types. */
final class GeminiMedia {
  private static final String LEVEL = "MEDIA_RESOLUTION_";

  private final Reading reading;
  private final String resolution;

  /**
   * @param settings the {@code generationConfig}
   */
  GeminiMedia(Reading reading, @Nullable JsonValue settings) {
    this.reading = reading;
    this.resolution = settings == null ? "" : level(Either.text(settings, "mediaResolution"));
  }

  /**
   * Returns what a part shows.
   *
   * @param part with what is said about the media beside them
   * @param inline whether the data are in the body
   */
  Part part(JsonValue part, JsonValue media, boolean inline) {
    requireString(media, inline ? "data" : "fileUri");
    if (inline) {
      requireString(media, "mimeType");
    }
    Utf8Text base64 = inline ? Either.text(media, "data") : Utf8Text.EMPTY;
    OptionalInt told = tokens(part);
    return told.isPresent()
        ? reading.sizes().told(part, told.getAsInt())
        : byType(part, base64, Either.text(media, "mimeType").decode());
  }

  private void requireString(JsonValue media, String camel) {
    JsonValue value = Either.member(media, camel);
    if (value == null || !value.isString()) {
      reading.problem(
          ShapeProblem.Kind.INVALID,
          value == null ? media : value,
          "must have `%s`: want a string".formatted(camel));
    }
  }

  private static OptionalInt tokens(JsonValue part) {
    JsonValue resolution = Either.member(part, "mediaResolution");
    return resolution == null
        ? OptionalInt.empty()
        : Reading.tokens(resolution, "numTokens", "num_tokens");
  }

  /** Only videos are documented to stand without a type, by the address of their page. */
  private Part byType(JsonValue part, Utf8Text base64, String type) {
    String family = type.substring(0, Math.max(0, type.indexOf('/')));
    return switch (family) {
      case "image" -> reading.sizes().image(part, base64, detail(part), type);
      case "audio", "video", "" -> reading.sizes().media(part, base64.length());
      case "text" ->
          plain(base64)
              .map(text -> reading.sizes().counted(part, List.of(text)))
              .orElseGet(() -> reading.sizes().file(part, base64, type));
      default -> reading.sizes().file(part, base64, type);
    };
  }

  /** Returns a text that the model reads as one; empty if it is not in the body. */
  private static Optional<Utf8Text> plain(Utf8Text base64) {
    byte[] ascii = new byte[base64.length()];
    base64.asByteBuffer().get(ascii);
    if (ascii.length == 0) {
      return Optional.empty();
    }
    return decoded(Base64.getDecoder(), ascii).or(() -> decoded(Base64.getUrlDecoder(), ascii));
  }

  /** Returns a text; empty if it is of another alphabet, or no text. */
  private static Optional<Utf8Text> decoded(Base64.Decoder decoder, byte[] ascii) {
    try {
      return Optional.of(Utf8Text.checked(decoder.decode(ascii)));
    } catch (IllegalArgumentException | CharacterCodingException otherAlphabetOrCharset) {
      return Optional.empty();
    }
  }

  private String detail(JsonValue part) {
    JsonValue own = Either.member(part, "mediaResolution");
    String level =
        own == null ? "" : level(own.isString() ? own.text() : Either.text(own, "level"));
    return level.isEmpty() ? resolution : level;
  }

  /** Returns a resolution as the catalogue names it; empty if it is the model's own. */
  private static String level(Utf8Text name) {
    String level = name.decode();
    return level.startsWith(LEVEL) && !level.endsWith("UNSPECIFIED")
        ? level.substring(LEVEL.length()).toLowerCase(Locale.ROOT)
        : "";
  }
}

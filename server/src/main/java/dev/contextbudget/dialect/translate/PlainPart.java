package dev.contextbudget.dialect.translate;

import dev.contextbudget.core.token.Utf8Text;
import dev.contextbudget.dialect.json.JsonValue;
import java.util.List;

/** A part of a message that more than one API has. */
sealed interface PlainPart {

  /** Returns where it stands in the body it was read from. */
  JsonValue at();

  /** A text; never empty. */
  record Text(JsonValue at, Utf8Text text) implements PlainPart {
    public Text {
      if (text.isEmpty()) {
        throw new IllegalArgumentException("an empty text says nothing");
      }
    }
  }

  /**
   * An image.
   *
   * @param detail in which the model shall see it, as OpenAI names it; empty if left to the API
   */
  record Image(JsonValue at, Source source, String detail) implements PlainPart {}

  /**
   * A PDF.
   *
   * @param name by which the model knows it; empty if it has none
   */
  record File(JsonValue at, Source source, String name) implements PlainPart {}

  /**
   * A call of a tool.
   *
   * @param key names it in the request, and no other
   * @param id as it was sent, or empty
   * @param arguments mostly JSON
   */
  record Call(JsonValue at, String key, String id, String name, Utf8Text arguments)
      implements PlainPart {}

  /**
   * What a tool answered.
   *
   * @param key of the call
   * @param failed whether the tool says so
   * @param parts texts, images and files
   */
  record Result(JsonValue at, String key, boolean failed, List<PlainPart> parts)
      implements PlainPart {
    public Result {
      parts = List.copyOf(parts);
      if (parts.stream().anyMatch(part -> part instanceof Call || part instanceof Result)) {
        throw new IllegalArgumentException("a result holds texts, images and files");
      }
    }
  }

  /** Where the bytes of an image or file are. */
  sealed interface Source {

    /** In the body, as base64. */
    record Data(String mediaType, Utf8Text base64) implements Source {}

    /** At an address that the provider fetches. */
    record Url(Utf8Text url) implements Source {}
  }
}

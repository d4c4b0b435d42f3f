package dev.contextbudget.dialect.anthropic;

import dev.contextbudget.core.item.Part;
import dev.contextbudget.core.token.Utf8Text;
import dev.contextbudget.dialect.AssumedSize;
import dev.contextbudget.dialect.PartSizes;
import dev.contextbudget.dialect.Reading;
import dev.contextbudget.dialect.json.JsonKind;
import dev.contextbudget.dialect.json.JsonValue;
import java.util.ArrayList;
import java.util.List;

/** Images and documents, by their sources: data, text, parts, or a place elsewhere. */
final class AnthropicMedia {
  private final Reading reading;
  private final PartSizes sizes;

  AnthropicMedia(Reading reading) {
    this.reading = reading;
    this.sizes = reading.sizes();
  }

  Part part(JsonValue block, String type) {
    return switch (type) {
      case "image" -> image(block);
      case "document" -> document(block);
      case "search_result" -> sizes.counted(block, ReadableTexts.of(block));
      default -> sizes.assumed(block, AssumedSize.Kind.FILE, 0);
    };
  }

  private Part image(JsonValue block) {
    JsonValue source = reading.required(block, "source", JsonKind.OBJECT);
    return source == null
        ? sizes.unknown(block)
        : sizes.image(block, data(source), "", source.textOf("media_type"));
  }

  /** A document of plain text or of blocks is read as text, another page by page. */
  private Part document(JsonValue block) {
    JsonValue source = reading.required(block, "source", JsonKind.OBJECT);
    if (source == null) {
      return sizes.unknown(block);
    }
    return switch (source.textOf("type")) {
      case "text" -> {
        List<Utf8Text> texts = new ArrayList<>(List.of(data(source)));
        for (String name : List.of("title", "context")) {
          JsonValue text = block.string(name);
          texts.add(text == null ? Utf8Text.EMPTY : text.text());
        }
        yield sizes.counted(block, texts);
      }
      case "content" -> sizes.counted(block, ReadableTexts.of(block));
      default -> sizes.file(block, data(source), source.textOf("media_type"));
    };
  }

  private static Utf8Text data(JsonValue source) {
    JsonValue data = source.string("data");
    return data == null ? Utf8Text.EMPTY : data.text();
  }
}

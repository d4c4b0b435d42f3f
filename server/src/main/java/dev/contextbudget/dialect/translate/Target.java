package dev.contextbudget.dialect.translate;

import dev.contextbudget.core.token.Utf8Text;
import dev.contextbudget.dialect.Format;
import dev.contextbudget.dialect.json.JsonValue;
import dev.contextbudget.dialect.json.JsonWriter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * What a body is written for, and what is to be known of it when it is written.
 *
 * <p>Images and files are noted with the places they came from and went to, as a caller states
 * their sizes by place.
 */
final class Target {
  private final Format format;
  private final TargetModel model;
  private final Losses losses;
  private final JsonWriter out = new JsonWriter();
  private final Map<String, JsonValue> media = new HashMap<>();

  Target(Format format, TargetModel model) {
    this.format = format;
    this.model = model;
    this.losses = new Losses(format);
  }

  Format format() {
    return format;
  }

  TargetModel model() {
    return model;
  }

  Losses losses() {
    return losses;
  }

  JsonWriter out() {
    return out;
  }

  /** Begins the object that an image or file is, and notes where it came from. */
  JsonWriter beginMedia(PlainPart part) {
    out.beginObject();
    media.put(out.pointer(), part.at());
    return out;
  }

  /** Returns where each image and file came from, by its place in what was written. */
  Map<String, JsonValue> media() {
    return Map.copyOf(media);
  }

  /** Writes a text as an object with a type. */
  void textPart(String type, Utf8Text text) {
    out.beginObject().name("type").string(type).name("text").string(text).endObject();
  }

  /** Writes parts as a text, if they are one, and else as a list; none are an empty text. */
  void content(List<PlainPart> parts, Consumer<PlainPart> part) {
    if (parts.isEmpty()) {
      out.string("");
    } else if (parts.size() == 1 && parts.get(0) instanceof PlainPart.Text text) {
      out.string(text.text());
    } else {
      out.beginArray();
      parts.forEach(part);
      out.endArray();
    }
  }

  /** Notes the settings and names that the API has no place for. */
  void check(PlainRequest request, CallNames names) {
    SettingPlaces.check(format, request.settings(), losses);
    SettingLimits.check(format, model, request.settings(), losses);
    names.checkTools(request, losses, format);
  }
}

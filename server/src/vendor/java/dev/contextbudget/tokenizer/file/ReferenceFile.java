package dev.contextbudget.tokenizer.file;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A {@code tokenizer.json} for the reference to mean what the service means: without special tokens,
 * so that they are text, and without what is put around a text.
 */
final class ReferenceFile {
  private static final Gson GSON = new Gson();

  private ReferenceFile() {}

  static void write(Path original, Path to) throws IOException {
    try (Reader in = Files.newBufferedReader(original);
        Writer out = Files.newBufferedWriter(to);
        JsonReader json = new JsonReader(in);
        JsonWriter changed = new JsonWriter(out)) {
      changed.setSerializeNulls(true);
      json.beginObject();
      changed.beginObject();
      while (json.hasNext()) {
        String name = json.nextName();
        changed.name(name);
        switch (name) {
          case "added_tokens" -> withoutSpecial(json, changed);
          case "post_processor", "truncation", "padding" -> {
            json.skipValue();
            changed.nullValue();
          }
          default -> GSON.toJson(JsonParser.parseReader(json), changed);
        }
      }
      changed.endObject();
    }
  }

  private static void withoutSpecial(JsonReader json, JsonWriter changed) throws IOException {
    json.beginArray();
    changed.beginArray();
    while (json.hasNext()) {
      JsonObject token = JsonParser.parseReader(json).getAsJsonObject();
      JsonElement special = token.get("special");
      if (!special.getAsBoolean()) {
        GSON.toJson(token, changed);
      }
    }
    json.endArray();
    changed.endArray();
  }
}

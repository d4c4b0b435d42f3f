package dev.contextbudget.vectors;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.contextbudget.core.item.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads the files of {@code vectors/}; see the README there for where they come from.
 *
 * <p>{@code -Dvectors.dir="$PWD/FOLDER"} reads those of a folder instead, such as the whole sets of
 * which the files here are a part.
 */
public final class Vectors {
  private static final @Nullable String FOLDER = System.getProperty("vectors.dir");
  private static final Path COMMITTED = Path.of("src/test/resources/vectors");
  private static final Pattern PUBLISHED = Pattern.compile("published_(\\w+)\\.jsonl");

  private Vectors() {}

  /** Returns the vocabularies that {@code published_<vocabulary>.jsonl} is there for. */
  public static List<String> published() {
    try (Stream<Path> files = Files.list(folder())) {
      return files
          .map(file -> PUBLISHED.matcher(file.getFileName().toString()))
          .filter(Matcher::matches)
          .map(name -> name.group(1))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the rows of a file of lines. */
  public static Stream<JsonObject> rows(String name) {
    return lines(folder().resolve(name));
  }

  /** Returns the rows of a file of lines that is here, whatever folder is named. */
  public static Stream<JsonObject> committedRows(String name) {
    return lines(COMMITTED.resolve(name));
  }

  /** Returns a section of {@code chat_counts.json}. */
  public static Stream<JsonObject> chatCounts(String section) {
    JsonObject file =
        JsonParser.parseString(read(folder().resolve("chat_counts.json"))).getAsJsonObject();
    List<JsonObject> rows = new ArrayList<>();
    file.getAsJsonArray(section).forEach(row -> rows.add(row.getAsJsonObject()));
    return rows.stream();
  }

  private static Stream<JsonObject> lines(Path file) {
    return read(file).lines().map(line -> JsonParser.parseString(line).getAsJsonObject());
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path folder() {
    return FOLDER == null ? COMMITTED : Path.of(FOLDER);
  }

  /** Returns a JSON value as the core has it. */
  public static Json json(JsonElement element) {
    if (element.isJsonObject()) {
      Map<String, Json> members = new LinkedHashMap<>();
      element
          .getAsJsonObject()
          .entrySet()
          .forEach(e -> members.put(e.getKey(), json(e.getValue())));
      return new Json.Obj(members);
    }
    if (element.isJsonArray()) {
      List<Json> elements = new ArrayList<>();
      element.getAsJsonArray().forEach(e -> elements.add(json(e)));
      return new Json.Arr(elements);
    }
    if (element.isJsonNull()) {
      return new Json.Null();
    }
    if (element.getAsJsonPrimitive().isBoolean()) {
      return new Json.Bool(element.getAsBoolean());
    }
    return element.getAsJsonPrimitive().isNumber()
        ? new Json.Num(element.getAsString())
        : new Json.Str(element.getAsString());
  }
}

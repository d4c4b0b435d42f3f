package dev.contextbudget.grpc;

import dev.contextbudget.core.error.StopSignal;
import dev.contextbudget.core.token.Utf8Text;
import dev.contextbudget.dialect.json.JsonDocument;
import dev.contextbudget.dialect.json.JsonEdit;
import dev.contextbudget.dialect.json.JsonEdits;
import dev.contextbudget.dialect.json.JsonFault;
import dev.contextbudget.dialect.json.JsonIndexer;
import dev.contextbudget.dialect.json.JsonStrings;
import dev.contextbudget.dialect.json.JsonValue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/** A hand-written body of which a few values are taken away, doubled or others. */
final class MutatedBody {
  private static final int MAX_CHANGES = 6;
  private static final int MAX_REPEATS = 40;

  /** Values that are rarely where they should be. */
  private static final List<String> ODD =
      List.of(
          "null",
          "true",
          "0",
          "-1e999",
          "9".repeat(400),
          "\"\"",
          "\" \"",
          "\"\\ud83d\\ude42\"",
          "[]",
          "{}",
          "[[]]",
          "[null]",
          "[\"\"]",
          "{\"type\":\"text\"}",
          "{\"role\":\"user\"}",
          "{\"role\":\"assistant\",\"content\":null}",
          "[".repeat(50) + "]".repeat(50));

  private final String dialect;
  private final List<byte[]> bodies;

  /**
   * @param dialect the folder with its bodies
   */
  MutatedBody(String dialect) {
    this.dialect = dialect;
    try (Stream<Path> files = Files.list(Path.of("src/test/resources/bodies", dialect))) {
      bodies =
          files.filter(file -> file.toString().endsWith(".json")).sorted().map(this::read).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private byte[] read(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the folder. */
  String dialect() {
    return dialect;
  }

  /** Returns one of them. */
  byte[] next(RandomGenerator random) {
    byte[] json = bodies.get(random.nextInt(bodies.size()));
    for (int changes = random.nextInt(MAX_CHANGES + 1); changes > 0; changes--) {
      try {
        json = changed(json, random);
      } catch (JsonFault tooDeep) {
        return json;
      }
    }
    return json;
  }

  private static byte[] changed(byte[] json, RandomGenerator random) throws JsonFault {
    JsonDocument document = JsonIndexer.index(json, StopSignal.NEVER);
    List<JsonValue> values = new ArrayList<>();
    collect(document.root(), values);
    JsonValue value = values.get(random.nextInt(values.size()));
    Utf8Text other = other(values, random);
    boolean isRoot = value.equals(document.root());
    JsonEdit edit =
        switch (random.nextInt(3)) {
          case 0 -> isRoot ? new JsonEdit.Replace(value, other) : new JsonEdit.Remove(value);
          case 1 ->
              value.isArray()
                  ? new JsonEdit.Insert(value, random.nextInt(value.elements().size() + 1), other)
                  : new JsonEdit.Replace(value, other);
          default -> new JsonEdit.Replace(value, other);
        };
    Utf8Text text = new JsonEdits(document, List.of(edit)).text();
    byte[] bytes = new byte[text.length()];
    text.asByteBuffer().get(bytes);
    return bytes;
  }

  private static Utf8Text other(List<JsonValue> values, RandomGenerator random) {
    return switch (random.nextInt(4)) {
      case 0 -> Utf8Text.of(ODD.get(random.nextInt(ODD.size())));
      case 1 -> JsonStrings.quoted(Utf8Text.of("<é \"🙂\n".repeat(random.nextInt(MAX_REPEATS))));
      default -> values.get(random.nextInt(values.size())).raw();
    };
  }

  private static void collect(JsonValue value, List<JsonValue> values) {
    values.add(value);
    value.elements().forEach(element -> collect(element, values));
    value.members().forEach(member -> collect(member.value(), values));
  }
}

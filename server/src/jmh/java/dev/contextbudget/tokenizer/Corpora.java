package dev.contextbudget.tokenizer;

import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The texts of a folder by name: each {@code .txt} file, the texts within each {@code .jsonl} file,
 * the file itself as JSON, and all {@code .java} files as one; small ones together as one.
 */
final class Corpora {
  /** Enough of a text to tell its speed, and to be read in a moment. */
  private static final int MAX_CHARACTERS = 4_000_000;

  /** Less than this only tells how fast a cache fills, so such texts are put together. */
  private static final int MIN_CHARACTERS = 100_000;

  private Corpora() {}

  /** Returns the texts, none of them empty. */
  static Map<String, String> in(Path folder) throws IOException {
    List<Path> files;
    try (Stream<Path> found = Files.walk(folder)) {
      files = found.filter(Files::isRegularFile).sorted().toList();
    }
    Map<String, StringBuilder> corpora = new TreeMap<>();
    for (Path file : files) {
      String name = folder.relativize(file).toString().replaceAll("[^A-Za-z0-9]+", "-");
      if (name.endsWith("-txt")) {
        add(corpora, name.substring(0, name.length() - 4), Files.readString(file));
      } else if (name.endsWith("-java")) {
        add(corpora, "java", Files.readString(file));
      } else if (name.endsWith("-jsonl")) {
        String base = name.substring(0, name.length() - 6);
        add(corpora, base + "-json", Files.readString(file));
        for (String line : Files.readAllLines(file)) {
          texts(JsonParser.parseString(line)).forEach(text -> add(corpora, base, text + "\n"));
        }
      }
    }
    return withSmallTogether(corpora);
  }

  private static Map<String, String> withSmallTogether(Map<String, StringBuilder> corpora) {
    Map<String, String> together = new TreeMap<>();
    corpora.forEach(
        (name, text) ->
            together.merge(
                text.length() < MIN_CHARACTERS ? "small" : name, text.toString(), String::concat));
    return together;
  }

  private static void add(Map<String, StringBuilder> corpora, String name, String text) {
    StringBuilder corpus = corpora.computeIfAbsent(name, n -> new StringBuilder());
    if (!text.isEmpty() && corpus.length() < MAX_CHARACTERS) {
      corpus.append(text);
    }
  }

  /** Returns the values of all members named {@code text}. */
  private static Stream<String> texts(JsonElement element) {
    if (element.isJsonArray()) {
      return element.getAsJsonArray().asList().stream().flatMap(Corpora::texts);
    }
    if (!element.isJsonObject()) {
      return Stream.of();
    }
    return element.getAsJsonObject().entrySet().stream()
        .flatMap(
            member ->
                member.getKey().equals("text") && member.getValue().isJsonPrimitive()
                    ? Stream.of(member.getValue().getAsString())
                    : texts(member.getValue()));
  }
}

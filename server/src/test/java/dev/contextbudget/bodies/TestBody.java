package dev.contextbudget.bodies;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A request body.
 *
 * @param dialect as its folder is named
 */
public record TestBody(String dialect, String name, byte[] json) {
  public static final List<String> DIALECTS =
      List.of("openai-chat", "openai-responses", "anthropic", "gemini");

  private static final String THREADS = "threads";
  private static final String HALF_ANSWERED = "/in-flight-half-answered.json";

  String text() {
    return new String(json, StandardCharsets.UTF_8);
  }

  /** Returns the rule that a file of an {@code invalid} folder breaks. */
  public String rule() {
    String[] pieces = name.replace(".json", "").split("--");
    return isThread() ? pieces[pieces.length - 1] : pieces[0].replaceAll(".*/", "");
  }

  @Override
  public String toString() {
    return name;
  }

  /** Returns the bodies that a provider takes, those of reported failures behind the others. */
  public static List<TestBody> valid() {
    return fitted().stream().filter(body -> !body.name().endsWith(HALF_ANSWERED)).toList();
  }

  /** Returns those that a fit gives back as they are: also calls of which some have results. */
  public static List<TestBody> fitted() {
    return all("");
  }

  /** Returns the bodies that a provider refuses, or that cost something. */
  public static List<TestBody> invalid() {
    return all("invalid/");
  }

  private static List<TestBody> all(String folder) {
    return Stream.concat(DIALECTS.stream(), Stream.of(THREADS))
        .flatMap(first -> in(first + "/" + folder).stream())
        .toList();
  }

  /** Returns whether it was reported to fail. */
  public boolean isThread() {
    return name.startsWith(THREADS);
  }

  private static List<TestBody> in(String folder) {
    try {
      Path path = Path.of(TestBody.class.getResource("/bodies/" + folder).toURI());
      try (Stream<Path> files = Files.list(path)) {
        return files
            .filter(file -> file.toString().endsWith(".json"))
            .sorted()
            .map(file -> read(folder, file))
            .toList();
      }
    } catch (IOException | URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static TestBody read(String folder, Path file) {
    String name = file.getFileName().toString();
    String first = folder.startsWith(THREADS) ? name.split("--")[0] : folder.split("/")[0];
    try {
      return new TestBody(first, folder + name, Files.readAllBytes(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

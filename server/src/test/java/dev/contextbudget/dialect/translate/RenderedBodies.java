package dev.contextbudget.dialect.translate;

import dev.contextbudget.dialect.Format;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Keeps bodies that tests render in {@code target/rendered-bodies}, in the folder of their API, for
 * {@code deploy/bodies/check.sh}.
 */
public final class RenderedBodies {
  private static final Path FOLDER = Path.of("target", "rendered-bodies");

  private RenderedBodies() {}

  /** Returns the name of the folder with the bodies of an API. */
  static String folder(Format format) {
    return switch (format) {
      case OPENAI_CHAT -> "openai-chat";
      case OPENAI_RESPONSES -> "openai-responses";
      case ANTHROPIC_MESSAGES -> "anthropic";
      case GEMINI -> "gemini";
    };
  }

  static void keep(Format format, String name, String json) throws IOException {
    keep(folder(format), name, json.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Keeps a body.
   *
   * @param dialect the folder
   * @param name one for each body of all tests
   */
  public static void keep(String dialect, String name, byte[] json) throws IOException {
    Path file = FOLDER.resolve(dialect).resolve(name + ".json");
    Files.createDirectories(file.getParent());
    Files.write(file, json);
  }
}

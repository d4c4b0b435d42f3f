package dev.contextbudget.yaml;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** The text of a file that people write. */
public final class YamlFile {
  private YamlFile() {}

  /**
   * Reads a file.
   *
   * @throws BadYaml if it cannot be read; says why in words, as the exceptions of the JDK do not
   */
  public static String read(Path file) {
    if (Files.isDirectory(file)) {
      throw unreadable(file, "is a directory");
    }
    try {
      return Files.readString(file);
    } catch (NoSuchFileException e) {
      throw unreadable(file, "there is no such file");
    } catch (AccessDeniedException e) {
      throw unreadable(file, "permission denied");
    } catch (CharacterCodingException e) {
      throw unreadable(file, "is not UTF-8");
    } catch (IOException e) {
      throw unreadable(file, String.valueOf(e.getMessage()));
    }
  }

  private static BadYaml unreadable(Path file, String why) {
    return new BadYaml(file.toString(), "", "cannot be read: " + why);
  }
}

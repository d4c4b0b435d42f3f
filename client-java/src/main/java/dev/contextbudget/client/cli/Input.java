package dev.contextbudget.client.cli;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * A file, or standard input.
 *
 * @param name its path; {@code -} for standard input
 */
record Input(String name, InputStream standardInput) {
  static final String STANDARD = "-";

  /** Opens it; the caller closes it. */
  InputStream open() {
    if (name.equals(STANDARD)) {
      return standardInput;
    }
    try {
      return Files.newInputStream(Path.of(name));
    } catch (NoSuchFileException e) {
      throw new BadInput(name + ": no such file");
    } catch (IOException e) {
      throw new BadInput(name + ": cannot be read: " + e.getMessage());
    }
  }

  /** Returns all of its bytes. */
  ByteString bytes() {
    try (InputStream in = open()) {
      return ByteString.readFrom(in);
    } catch (IOException e) {
      throw new BadInput(name + ": cannot be read: " + e.getMessage());
    }
  }

  /** Returns its length in bytes; 0 if that is not known before it is read. */
  long lengthBytes() {
    try {
      return name.equals(STANDARD) ? 0 : Files.size(Path.of(name));
    } catch (IOException e) {
      return 0;
    }
  }
}

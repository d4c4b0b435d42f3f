package dev.contextbudget.tokenizer.file;

import java.nio.file.Path;

/** A file of an operator's directory is no tokenizer; the message names the file and says why. */
public final class BadTokenizerDirectory extends RuntimeException {
  private static final long serialVersionUID = 1L;

  BadTokenizerDirectory(Path file, String problem) {
    super(file + ": " + problem);
  }
}

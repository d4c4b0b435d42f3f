package dev.contextbudget.app;

import java.nio.file.Path;

/** A file with keys cannot be used; the message names it and says why, and quotes nothing of it. */
public final class BadCredentialFile extends RuntimeException {
  private static final long serialVersionUID = 1L;

  BadCredentialFile(Path file, String problem) {
    super(file + ": " + problem);
  }

  BadCredentialFile(Path file, String problem, Throwable cause) {
    super(file + ": " + problem, cause);
  }
}

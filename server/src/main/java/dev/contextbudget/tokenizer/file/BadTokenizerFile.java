package dev.contextbudget.tokenizer.file;

import java.io.IOException;

/** Says why a file is not a tokenizer that can be counted with exactly. */
public final class BadTokenizerFile extends IOException {
  private static final long serialVersionUID = 1L;

  public BadTokenizerFile(String message) {
    super(message);
  }
}

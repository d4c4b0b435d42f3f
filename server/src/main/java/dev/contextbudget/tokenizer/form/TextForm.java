package dev.contextbudget.tokenizer.form;

import dev.contextbudget.core.token.Utf8Text;

/**
 * Changes a text to the form that a vocabulary was made for (what its authors call normalization).
 * Stateless, thread-safe.
 */
public interface TextForm {
  /** Returns a text in this form; without a copy if it has it already. Linear in the text. */
  FormedText of(Utf8Text text);

  /**
   * Returns the length of a prefix whose form depends on nothing behind it, in this text and in any
   * that goes on from it: the form of the whole is that of the prefix and, behind it, the {@link
   * #continued} form of the rest. Linear in the text.
   */
  int settledBytes(Utf8Text text);

  /** Returns the form of what follows a text that is not empty. */
  default TextForm continued() {
    return this;
  }
}

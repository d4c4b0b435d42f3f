package dev.contextbudget.tokenizer.form;

import dev.contextbudget.core.error.StopSignal;
import dev.contextbudget.core.token.Utf8Text;

/**
 * Changes a text to the form that a vocabulary was made for (what its authors call normalization).
 * Stateless, thread-safe. Each method is linear in the text and asks its signal every 4 KB.
 */
public interface TextForm {
  /** Returns a text in this form, and the way back; without a copy if it has the form already. */
  FormedText of(Utf8Text text, StopSignal stop);

  /** Returns a text in this form; itself if it has it. Takes a fraction of the memory. */
  Utf8Text textOf(Utf8Text text, StopSignal stop);

  /**
   * Returns the length of a prefix whose form depends on nothing behind it, in this text and in any
   * that goes on from it: the form of the whole is that of the prefix and, behind it, the {@link
   * #continued} form of the rest.
   */
  int settledBytes(Utf8Text text, StopSignal stop);

  /** Returns the form of what follows a text that is not empty. */
  default TextForm continued() {
    return this;
  }
}

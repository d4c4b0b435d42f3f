package dev.contextbudget.tokenizer.form;

import dev.contextbudget.core.token.Utf8Text;

/**
 * Changes a text to the form that a vocabulary was made for (what its authors call normalization).
 * Stateless, thread-safe.
 */
public interface TextForm {
  /** Returns a text in this form; without a copy if it has it already. Linear in the text. */
  FormedText of(Utf8Text text);
}

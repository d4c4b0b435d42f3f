package dev.contextbudget.tokenizer.form;

import dev.contextbudget.core.error.StopSignal;
import dev.contextbudget.core.token.Utf8Text;

/**
 * Changes a text to the form that a vocabulary was made for (what its authors call normalization).
 * Stateless, thread-safe. Each method is linear in the text and asks its signal every 4 KB.
 */
public abstract class TextForm {
  /** Returns a text in this form, and the way back; without a copy if it has the form already. */
  public final FormedText of(Utf8Text text, StopSignal stop) {
    return formed(text, true, stop).build();
  }

  /** Returns a text in this form; itself if it has it. Takes a fraction of the memory. */
  public final Utf8Text textOf(Utf8Text text, StopSignal stop) {
    return formed(text, false, stop).text();
  }

  /**
   * Puts a text in this form.
   *
   * @param keepsPlaces whether the way back is wanted
   */
  abstract FormedText.Builder formed(Utf8Text text, boolean keepsPlaces, StopSignal stop);

  /**
   * Returns the length of a prefix whose form depends on nothing behind it, in this text and in any
   * that goes on from it: the form of the whole is that of the prefix and, behind it, the {@link
   * #continued} form of the rest.
   */
  public abstract int settledBytes(Utf8Text text, StopSignal stop);

  /** Returns the form of what follows a text that is not empty. */
  public TextForm continued() {
    return this;
  }
}

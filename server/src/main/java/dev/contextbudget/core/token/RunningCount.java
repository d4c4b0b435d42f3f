package dev.contextbudget.core.token;

/**
 * The tokens of a text that grows at its end, in time proportional to what is added: a
 * conversation, or an answer that is still being written.
 *
 * <p>Counts are not additive, so what was counted is kept only up to where nothing that follows can
 * change it. The bytes behind that place are kept and counted again with what is added: some words
 * of most text, but all of a run that offers no place to go on from. Who lets a text grow bounds
 * {@link #openBytes}, and with it memory and the time for each part.
 *
 * <p>For one thread. Texts of up to 2^31 - 1 bytes in all.
 */
public interface RunningCount {
  /** Adds text behind all that was added before. O({@link #openBytes} + n). */
  void append(Utf8Text part);

  /**
   * Returns the tokens of the whole text if it went on with {@code rest}, as {@link
   * Tokenizer#count} counts it. O({@link #openBytes} + n).
   */
  int tokensWith(Utf8Text rest);

  /** Returns the tokens of the whole text. */
  default int tokens() {
    return tokensWith(Utf8Text.EMPTY);
  }

  /** Returns how many bytes at the end of the text are kept, to be counted again. */
  int openBytes();
}

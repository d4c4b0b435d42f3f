package dev.contextbudget.tokenizer.split;

/**
 * Splits UTF-8 text into the pieces across which no two tokens merge (what the vocabulary's authors
 * call pre-tokenization). Stateless, thread-safe.
 */
public interface Splitter {
  /**
   * How many of the last pieces of a text may be others when the text goes on, or when it is cut
   * off from one that does: one more than ever were, of 16,000,000 random texts and all patterns.
   * {@code I'r} becomes {@code I're}; capitals behind Han go with it once a small letter follows.
   */
  int OPEN_PIECES = 3;

  /**
   * Writes the ends of the next pieces of {@code text[start, end)} to {@code ends}. Stops early
   * whenever that is convenient; go on at the last end written. Allocates nothing.
   *
   * @param text valid UTF-8 between {@code start} and {@code end}
   * @param start where a piece begins; no byte before it decides anything
   * @param end one past the last byte of the text, {@code start < end <= text.length}; no byte at
   *     or behind it decides anything, though some may be read
   * @param ends takes the end of each piece, ascending; at least 1 long, better 64 or more
   * @return how many ends were written; at least 1, at most {@code ends.length}
   */
  int split(byte[] text, int start, int end, int[] ends);

  /**
   * Returns how many bytes at the end of a text may be the beginning of what ends the piece before
   * it wherever it stands; {@link #OPEN_PIECES} counts from before those.
   */
  default int openBytes() {
    return 0;
  }
}

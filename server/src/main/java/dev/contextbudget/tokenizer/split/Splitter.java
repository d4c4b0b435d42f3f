package dev.contextbudget.tokenizer.split;

/**
 * Splits UTF-8 text into the pieces across which no two tokens merge (what the vocabulary's authors
 * call pre-tokenization). Stateless, thread-safe.
 */
public interface Splitter {
  /**
   * Writes the ends of the next pieces of {@code text[start, end)} to {@code ends}. Stops early
   * whenever that is convenient; go on at the last end written. Allocates nothing.
   *
   * @param text valid UTF-8 between {@code start} and {@code end}
   * @param start where a piece begins; no byte before it decides anything
   * @param end one past the last byte of the text, {@code start < end <= text.length}; no byte at
   *     or behind it is looked at
   * @param ends takes the end of each piece, ascending; at least 1 long, better 64 or more
   * @return how many ends were written; at least 1, at most {@code ends.length}
   */
  int split(byte[] text, int start, int end, int[] ends);
}

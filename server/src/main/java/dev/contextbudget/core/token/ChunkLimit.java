package dev.contextbudget.core.token;

/** Says how much of a text goes into one chunk. */
@FunctionalInterface
public interface ChunkLimit {
  /**
   * Returns whether a chunk may hold this range of the text. The next range asked for begins at or
   * behind the start of this one and near its end, so that one may be judged by the last.
   *
   * @param start in bytes of the text
   * @param end in bytes of the text
   * @param tokens of the range
   */
  boolean allows(int start, int end, int tokens);

  /** Returns the limit of so many tokens. */
  static ChunkLimit ofTokens(int limitTokens) {
    return (start, end, tokens) -> tokens <= limitTokens;
  }
}

package dev.contextbudget.tokenizer.bpe;

import java.util.List;

/**
 * The ordinary tokens of a vocabulary, as their bytes, in the order in which merges make them
 * unless a {@link MergeList} says in which.
 *
 * @param tokens their bytes, which must not change
 * @param wholePieces true if a piece that is a token counts 1 even if no merges make that token
 */
public record RankedTokens(List<byte[]> tokens, MergeUnit unit, boolean wholePieces) {
  /** No vocabulary that was read has one above 256. */
  static final int MAX_TOKEN_BYTES = 1 << 10;

  /**
   * Checks the tokens one by one.
   *
   * @throws IllegalArgumentException if there is none, too many, or one is empty or too long
   */
  public RankedTokens {
    if (tokens.isEmpty() || tokens.size() > Trie.MAX_TOKEN) {
      throw new IllegalArgumentException("%d tokens".formatted(tokens.size()));
    }
    tokens = List.copyOf(tokens);
    for (byte[] token : tokens) {
      if (token.length == 0 || token.length > MAX_TOKEN_BYTES) {
        throw new IllegalArgumentException(
            "a token has %d bytes, want 1 to %d".formatted(token.length, MAX_TOKEN_BYTES));
      }
    }
  }
}

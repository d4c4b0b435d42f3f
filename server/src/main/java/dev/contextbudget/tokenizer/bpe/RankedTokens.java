package dev.contextbudget.tokenizer.bpe;

import java.util.List;
import java.util.stream.Stream;

/**
 * The ordinary tokens of a vocabulary, as their bytes, in the order in which merges make them.
 *
 * <p>Those of one {@link MergeUnit} come in any place; every other one is the merge of two that
 * stand before it, or cannot be reached.
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
    for (int i = 0; i < tokens.size(); i++) {
      int bytes = tokens.get(i).length;
      if (bytes == 0 || bytes > MAX_TOKEN_BYTES) {
        throw new IllegalArgumentException(
            "token %d has %d bytes, want 1 to %d".formatted(i, bytes, MAX_TOKEN_BYTES));
      }
    }
  }

  /** Returns how many tokens no merge is needed for. */
  int units() {
    return (int) tokens.stream().filter(this::isUnit).count();
  }

  /** Returns the tokens, with those that no merge is needed for in front. */
  byte[][] unitsFirst() {
    return Stream.concat(
            tokens.stream().filter(this::isUnit), tokens.stream().filter(token -> !isUnit(token)))
        .toArray(byte[][]::new);
  }

  private boolean isUnit(byte[] token) {
    return switch (unit) {
      case BYTE -> token.length == 1;
      case CODE_POINT ->
          CodePoints.startsAt(token, 0) && token.length == CodePoints.bytesAt(token, 0);
    };
  }
}

package dev.contextbudget.tokenizer.bpe;

import java.util.Arrays;
import java.util.BitSet;
import java.util.stream.IntStream;

/**
 * Makes the tables of a vocabulary from its list of tokens.
 *
 * <p>The list alone says which two tokens each token is made of: those that byte pair encoding with
 * the tokens before it leaves of its bytes, if it leaves two. Otherwise no text has the token, but
 * as a whole piece (695 of the 128,000 of Llama 3). O(n log n); half a second for 200,000 tokens.
 */
public final class VocabularyBuilder {
  private final RankedTokens ranked;

  /** Units first, the others as they are merged. */
  private final byte[][] tokens;

  private final int units;
  private final Merges merges;
  private final BitSet reached = new BitSet();

  private VocabularyBuilder(RankedTokens ranked) {
    this.ranked = ranked;
    tokens = ranked.unitsFirst();
    units = ranked.units();
    merges = new Merges(tokens.length);
  }

  /**
   * Returns the tables.
   *
   * @throws IllegalArgumentException if two tokens are equal, or a byte is missing where bytes are
   *     the units
   */
  public static Vocabulary build(RankedTokens ranked) {
    return new VocabularyBuilder(ranked).build();
  }

  private Vocabulary build() {
    checkBytes();
    BitSet all = new BitSet();
    all.set(0, tokens.length);
    Trie trie = TrieBuilder.of(tokens, all);
    int[] shorter = shorter(trie);
    for (int token = 0; token < tokens.length; token++) {
      derive(trie, shorter, token);
    }
    BitSet unreached = (BitSet) all.clone();
    unreached.andNot(reached);
    if (!unreached.isEmpty()) {
      trie = TrieBuilder.of(tokens, reached);
      shorter = shorter(trie);
    }
    return new Vocabulary(
        ranked.unit(),
        trie,
        TrieBuilder.of(tokens, ranked.wholePieces() ? unreached : new BitSet()),
        merges,
        Seams.within(tokens),
        withLengths(shorter),
        PieceCache.filledWith(tokens, ranked.wholePieces() ? all : reached));
  }

  private void checkBytes() {
    if (ranked.unit() == MergeUnit.BYTE && units < 256) {
      throw new IllegalArgumentException(
          "%d of the 256 bytes are tokens, and every one can be in a text".formatted(units));
    }
  }

  /** Returns the longest other token that each token begins with. */
  private int[] shorter(Trie trie) {
    return Arrays.stream(tokens)
        .mapToInt(token -> trie.longest(token, 0, token.length - 1))
        .toArray();
  }

  /** Finds the parts of a token: the first split, from the right, into two that can meet. */
  private void derive(Trie trie, int[] shorter, int token) {
    reached.set(token);
    if (token < units) {
      merges.add(token, token, token);
      return;
    }
    byte[] bytes = tokens[token];
    for (int left = shorter[token]; left != Trie.NONE; left = shorter[left]) {
      int right = trie.find(bytes, tokens[left].length, bytes.length);
      if (isMadeBefore(left, token) && isMadeBefore(right, token) && merges.canMeet(left, right)) {
        merges.add(token, left, right);
        return;
      }
    }
    reached.clear(token);
    merges.add(token, token, token);
  }

  private boolean isMadeBefore(int part, int token) {
    return part != Trie.NONE && part < token && reached.get(part);
  }

  private long[] withLengths(int[] shorter) {
    return IntStream.range(0, tokens.length)
        .mapToLong(
            token ->
                (long) tokens[token].length << Integer.SIZE
                    | Integer.toUnsignedLong(shorter[token]))
        .toArray();
  }
}

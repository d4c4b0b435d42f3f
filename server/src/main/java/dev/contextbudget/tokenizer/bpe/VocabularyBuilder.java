package dev.contextbudget.tokenizer.bpe;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Makes the tables of a vocabulary, and tries them: every token, and every token with another one
 * behind it, has to count what {@linkplain PlainEncoder plain} byte pair encoding makes of it.
 *
 * <p>O(n log n); a second for 200,000 tokens.
 */
public final class VocabularyBuilder {
  /** Odd, so that every token has another one behind it in the trial. */
  private static final int TRIAL_STEP = 0x9E3779B1;

  private final RankedTokens ranked;
  private final List<byte[]> apart;
  private final Derivation derivation;

  /** Units first, then as they are merged, then those that no merge makes. */
  private final byte[][] tokens;

  private final long[] parts;

  private VocabularyBuilder(RankedTokens ranked, MergeRules rules, List<byte[]> apart) {
    this.ranked = ranked;
    this.apart = apart;
    derivation = new Derivation(ranked, rules);
    int[] order = derivation.order();
    tokens = Arrays.stream(order).mapToObj(ranked.tokens()::get).toArray(byte[][]::new);
    parts = derivation.partsIn(order);
  }

  /**
   * Returns the tables of a vocabulary in which any two tokens merge that spell a third one, the
   * first of the list first.
   *
   * @throws IllegalArgumentException if two tokens are equal, or a byte that texts can have is none
   *     where bytes are the units
   */
  public static Vocabulary build(RankedTokens ranked) {
    byte[][] tokens = ranked.tokens().toArray(byte[][]::new);
    BitSet all = new BitSet();
    all.set(0, tokens.length);
    Concatenations rules = new Concatenations(tokens, TrieBuilder.of(tokens, all));
    return new VocabularyBuilder(ranked, rules, List.of()).build();
  }

  /**
   * Returns the tables of a vocabulary with its own list of merges.
   *
   * @param ranked the tokens, in any order
   * @param merges by the places of the tokens
   * @param apart texts that are a token when they are a piece, beside what the tokens say
   * @throws IllegalArgumentException as {@link #build(RankedTokens)}
   */
  public static Vocabulary build(RankedTokens ranked, MergeList merges, List<byte[]> apart) {
    return new VocabularyBuilder(ranked, merges, apart).build();
  }

  private Vocabulary build() {
    if (ranked.unit() == MergeUnit.BYTE) {
      checkBytes();
    }
    BitSet reached = new BitSet();
    reached.set(0, derivation.reached());
    Trie trie = TrieBuilder.of(tokens, reached);
    Vocabulary vocabulary =
        new Vocabulary(
            ranked.unit(),
            trie,
            wholeOnly(trie),
            Merges.of(parts),
            Seams.within(Arrays.copyOf(tokens, derivation.reached())),
            withLengths(trie),
            PieceCache.filledWith(tokens, reached),
            apart.stream().mapToInt(token -> token.length).max().orElse(0));
    tryOut(vocabulary);
    return vocabulary;
  }

  /** UTF-8 has no bytes C0, C1 and F5 to FF. */
  private void checkBytes() {
    BitSet missing = new BitSet();
    missing.set(0, 0xC0);
    missing.set(0xC2, 0xF5);
    ranked.tokens().stream()
        .filter(token -> token.length == 1)
        .forEach(token -> missing.clear(token[0] & 0xFF));
    if (!missing.isEmpty()) {
      throw new IllegalArgumentException(
          "%d bytes that texts can have are no tokens, the first is 0x%02X"
              .formatted(missing.cardinality(), missing.nextSetBit(0)));
    }
  }

  /** Returns the tokens that are whole pieces only. */
  private Trie wholeOnly(Trie trie) {
    Stream<byte[]> unreached =
        ranked.wholePieces()
            ? Arrays.stream(tokens, derivation.reached(), tokens.length)
            : Stream.empty();
    byte[][] whole =
        Stream.concat(unreached, apart.stream())
            .filter(token -> trie.find(token, 0, token.length) == Trie.NONE)
            .sorted(Arrays::compareUnsigned)
            .toArray(byte[][]::new);
    BitSet distinct = new BitSet();
    IntStream.range(0, whole.length)
        .filter(i -> i == 0 || !Arrays.equals(whole[i - 1], whole[i]))
        .forEach(distinct::set);
    return TrieBuilder.of(whole, distinct);
  }

  /** Returns of each token its length and the longest other token that it begins with. */
  private long[] withLengths(Trie trie) {
    return Arrays.stream(tokens)
        .mapToLong(
            token ->
                (long) token.length << Integer.SIZE
                    | Integer.toUnsignedLong(trie.longest(token, 0, token.length - 1)))
        .toArray();
  }

  private void tryOut(Vocabulary vocabulary) {
    PieceEncoder encoder = new PieceEncoder(vocabulary);
    for (int i = 0; i < tokens.length; i++) {
      byte[] other = tokens[Integer.remainderUnsigned(i * TRIAL_STEP, tokens.length)];
      tryOut(encoder, List.of(tokens[i]));
      tryOut(encoder, List.of(tokens[i], other));
    }
  }

  private void tryOut(PieceEncoder encoder, List<byte[]> texts) {
    int want = derivation.count(texts);
    int got = want == 0 ? 0 : encoder.encode(texts);
    if (got != want) {
      throw new IllegalArgumentException(
          "cannot be counted exactly: a text of %d bytes has %d tokens, and %d were found"
              .formatted(texts.stream().mapToInt(text -> text.length).sum(), want, got));
    }
  }
}

package dev.contextbudget.tokenizer.bpe;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Of which two tokens each token is made, and in which order: what byte pair encoding does with the
 * bytes of each token alone.
 *
 * <p>In a text nothing else can make it. As long as no merge crosses its borders, merges within
 * them are the same as alone; so of all the merges that a file lists for a token only the one found
 * here is ever done. A token of which more than one is left alone is in no text (588 of the 128,000
 * of Llama 3, among them {@code " jeho"}).
 *
 * <p>Some microseconds a token: half a second for 262,144.
 */
final class Derivation {
  private final byte[][] tokens;
  private final MergeUnit unit;
  private final PlainEncoder encoder;
  private final Trie units;
  private final BitSet isUnit = new BitSet();
  private final BitSet reached = new BitSet();

  /** Of each token the merge that makes it, and the parts. */
  private final int[] merges;

  private final long[] parts;

  Derivation(RankedTokens ranked, MergeRules rules) {
    tokens = ranked.tokens().toArray(byte[][]::new);
    unit = ranked.unit();
    encoder = new PlainEncoder(rules);
    merges = new int[tokens.length];
    parts = new long[tokens.length];
    IntStream.range(0, tokens.length).filter(this::isUnit).forEach(isUnit::set);
    units = TrieBuilder.of(tokens, isUnit);
    IntStream.range(0, tokens.length).forEach(this::derive);
  }

  private boolean isUnit(int token) {
    return unit.bytesAt(tokens[token], 0) == tokens[token].length;
  }

  private void derive(int token) {
    if (isUnit.get(token)) {
      reached.set(token);
      parts[token] = Merges.pair(token, token);
    } else if (count(List.of(tokens[token])) == 1) {
      reached.set(token);
      merges[token] = encoder.lastMerge();
      parts[token] = Merges.pair(encoder.lastLeft(), encoder.lastRight());
    }
  }

  /**
   * Returns how many tokens byte pair encoding makes of some bytes.
   *
   * @return 0 if not all of the bytes are units
   */
  int count(List<byte[]> texts) {
    encoder.clear();
    for (byte[] text : texts) {
      for (int at = 0; at < text.length; ) {
        int end = at + unit.bytesAt(text, at);
        int token = end > text.length ? Trie.NONE : units.find(text, at, end);
        if (token == Trie.NONE) {
          return 0;
        }
        encoder.add(token);
        at = end;
      }
    }
    return encoder.encode();
  }

  int reached() {
    return reached.cardinality();
  }

  /** Returns the tokens: units first, then those that merges make, in that order, then the rest. */
  int[] order() {
    BitSet none = new BitSet();
    none.set(0, tokens.length);
    none.andNot(reached);
    BitSet made = (BitSet) reached.clone();
    made.andNot(isUnit);
    long[] byMerge =
        made.stream().mapToLong(token -> (long) merges[token] << Integer.SIZE | token).toArray();
    Arrays.sort(byMerge);
    return Stream.of(isUnit.stream(), Arrays.stream(byMerge).mapToInt(x -> (int) x), none.stream())
        .flatMapToInt(some -> some)
        .toArray();
  }

  /**
   * Returns the parts of the tokens by their new numbers; those of one that is not made, itself.
   *
   * @param order which token has each new number
   */
  long[] partsIn(int[] order) {
    int[] numbers = new int[order.length];
    IntStream.range(0, order.length).forEach(number -> numbers[order[number]] = number);
    int made = reached();
    return IntStream.range(0, order.length)
        .mapToLong(number -> number < made ? parts(order[number], numbers) : itself(number))
        .toArray();
  }

  private long parts(int token, int[] numbers) {
    return Merges.pair(numbers[(int) (parts[token] >>> Integer.SIZE)], numbers[(int) parts[token]]);
  }

  private static long itself(int number) {
    return Merges.pair(number, number);
  }
}

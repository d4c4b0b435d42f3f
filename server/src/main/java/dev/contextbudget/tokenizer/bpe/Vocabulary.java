package dev.contextbudget.tokenizer.bpe;

import java.util.Arrays;

/**
 * The tables by which texts of one vocabulary are counted.
 *
 * <p>Immutable and shared by all threads. Some 50 bytes a token, and 1 MB.
 */
public final class Vocabulary {
  private final MergeUnit unit;
  private final Trie trie;
  private final Trie wholeOnly;
  private final Merges merges;
  private final Seams seams;

  /** Of each token its length in bytes, and in the lower half the longest one it begins with. */
  private final long[] lengthsAndShorter;

  private final long[] firstPieces;
  private final int maxTokenBytes;

  /**
   * @param trie of the tokens that merges make
   * @param wholeOnly of those that none make and that stand for a whole piece all the same
   * @param seams between the tokens that merges make
   * @param lengthsAndShorter of each token its length in bytes in the upper half, and in the lower
   *     half the longest other token that it begins with, or {@link Trie#NONE}
   * @param firstPieces see {@link PieceCache#filledWith}
   * @param maxApartBytes the longest text that is a token when it is a piece, beside those
   */
  Vocabulary(
      MergeUnit unit,
      Trie trie,
      Trie wholeOnly,
      Merges merges,
      Seams seams,
      long[] lengthsAndShorter,
      long[] firstPieces,
      int maxApartBytes) {
    this.unit = unit;
    this.trie = trie;
    this.wholeOnly = wholeOnly;
    this.merges = merges;
    this.seams = seams;
    this.lengthsAndShorter = lengthsAndShorter;
    this.firstPieces = firstPieces;
    long longest = Arrays.stream(lengthsAndShorter).max().orElse(0);
    maxTokenBytes = Math.max((int) (longest >>> Integer.SIZE), maxApartBytes);
  }

  /** Returns the number of tokens, without special ones. */
  public int size() {
    return lengthsAndShorter.length;
  }

  /** Returns the length of the longest token in bytes. */
  public int maxTokenBytes() {
    return maxTokenBytes;
  }

  MergeUnit unit() {
    return unit;
  }

  Trie trie() {
    return trie;
  }

  Trie wholeOnly() {
    return wholeOnly;
  }

  Merges merges() {
    return merges;
  }

  Seams seams() {
    return seams;
  }

  /** Returns what a cache begins with. */
  long[] firstPieces() {
    return firstPieces.clone();
  }

  long[] lengthsAndShorter() {
    return lengthsAndShorter.clone();
  }

  /** Returns the length of a token in bytes. */
  int bytesOf(int token) {
    return (int) (lengthsAndShorter[token] >>> Integer.SIZE);
  }

  /** Returns the longest other token that a token begins with, or {@link Trie#NONE}. */
  int shorter(int token) {
    return (int) lengthsAndShorter[token];
  }

  /** Returns true if these bytes are a token that stands for a whole piece only. */
  boolean isWholeOnly(byte[] text, int start, int end) {
    return wholeOnly.find(text, start, end) != Trie.NONE;
  }
}

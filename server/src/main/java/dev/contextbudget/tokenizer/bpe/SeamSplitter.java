package dev.contextbudget.tokenizer.bpe;

import dev.contextbudget.tokenizer.split.Splitter;
import java.util.BitSet;
import java.util.List;

/**
 * Splits a text that the vocabulary's authors do not split at all, wherever no token goes on: where
 * no token holds the two neighbouring code points, no merge can cross.
 *
 * <p>In vocabularies made by SentencePiece tokens have a space in front only, so a word is a piece.
 * A code point that is in no token is a piece of its own.
 */
public final class SeamSplitter implements Splitter {
  private static final int ASCII = 128;

  private final Seams seams;

  /** Code points that are tokens. */
  private final long[] units = new long[(Character.MAX_CODE_POINT + 1) / Long.SIZE];

  /** Of each character of ASCII those that follow it in a token: exact where text is densest. */
  private final long[] asciiFollowers = new long[2 * ASCII];

  /**
   * Takes the tokens of a vocabulary whose unit is the code point, which have to be all those that
   * merges make, and may be more.
   */
  public SeamSplitter(List<byte[]> tokens) {
    seams = Seams.within(tokens.toArray(byte[][]::new));
    BitSet single = new BitSet();
    for (byte[] token : tokens) {
      if (CodePoints.bytesAt(token, 0) == token.length) {
        single.set(CodePoints.at(token, 0));
      }
    }
    long[] words = single.toLongArray();
    System.arraycopy(words, 0, units, 0, words.length);
    tokens.forEach(this::joinAscii);
  }

  private void joinAscii(byte[] token) {
    for (int i = 1; i < token.length; i++) {
      if (token[i - 1] >= 0 && token[i] >= 0 && isUnit(token, i)) {
        asciiFollowers[2 * token[i - 1] + (token[i] >>> 6)] |= 1L << token[i];
      }
    }
  }

  @Override
  public int split(byte[] text, int start, int end, int[] ends) {
    int pieces = 0;
    for (int at = start; at < end && pieces < ends.length; pieces++) {
      at = pieceEnd(text, at, end);
      ends[pieces] = at;
    }
    return pieces;
  }

  private int pieceEnd(byte[] text, int start, int end) {
    int before = start;
    int at = start + CodePoints.bytesAt(text, start);
    if (isUnit(text, start)) {
      while (at < end && isJoined(text, before, at)) {
        before = at;
        at += CodePoints.bytesAt(text, at);
      }
    }
    return at;
  }

  private boolean isJoined(byte[] text, int before, int at) {
    int first = text[before];
    int second = text[at];
    return (first | second) >= 0
        ? (asciiFollowers[2 * first + (second >>> 6)] >>> second & 1) != 0
        : !seams.isBetween(text, before, at) && isUnit(text, at);
  }

  private boolean isUnit(byte[] text, int at) {
    int codePoint = CodePoints.at(text, at);
    return (units[codePoint >>> 6] >>> codePoint & 1) != 0;
  }
}

package dev.contextbudget.tokenizer.bpe;

import dev.contextbudget.core.error.StopSignal;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;

/**
 * Encodes one piece, from left to right: at each place the longest token that can stand behind the
 * one before it, and one step back where none can.
 *
 * <p>That finds the tokens of byte pair encoding, because no other tokens of a piece have only
 * neighbours that {@linkplain Merges#canMeet can meet}. A place from which no tokens lead to the
 * end is marked and never tried again, so the time is linear, whatever the text. Memory is 4 bytes
 * a token and one bit a byte, taken in blocks.
 *
 * <p>For one thread.
 */
final class PieceEncoder {
  /** 64 KB: more is slower on text that repeats nothing, and less on what repeats a little. */
  private static final int MEMO_BITS = 13;

  private static final int MEMO_SHIFT = Long.SIZE - MEMO_BITS;
  private static final long MIX = 0x9E3779B97F4A7C15L;

  /** Steps between two looks at whether the caller is still there: some 50 microseconds. */
  private static final int STEPS_PER_CHECK = 1 << 12;

  /** Marks of a piece of 1 KB, and of 64 KB, behind which they are given back. */
  private static final int MIN_WORDS = 1 << 4;

  private static final int KEPT_WORDS = 1 << 10;

  /** Bytes looked at in one go for whether they repeat: some 5 microseconds. */
  private static final int MAX_REPEATING_BYTES = 1 << 16;

  private final Vocabulary vocabulary;
  private final Trie trie;
  private final Merges merges;
  private final TokenStack tokens = new TokenStack();
  private long[] deadEnds = new long[MIN_WORDS];

  /** What {@link Merges#canMeet} said of pairs, each in the slot of its hash: two tokens and it. */
  private final long[] memo = new long[1 << MEMO_BITS];

  /** Behind all places of the piece that were reached. */
  private int furthest;

  /** Up to where the bytes are known to repeat, and not farther. */
  private int repeatingEnd;

  PieceEncoder(Vocabulary vocabulary) {
    this.vocabulary = vocabulary;
    trie = vocabulary.trie();
    merges = vocabulary.merges();
    Arrays.fill(memo, -1);
  }

  /** Returns how many tokens a piece has. */
  int count(byte[] text, int start, int end, StopSignal stop) {
    int first = trie.longest(text, start, end);
    boolean isToken = first != Trie.NONE && vocabulary.bytesOf(first) == end - start;
    if (isToken || vocabulary.isWholeOnly(text, start, end)) {
      return 1;
    }
    return encode(text, start, end, first, stop);
  }

  /**
   * Encodes a piece and keeps its tokens until the next one.
   *
   * @return how many there are
   */
  int encode(byte[] text, int start, int end, StopSignal stop) {
    return encode(text, start, end, trie.longest(text, start, end), stop);
  }

  /** Encodes texts as one piece. */
  int encode(List<byte[]> texts) {
    ByteArrayOutputStream piece = new ByteArrayOutputStream();
    texts.forEach(piece::writeBytes);
    return encode(piece.toByteArray(), 0, piece.size(), StopSignal.NEVER);
  }

  /** Returns the length in bytes of one of the tokens of the piece encoded last. */
  int bytesOf(int index) {
    int token = tokens.get(index);
    return token == Trie.NONE ? 1 : vocabulary.bytesOf(token);
  }

  private int encode(byte[] text, int start, int end, int first, StopSignal stop) {
    clear(end - start);
    furthest = start;
    repeatingEnd = -1;
    if (first == Trie.NONE) {
      return encodeBytes(end - start);
    }
    int at = start;
    int last = Trie.NONE;
    int next = first;
    for (int steps = 1; at < end; steps++) {
      if (steps % STEPS_PER_CHECK == 0) {
        stop.check();
      }
      int behind = at + vocabulary.bytesOf(next);
      if (!isDeadEnd(behind - start) && (last == Trie.NONE || canMeet(last, next))) {
        tokens.push(next);
        furthest = Math.max(furthest, behind);
        at = next == last ? repeat(text, at, behind, end, stop) : behind;
        last = next;
        next = trie.longest(text, at, end);
        continue;
      }
      next = vocabulary.shorter(next);
      if (next == Trie.NONE) {
        markDeadEnd(at - start);
        next = tokens.pop();
        at -= vocabulary.bytesOf(next);
        last = tokens.last();
      }
    }
    return tokens.size();
  }

  /**
   * Adds a token as often again as it is certain to follow, and returns the place behind.
   *
   * <p>It stands there twice. From the second one to the place behind it the search looked at no
   * more than the longest token behind the furthest place. As long as those bytes stand there again
   * one token on, the search would find the same again. Else every place within a run of 1 MB of
   * {@code =} would be tried with each of the 40 tokens of that sign that some vocabularies have.
   *
   * @param second where the second one begins
   * @param behind where it ends
   */
  private int repeat(byte[] text, int second, int behind, int end, StopSignal stop) {
    int bytes = behind - second;
    int seen = furthest + vocabulary.maxTokenBytes() + 1;
    int to = Math.min(end - bytes, second + MAX_REPEATING_BYTES);
    if (second <= repeatingEnd || to < seen) {
      return behind;
    }
    int different = Arrays.mismatch(text, second, to, text, second + bytes, to + bytes);
    repeatingEnd = different < 0 ? to : second + different;
    if (repeatingEnd < seen) {
      return behind;
    }
    stop.check();
    int times = (repeatingEnd - seen) / bytes + 1;
    for (int i = 0; i < times; i++) {
      tokens.push(tokens.last());
    }
    return behind + times * bytes;
  }

  /** Encodes a code point that is no token; it is always a piece of its own. */
  private int encodeBytes(int bytes) {
    for (int i = 0; i < bytes; i++) {
      tokens.push(Trie.NONE);
    }
    return bytes;
  }

  private boolean canMeet(int first, int second) {
    long pair = (long) first << 32 | (long) second << 1;
    int slot = (int) ((pair * MIX) >>> MEMO_SHIFT);
    long known = memo[slot];
    if ((known & ~1L) == pair) {
      return (known & 1) != 0;
    }
    boolean can = merges.canMeet(first, second);
    memo[slot] = can ? pair | 1 : pair;
    return can;
  }

  /** Makes ready for a piece of so many bytes. */
  void clear(int bytes) {
    tokens.clear();
    int words = (bytes >>> 6) + 1;
    if (words > deadEnds.length || deadEnds.length > KEPT_WORDS) {
      deadEnds = new long[Math.max(words, MIN_WORDS)];
    } else {
      Arrays.fill(deadEnds, 0, words, 0);
    }
  }

  private boolean isDeadEnd(int offset) {
    return ((deadEnds[offset >>> 6] >>> offset) & 1) != 0;
  }

  private void markDeadEnd(int offset) {
    deadEnds[offset >>> 6] |= 1L << offset;
  }
}

package dev.contextbudget.tokenizer.bpe;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * Texts that are one token wherever they stand, and end the piece before them: what the files of
 * Hugging Face call added tokens, as far as they are not special. Of several at one place the
 * longest counts.
 */
public final class AddedTokens {
  private final Trie trie;
  private final boolean[] begins = new boolean[256];
  private final int maxBytes;

  /**
   * Takes the tokens.
   *
   * @throws IllegalArgumentException if two are equal, or one is empty
   */
  public AddedTokens(List<byte[]> tokens) {
    byte[][] all = tokens.toArray(byte[][]::new);
    if (Arrays.stream(all).anyMatch(token -> token.length == 0)) {
      throw new IllegalArgumentException("an added token is empty");
    }
    BitSet each = new BitSet();
    each.set(0, all.length);
    trie = TrieBuilder.of(all, each);
    tokens.forEach(token -> begins[token[0] & 0xFF] = true);
    maxBytes = tokens.stream().mapToInt(token -> token.length).max().orElse(0);
  }

  /** Returns true if there are none. */
  public boolean isEmpty() {
    return trie.isEmpty();
  }

  /** Returns how many bytes at the end of a text may turn out to begin one when it goes on. */
  public int openBytes() {
    return Math.max(0, maxBytes - 1);
  }

  /**
   * Returns the first place from {@code from} to before {@code to} at which one begins, or {@code
   * to}.
   *
   * @param end where the text ends, {@code >= to}; one may go on behind {@code to}
   */
  public int next(byte[] text, int from, int to, int end) {
    for (int at = from; at < to; at++) {
      if (begins[text[at] & 0xFF] && trie.longest(text, at, end) != Trie.NONE) {
        return at;
      }
    }
    return to;
  }

  /** Returns where the one ends that begins at {@code at}, or {@code at}. */
  public int endAt(byte[] text, int at, int end) {
    return begins[text[at] & 0xFF] ? trie.longestEnd(text, at, end) : at;
  }
}

package dev.contextbudget.tokenizer.bpe;

import java.util.Arrays;

/**
 * Merges one by one, in the order in which they are done, as the files of Hugging Face and
 * SentencePiece list them.
 *
 * <p>Some 40 bytes a merge; needed only until the tables are built.
 */
public final class MergeList implements MergeRules {
  private static final long MIX = 0x9E3779B97F4A7C15L;
  private static final long FREE = -1;

  private int[] made = new int[1 << 16];
  private int size;

  /** Pairs of tokens, the left one in the upper half; open addressing, at most half full. */
  private long[] pairs = new long[1 << 17];

  private int[] merges = new int[1 << 17];

  public MergeList() {
    Arrays.fill(pairs, FREE);
  }

  /**
   * Adds the next merge.
   *
   * @param left index of a token, as are the others
   * @throws IllegalArgumentException if the pair is there already
   */
  public void add(int left, int right, int madeToken) {
    if (size == made.length) {
      grow();
    }
    int slot = slotOf(pair(left, right));
    if (pairs[slot] != FREE) {
      throw new IllegalArgumentException("merge %d is there twice".formatted(size));
    }
    pairs[slot] = pair(left, right);
    merges[slot] = size;
    made[size++] = madeToken;
  }

  /** Returns how many merges there are. */
  public int size() {
    return size;
  }

  @Override
  public int merge(int left, int right) {
    int slot = slotOf(pair(left, right));
    return pairs[slot] == FREE ? Trie.NONE : merges[slot];
  }

  @Override
  public int made(int merge) {
    return made[merge];
  }

  private static long pair(int left, int right) {
    return (long) left << Integer.SIZE | right;
  }

  /** Returns the slot of a pair, or the free one where it belongs. */
  private int slotOf(long pair) {
    long mixed = pair * MIX;
    int slot = (int) (mixed ^ mixed >>> Integer.SIZE) & (pairs.length - 1);
    while (pairs[slot] != FREE && pairs[slot] != pair) {
      slot = (slot + 1) & (pairs.length - 1);
    }
    return slot;
  }

  private void grow() {
    long[] oldPairs = pairs;
    int[] oldMerges = merges;
    made = Arrays.copyOf(made, 2 * size);
    pairs = new long[2 * oldPairs.length];
    merges = new int[pairs.length];
    Arrays.fill(pairs, FREE);
    for (int i = 0; i < oldPairs.length; i++) {
      if (oldPairs[i] != FREE) {
        int slot = slotOf(oldPairs[i]);
        pairs[slot] = oldPairs[i];
        merges[slot] = oldMerges[i];
      }
    }
  }
}

package dev.contextbudget.tokenizer.bpe;

import java.util.Arrays;

/** Tokens, the last of which can be taken back. Grows by blocks, so that nothing is copied. */
final class TokenStack {
  private static final int BLOCK_BITS = 10;
  private static final int BLOCK = 1 << BLOCK_BITS;
  private static final int OFFSET_MASK = BLOCK - 1;

  private int[][] blocks = {new int[BLOCK]};
  private int size;

  int size() {
    return size;
  }

  int get(int index) {
    return blocks[index >>> BLOCK_BITS][index & OFFSET_MASK];
  }

  /** Returns the last token, or {@link Trie#NONE}. */
  int last() {
    return size == 0 ? Trie.NONE : get(size - 1);
  }

  void push(int token) {
    int block = size >>> BLOCK_BITS;
    if (block == blocks.length) {
      blocks = Arrays.copyOf(blocks, 2 * block);
    }
    if (blocks[block] == null) {
      blocks[block] = new int[BLOCK];
    }
    blocks[block][size & OFFSET_MASK] = token;
    size++;
  }

  int pop() {
    size--;
    return get(size);
  }

  /** Forgets all tokens, and gives back the memory of a long piece. */
  void clear() {
    size = 0;
    if (blocks.length > 1) {
      blocks = new int[][] {blocks[0]};
    }
  }
}

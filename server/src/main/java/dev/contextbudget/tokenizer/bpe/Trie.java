package dev.contextbudget.tokenizer.bpe;

/**
 * The tokens of a vocabulary by their bytes: finds the longest one that a text begins with.
 *
 * <p>A double array (Aoe, 1989): the child of a node by byte {@code b} is at {@code base + b}, one
 * load for each byte of text. Each node has a base of its own, so that the byte alone tells whether
 * the slot belongs to the node. A slot holds the byte it is reached by, its base and its token.
 */
final class Trie {
  /** No token. */
  static final int NONE = -1;

  /** The slot of the root. No node with children has the base 0. */
  static final int ROOT = 0;

  /** Of the root, which is reached by no byte: a node without children has the base 0 as well. */
  static final int NO_LABEL = 256;

  static final int MAX_BASE = (1 << 27) - 1;
  static final int MAX_TOKEN = (1 << 27) - 2;

  private static final int LABEL_BITS = 9;
  private static final int LABEL_MASK = (1 << LABEL_BITS) - 1;
  private static final int TOKEN_SHIFT = 36;

  private final long[] slots;

  /**
   * @param slots see {@link #slot}; not copied
   */
  Trie(long[] slots) {
    this.slots = slots;
  }

  long[] slots() {
    return slots.clone();
  }

  /**
   * Returns the content of a slot.
   *
   * @param label the byte it is reached by, or {@link #NO_LABEL}
   * @param base where its children are, 0 if it has none
   * @param token the token that ends here, or {@link #NONE}
   */
  static long slot(int label, int base, int token) {
    return (label + 1) | (long) base << LABEL_BITS | (token + 1L) << TOKEN_SHIFT;
  }

  boolean isEmpty() {
    return base(slots[ROOT]) == 0;
  }

  /** Returns the longest token that the text begins with, or {@link #NONE}. */
  int longest(byte[] text, int start, int end) {
    long[] nodes = slots;
    long node = nodes[ROOT];
    long found = 0;
    for (int i = start; i < end; i++) {
      int label = text[i] & 0xFF;
      node = nodes[base(node) + label];
      if ((node & LABEL_MASK) != label + 1) {
        break;
      }
      long token = node >>> TOKEN_SHIFT;
      found = token == 0 ? found : token;
    }
    return (int) found - 1;
  }

  /** Returns where the longest token ends that the text begins with, or {@code start}. */
  int longestEnd(byte[] text, int start, int end) {
    long node = slots[ROOT];
    int found = start;
    for (int i = start; i < end; i++) {
      int label = text[i] & 0xFF;
      node = slots[base(node) + label];
      if ((node & LABEL_MASK) != label + 1) {
        break;
      }
      found = node >>> TOKEN_SHIFT == 0 ? found : i + 1;
    }
    return found;
  }

  /** Returns the token of exactly these bytes, or {@link #NONE}. */
  int find(byte[] text, int start, int end) {
    long node = slots[ROOT];
    for (int i = start; i < end; i++) {
      int label = text[i] & 0xFF;
      node = slots[base(node) + label];
      if ((node & LABEL_MASK) != label + 1) {
        return NONE;
      }
    }
    return (int) (node >>> TOKEN_SHIFT) - 1;
  }

  private static int base(long node) {
    return (int) (node >>> LABEL_BITS) & MAX_BASE;
  }
}

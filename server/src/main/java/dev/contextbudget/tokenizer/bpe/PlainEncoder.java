package dev.contextbudget.tokenizer.bpe;

import java.util.Arrays;

/**
 * Byte pair encoding as it is defined: of all neighbours that merge, those of the lowest merge do,
 * the leftmost first, until none are left.
 *
 * <p>Quadratic in the units of a text, but right whatever the merges. Tables are made from it and
 * checked against it. For one thread.
 */
final class PlainEncoder {
  private static final int NO_MERGE = Integer.MAX_VALUE;

  private final MergeRules rules;
  private int[] tokens = new int[64];

  /** Of each token the merge with the next one. */
  private int[] merges = new int[64];

  private int size;
  private int lastMerge = Trie.NONE;
  private int lastLeft = Trie.NONE;
  private int lastRight = Trie.NONE;

  PlainEncoder(MergeRules rules) {
    this.rules = rules;
  }

  /** Begins a text without any tokens. */
  void clear() {
    size = 0;
    lastMerge = Trie.NONE;
  }

  /** Adds a token behind the others. */
  void add(int token) {
    if (size == tokens.length) {
      tokens = Arrays.copyOf(tokens, 2 * size);
      merges = Arrays.copyOf(merges, 2 * size);
    }
    tokens[size] = token;
    merges[size++] = NO_MERGE;
    look(size - 2);
  }

  /** Does the merge that comes first, and returns the index of the token it made, or -1. */
  int step() {
    int first = -1;
    int lowest = NO_MERGE;
    for (int i = 0; i < size - 1; i++) {
      if (merges[i] < lowest) {
        lowest = merges[i];
        first = i;
      }
    }
    if (first >= 0) {
      merge(first, lowest);
    }
    return first;
  }

  private void merge(int index, int merge) {
    lastMerge = merge;
    lastLeft = tokens[index];
    lastRight = tokens[index + 1];
    int behind = index + 2;
    System.arraycopy(tokens, behind, tokens, index + 1, size - behind);
    System.arraycopy(merges, behind, merges, index + 1, size - behind);
    size--;
    tokens[index] = rules.made(merge);
    look(index - 1);
    look(index);
  }

  /** Does all merges, and returns how many tokens are left. */
  int encode() {
    while (step() >= 0) {}
    return size;
  }

  private void look(int index) {
    if (index >= 0 && index < size) {
      int merge = index + 1 < size ? rules.merge(tokens[index], tokens[index + 1]) : Trie.NONE;
      merges[index] = merge == Trie.NONE ? NO_MERGE : merge;
    }
  }

  /** Returns the merge done last, or -1 if there was none. */
  int lastMerge() {
    return lastMerge;
  }

  /** Returns the left part of the token made last. */
  int lastLeft() {
    return lastLeft;
  }

  /** Returns the right part of the token made last. */
  int lastRight() {
    return lastRight;
  }
}

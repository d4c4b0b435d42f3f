package dev.contextbudget.tokenizer.bpe;

/** Which neighbouring tokens merge, and in which order. */
interface MergeRules {
  /** Returns the number of the merge of two tokens, lower ones being done first, or -1. */
  int merge(int left, int right);

  /** Returns the token that a merge makes. */
  int made(int merge);
}

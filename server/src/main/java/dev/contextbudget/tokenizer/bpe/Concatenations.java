package dev.contextbudget.tokenizer.bpe;

/**
 * The merges of a vocabulary that is a list of tokens alone, as tiktoken's are: two tokens merge if
 * what they spell together is a token, and the one listed first is made first.
 */
final class Concatenations implements MergeRules {
  private final byte[][] tokens;
  private final Trie trie;

  /** What two tokens spell. */
  private final byte[] both = new byte[2 * RankedTokens.MAX_TOKEN_BYTES];

  /**
   * @param trie of all the tokens
   */
  Concatenations(byte[][] tokens, Trie trie) {
    this.tokens = tokens;
    this.trie = trie;
  }

  @Override
  public int merge(int left, int right) {
    byte[] first = tokens[left];
    byte[] second = tokens[right];
    int length = first.length + second.length;
    System.arraycopy(first, 0, both, 0, first.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return trie.find(both, 0, length);
  }

  @Override
  public int made(int merge) {
    return merge;
  }
}

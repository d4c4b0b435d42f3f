package dev.contextbudget.tokenizer.bpe;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import org.junit.jupiter.api.Test;

/** Finds tokens whatever stands behind them. */
final class TrieTest {

  /** The node of a token that no other one goes on had the root for its child by byte 0. */
  @Test
  void aTokenEndsBeforeAZeroByte() {
    byte[][] tokens = {bytes("a"), bytes("b")};
    BitSet all = new BitSet();
    all.set(0, tokens.length);
    Trie trie = TrieBuilder.of(tokens, all);

    byte[] text = bytes("a\0b");

    assertEquals(0, trie.longest(text, 0, text.length));
    assertEquals(1, trie.longestEnd(text, 0, text.length));
    assertEquals(Trie.NONE, trie.find(text, 0, text.length));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}

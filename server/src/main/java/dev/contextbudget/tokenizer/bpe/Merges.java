package dev.contextbudget.tokenizer.bpe;

import java.util.Arrays;

/**
 * Of which two tokens each token is made, and so which tokens can stand side by side.
 *
 * <p>Tokens are numbered in the order in which they are merged. Tokens that no merge makes, bytes
 * or characters, are their own parts. A text of tokens is what byte pair encoding makes of it if
 * and only if every two neighbours {@linkplain #canMeet can meet}; that allows to encode from left
 * to right without doing the merges (github/rust-gems, {@code bpe}, 2024).
 *
 * <p>Some 18 bytes a token.
 */
final class Merges {
  private static final long MIX = 0x9E3779B97F4A7C15L;

  /** Tokens below this number are merged most often: the bytes, where they come first. */
  private static final int SMALL_BITS = 8;

  private static final int SMALL = 1 << SMALL_BITS;

  /** Slots for each token; at 2 a search ends after 1.5 slots. */
  private static final int SLOTS_PER_TOKEN = 2;

  /** Bits of the filter for each token: with two bits set, 1 in 40 absent pairs passes. */
  private static final int FILTER_BITS_PER_TOKEN = 10;

  /** The parts of each token, the left one in the upper half. */
  private final long[] parts;

  /** Tokens by their parts, of two small ones. */
  private final int[] ofSmall = new int[SMALL * SMALL];

  /** Tokens by the hash of their parts; open addressing. */
  private final int[] byParts;

  private final int slotShift;

  /** Says of most pairs that they make no token, in one load that stays in the cache. */
  private final long[] filter;

  private final int filterShift;

  /** Creates a table without tokens, which are then {@linkplain #add added} in order. */
  Merges(int tokens) {
    parts = new long[tokens];
    int slotBits = bitsFor((long) tokens * SLOTS_PER_TOKEN);
    byParts = new int[1 << slotBits];
    Arrays.fill(byParts, Trie.NONE);
    Arrays.fill(ofSmall, Trie.NONE);
    slotShift = Long.SIZE - slotBits;
    int wordBits = bitsFor(Math.max(1, (long) tokens * FILTER_BITS_PER_TOKEN / Long.SIZE));
    filter = new long[1 << wordBits];
    filterShift = Long.SIZE - wordBits;
  }

  /** Creates the table of known parts. */
  static Merges of(long[] parts) {
    Merges merges = new Merges(parts.length);
    for (int token = 0; token < parts.length; token++) {
      merges.add(token, (int) (parts[token] >>> Integer.SIZE), (int) parts[token]);
    }
    return merges;
  }

  private static int bitsFor(long size) {
    return Math.max(1, Long.SIZE - Long.numberOfLeadingZeros(size - 1));
  }

  /** Returns the parts of each token, the left one in the upper half. */
  long[] parts() {
    return parts.clone();
  }

  private int left(int token) {
    return (int) (parts[token] >>> Integer.SIZE);
  }

  private int right(int token) {
    return (int) parts[token];
  }

  /** Adds a token made of two others, or of itself if no merge makes it. */
  void add(int token, int leftPart, int rightPart) {
    long pair = pair(leftPart, rightPart);
    parts[token] = pair;
    if (leftPart == token) {
      return;
    }
    if (areSmall(leftPart, rightPart)) {
      ofSmall[smallIndex(leftPart, rightPart)] = token;
      return;
    }
    long hash = hash(pair);
    int slot = (int) (hash >>> slotShift);
    while (byParts[slot] != Trie.NONE) {
      slot = (slot + 1) & (byParts.length - 1);
    }
    byParts[slot] = token;
    filter[(int) (hash >>> filterShift)] |= filterBits(hash);
  }

  /** Returns the token that two tokens merge to, or {@link Trie#NONE}. */
  private int merged(int leftPart, int rightPart) {
    if (areSmall(leftPart, rightPart)) {
      return ofSmall[smallIndex(leftPart, rightPart)];
    }
    long pair = pair(leftPart, rightPart);
    long hash = hash(pair);
    long bits = filterBits(hash);
    if ((filter[(int) (hash >>> filterShift)] & bits) != bits) {
      return Trie.NONE;
    }
    int slot = (int) (hash >>> slotShift);
    for (int token = byParts[slot]; token != Trie.NONE; token = byParts[slot]) {
      if (parts[token] == pair) {
        return token;
      }
      slot = (slot + 1) & (byParts.length - 1);
    }
    return Trie.NONE;
  }

  private static boolean areSmall(int leftPart, int rightPart) {
    return (leftPart | rightPart) < SMALL;
  }

  private static int smallIndex(int leftPart, int rightPart) {
    return leftPart << SMALL_BITS | rightPart;
  }

  private static long pair(int leftPart, int rightPart) {
    return (long) leftPart << Integer.SIZE | rightPart;
  }

  private static long hash(long pair) {
    long mixed = pair * MIX;
    return (mixed ^ mixed >>> Integer.SIZE) * MIX;
  }

  /** The two lowest groups of six bits, which select no slot. */
  private static long filterBits(long hash) {
    return 1L << hash | 1L << (hash >>> 6);
  }

  /**
   * Returns true if byte pair encoding can leave two tokens side by side: if at no time of their
   * making there is an earlier merge across the border between them.
   *
   * <p>Takes the merges of both back, the latest first, and looks at each time whether the two
   * tokens at the border would have merged before it. As many rounds as the tokens have parts
   * within parts at the border: 2 to 4 mostly.
   */
  boolean canMeet(int first, int second) {
    int before = first;
    int behind = second;
    int limit = Integer.MAX_VALUE;
    while (true) {
      int merged = merged(before, behind);
      if (merged != Trie.NONE && merged < limit) {
        return false;
      }
      // Of two equal tokens the one in front was made first, so the one behind is taken back first.
      boolean takesBefore = before > behind;
      if (takesBefore ? right(before) == before : left(behind) == behind) {
        takesBefore = !takesBefore;
        if (takesBefore ? right(before) == before : left(behind) == behind) {
          return true;
        }
      }
      if (takesBefore) {
        limit = before;
        before = right(before);
      } else {
        limit = behind + 1;
        behind = left(behind);
      }
    }
  }
}

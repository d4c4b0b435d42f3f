package dev.contextbudget.tokenizer.bpe;

import java.util.Arrays;
import java.util.BitSet;

/**
 * Of which two tokens each token is made, and so which tokens can stand side by side.
 *
 * <p>Tokens are numbered in the order in which they are merged. Tokens that no merge makes, bytes
 * or characters, are their own parts. A text of tokens is what byte pair encoding makes of it if
 * and only if every two neighbours {@linkplain #canMeet can meet}; that allows to encode from left
 * to right without doing the merges (github/rust-gems, {@code bpe}, 2024).
 *
 * <p>A token can have a lower number than one of its parts. What is made of it is {@linkplain
 * #canMeetByMerging looked at} by doing its merges.
 *
 * <p>Some 18 bytes a token.
 */
final class Merges implements MergeRules {
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

  /** Tokens below this number are not made of others. */
  private final int units;

  /**
   * Tokens that are made of one with a higher number, or have such a part: as soon as there is the
   * part, there they are. 107 of Llama 3, and the runs of spaces of Gemma 3.
   */
  private final BitSet disordered = new BitSet();

  /** Tokens by their parts, of two small ones. */
  private final int[] ofSmall = new int[SMALL * SMALL];

  /** Tokens by the hash of their parts; open addressing. */
  private final int[] byParts;

  private final int slotShift;

  /** Says of most pairs that they make no token, in one load that stays in the cache. */
  private final long[] filter;

  private final int filterShift;

  private Merges(int tokens, int units) {
    this.units = units;
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

  /**
   * Creates the table.
   *
   * @param parts of each token, the left one in the upper half; of one that no merge makes, itself
   */
  static Merges of(long[] parts) {
    Merges merges = new Merges(parts.length, units(parts));
    for (int token = 0; token < parts.length; token++) {
      merges.add(token, (int) (parts[token] >>> Integer.SIZE), (int) parts[token]);
    }
    merges.findDisorder();
    return merges;
  }

  private static int units(long[] parts) {
    int units = 0;
    while (units < parts.length && (int) parts[units] == units) {
      units++;
    }
    return units;
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

  private void add(int token, int leftPart, int rightPart) {
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

  /** Returns the token that two tokens merge to, which is also the number of the merge. */
  @Override
  public int merge(int leftPart, int rightPart) {
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

  @Override
  public int made(int merge) {
    return merge;
  }

  private static boolean areSmall(int leftPart, int rightPart) {
    return (leftPart | rightPart) < SMALL;
  }

  private static int smallIndex(int leftPart, int rightPart) {
    return leftPart << SMALL_BITS | rightPart;
  }

  static long pair(int leftPart, int rightPart) {
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
    if (!disordered.isEmpty() && (disordered.get(first) || disordered.get(second))) {
      return canMeetByMerging(first, second);
    }
    int before = first;
    int behind = second;
    int limit = Integer.MAX_VALUE;
    while (true) {
      int merged = merge(before, behind);
      if (merged != Trie.NONE && merged < limit) {
        return false;
      }
      int latest = Math.max(before, behind);
      if (latest < units) {
        return true;
      }
      // Nothing predicts which of the two it is, so no branch asks (hostile.sh, random letters).
      // Of two equal tokens the one in front was made first, so the one behind is taken back first.
      int isBefore = (behind - before) >> (Integer.SIZE - 1);
      limit = latest + 1 + isBefore;
      before ^= (before ^ right(latest)) & isBefore;
      behind ^= (behind ^ left(latest)) & ~isBefore;
    }
  }

  /** Returns the same by doing the merges, whose order the numbers of the tokens do not tell. */
  private boolean canMeetByMerging(int first, int second) {
    PlainEncoder encoder = new PlainEncoder(this);
    int border = addUnits(first, encoder);
    addUnits(second, encoder);
    for (int made = encoder.step(); made >= 0; made = encoder.step()) {
      if (made == border - 1) {
        return false;
      }
      border -= made < border ? 1 : 0;
    }
    return true;
  }

  /** Adds what a token is made of in the end, and returns how many units that is. */
  private int addUnits(int token, PlainEncoder encoder) {
    if (left(token) == token) {
      encoder.add(token);
      return 1;
    }
    return addUnits(left(token), encoder) + addUnits(right(token), encoder);
  }

  /** A part can be found to be disordered after the token, so this goes on until none is. */
  private void findDisorder() {
    for (int found = -1; found < disordered.cardinality(); ) {
      found = disordered.cardinality();
      for (int token = 0; token < parts.length; token++) {
        int before = left(token);
        int behind = right(token);
        if (Math.max(before, behind) > token || disordered.get(before) || disordered.get(behind)) {
          disordered.set(token);
        }
      }
    }
  }
}

package dev.contextbudget.tokenizer.form;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Objects;

/**
 * What the composed form (UAX 15) has to know of each character, at Unicode 9.
 *
 * <p>At that version because Hugging Face's library, which counts are held against, composes by its
 * tables. What was assigned later has no class here, and is neither taken apart nor composed, as
 * the JVM's own normalizer does with more of it in each version.
 *
 * <p>A two-stage table with blocks of 64; some 100 KB with what is beside it.
 */
final class CanonicalTable {
  static final int NONE = -1;

  private static final String RESOURCE = "unicode-9-canonical.txt";

  private static final int CLASS_MASK = 0xFF;
  private static final int CONTINUES = 1 << 8;
  private static final int CHANGEABLE = 1 << 9;
  private static final int SETTLED = 1 << 10;

  /** Above it: one more than the place in {@link #CHARACTERS}, or 0. */
  private static final int MAPPING_SHIFT = 11;

  private static final int MAPPINGS = 2060;
  private static final int PAIR_BITS = 12; // a quarter full: 940 pairs

  // Syllables of Hangul are composed by arithmetic (The Unicode Standard, section 3.12).
  private static final int SYLLABLES = 0xAC00;
  private static final int LEADING = 0x1100;
  private static final int VOWELS = 0x1161;
  private static final int TRAILING = 0x11A7; // one before the first
  private static final int LEADING_COUNT = 19;
  private static final int VOWEL_COUNT = 21;
  private static final int TRAILING_COUNT = 28;
  private static final int SYLLABLE_COUNT = LEADING_COUNT * VOWEL_COUNT * TRAILING_COUNT;

  /** By code point >> 6: where its block begins in {@link #VALUES}; 0 for a block of zeros. */
  private static final char[] BASES = new char[(Character.MAX_CODE_POINT + 1) >> 6];

  /** Of each character that is taken apart, and of its first part and its second, or 0. */
  private static final int[] CHARACTERS = new int[MAPPINGS];

  private static final int[] FIRSTS = new int[MAPPINGS];
  private static final int[] SECONDS = new int[MAPPINGS];

  /** By {@link #slot} of two parts, or the next free one: one more than their place, or 0. */
  private static final short[] PAIRS = new short[1 << PAIR_BITS];

  private static final int[] VALUES = new Loader().load();

  private CanonicalTable() {}

  private static int slot(int first, int second) {
    return ((first * 31 + second) * 0x9E3779B1) >>> (Integer.SIZE - PAIR_BITS);
  }

  private static int value(int c) {
    return VALUES[BASES[c >> 6] + (c & 63)];
  }

  /** Returns the class that a mark is put in order by, among others; 0 if it is no mark. */
  static int combiningClass(int c) {
    return value(c) & CLASS_MASK;
  }

  /** Returns true if a character never changes what is before it, nor is moved before it. */
  static boolean startsStretch(int c) {
    return (value(c) & CONTINUES) == 0;
  }

  /** Returns true if a character may not stay as it is, or changes what is before it. */
  static boolean isChangeable(int c) {
    return (value(c) & CHANGEABLE) != 0;
  }

  /** Returns true if a character stays as it is behind one that starts a stretch. */
  static boolean isSettledMark(int c) {
    return (value(c) & SETTLED) != 0;
  }

  /**
   * Returns where the parts of a character are, or {@link #NONE}. Syllables of Hangul have none:
   * they can stay, as nothing comes between their parts.
   */
  static int mapping(int c) {
    return (value(c) >>> MAPPING_SHIFT) - 1;
  }

  /** Returns the first part, which may have parts itself. */
  static int first(int mapping) {
    return FIRSTS[mapping];
  }

  /** Returns the second part, which has none, or 0. */
  static int second(int mapping) {
    return SECONDS[mapping];
  }

  /** Returns what two characters are composed to, or {@link #NONE}. */
  static int composed(int first, int second) {
    if (startsStretch(second)) {
      return NONE;
    }
    for (int slot = slot(first, second); PAIRS[slot] != 0; slot = (slot + 1) % PAIRS.length) {
      int mapping = PAIRS[slot] - 1;
      if (FIRSTS[mapping] == first && SECONDS[mapping] == second) {
        return CHARACTERS[mapping];
      }
    }
    return syllable(first, second);
  }

  private static int syllable(int first, int second) {
    int leading = first - LEADING;
    int vowel = second - VOWELS;
    if (leading >= 0 && leading < LEADING_COUNT && vowel >= 0 && vowel < VOWEL_COUNT) {
      return SYLLABLES + (leading * VOWEL_COUNT + vowel) * TRAILING_COUNT;
    }
    int open = first - SYLLABLES;
    int trailing = second - TRAILING;
    boolean isOpen = open >= 0 && open < SYLLABLE_COUNT && open % TRAILING_COUNT == 0;
    return isOpen && trailing > 0 && trailing < TRAILING_COUNT ? first + trailing : NONE;
  }

  /** Fills the tables from the resource. */
  private static final class Loader {
    private int[] values = new int[64];
    private int mappings;

    int[] load() {
      try (InputStream in =
          Objects.requireNonNull(CanonicalTable.class.getResourceAsStream(RESOURCE), RESOURCE)) {
        read(in.readAllBytes());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      addAll(VOWELS, VOWELS + VOWEL_COUNT - 1, CONTINUES | CHANGEABLE);
      addAll(TRAILING + 1, TRAILING + TRAILING_COUNT - 1, CONTINUES | CHANGEABLE);
      for (int i = 0; i < mappings; i++) {
        settle(i);
      }
      return values;
    }

    /** Reads byte by byte: at the start of a JVM that takes half as long as reading lines. */
    private void read(byte[] lines) {
      for (int at = 0; at < lines.length; at++) {
        int kind = lines[at];
        int[] fields = new int[3];
        int field = -1;
        for (; lines[at] != '\n'; at++) {
          if (kind != '#' && lines[at] == ' ') {
            field++;
          } else if (field >= 0) {
            fields[field] = fields[field] << 4 | Character.digit(lines[at], 16);
          }
        }
        if (kind == 'M') {
          addAll(fields[0], fields[1], fields[2] | CONTINUES | CHANGEABLE | SETTLED);
        } else if (kind != '#') {
          map(fields[0], fields[1], fields[2], kind == 'C');
        }
      }
    }

    private void map(int character, int first, int second, boolean isComposed) {
      CHARACTERS[mappings] = character;
      FIRSTS[mappings] = first;
      SECONDS[mappings] = second;
      mappings++;
      add(character, mappings << MAPPING_SHIFT | (isComposed ? 0 : CHANGEABLE));
      if (isComposed) {
        add(second, CONTINUES | CHANGEABLE);
        int slot = slot(first, second);
        while (PAIRS[slot] != 0) {
          slot = (slot + 1) % PAIRS.length;
        }
        PAIRS[slot] = (short) mappings;
      }
    }

    /** Finds what is a mark only once it is taken apart, and marks that do not stay. */
    private void settle(int mapping) {
      int first = FIRSTS[mapping];
      while (at(first) >>> MAPPING_SHIFT != 0) {
        first = FIRSTS[(at(first) >>> MAPPING_SHIFT) - 1];
      }
      if ((at(first) & CLASS_MASK) != 0) {
        add(CHARACTERS[mapping], CONTINUES | CHANGEABLE);
      }
      unsettle(CHARACTERS[mapping]);
      unsettle(SECONDS[mapping]);
    }

    private int at(int c) {
      return values[BASES[c >> 6] + (c & 63)];
    }

    private void unsettle(int c) {
      values[BASES[c >> 6] + (c & 63)] &= ~SETTLED;
    }

    private void addAll(int first, int last, int bits) {
      for (int c = first; c <= last; c++) {
        add(c, bits);
      }
    }

    private void add(int c, int bits) {
      int block = c >> 6;
      if (BASES[block] == 0) {
        BASES[block] = (char) values.length;
        values = Arrays.copyOf(values, values.length + 64);
      }
      values[BASES[block] + (c & 63)] |= bits;
    }
  }
}

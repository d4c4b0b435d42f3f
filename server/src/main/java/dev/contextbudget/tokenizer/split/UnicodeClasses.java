package dev.contextbudget.tokenizer.split;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Objects;

/**
 * The class of every code point, at Unicode 16: the version the reference tokenizers split by.
 *
 * <p>The running JVM's own classes will not do. Those of Java 17 (Unicode 13) and Java 25 (Unicode
 * 16) differ for 10,123 code points, so counts would depend on the JVM.
 *
 * <p>A two-stage table with blocks of 64, because 64 code points are what the last byte of a UTF-8
 * sequence tells apart: the first bytes give the block, the last one the place in it. A whole block
 * of one class, as nearly all of Han is, is kept once; the table takes some 60 KB.
 */
final class UnicodeClasses {
  static final int OTHER = 0; // control, format, private use, unassigned
  static final int UPPER = 1; // Lu, Lt
  static final int LOWER = 2; // Ll
  static final int LETTER = 3; // Lm, Lo: neither upper nor lower
  static final int MARK = 4;
  static final int NUMBER = 5;
  static final int SPACE = 6; // White_Space, but for NEWLINE
  static final int NEWLINE = 7; // CR and LF, which the patterns name
  static final int PUNCTUATION = 8;
  static final int SYMBOL = 9;

  /** Added to the class of what is of the script Han; never to UPPER, LOWER, SPACE or NEWLINE. */
  static final int HAN = 16;

  private static final String RESOURCE = "unicode-16-classes.txt";

  /** The letters that stand for the classes in the resource, in the order of the codes. */
  private static final String CODES = "OULXMNW\nPS";

  private static final int BLOCKS = (Character.MAX_CODE_POINT + 1) >> 6;

  /** By code point >> 6: where its block begins in {@link #CLASSES}. */
  private static final char[] BASES = new char[BLOCKS];

  private static final byte[] CLASSES = load();

  /** Of ASCII: class and length, as {@link #at} gives them. One look-up in place of two. */
  private static final byte[] ASCII = ascii();

  private UnicodeClasses() {}

  /** Returns the class of a code point. */
  static int of(int codePoint) {
    return CLASSES[BASES[codePoint >> 6] + (codePoint & 63)];
  }

  /**
   * Returns the class of the character that begins at {@code at}, and its length in bytes times 32.
   * A shift distance counts modulo 32, so the sum selects from a {@link ClassSet} as it is.
   */
  static int at(byte[] text, int at) {
    int lead = text[at];
    return lead >= 0 ? ASCII[lead] : wide(text, at, lead);
  }

  private static int wide(byte[] text, int at, int lead) {
    int next = text[at + 1] & 63;
    if (lead < (byte) 0xE0) {
      return CLASSES[BASES[lead & 31] + next] + 2 * 32;
    }
    int third = text[at + 2] & 63;
    if (lead < (byte) 0xF0) {
      return CLASSES[BASES[(lead & 15) << 6 | next] + third] + 3 * 32;
    }
    return CLASSES[BASES[(lead & 7) << 12 | next << 6 | third] + (text[at + 3] & 63)] + 4 * 32;
  }

  private static byte[] ascii() {
    byte[] classes = new byte[128];
    for (int c = 0; c < 128; c++) {
      classes[c] = (byte) (of(c) + 32);
    }
    return classes;
  }

  private static byte[] load() {
    Blocks blocks = new Blocks();
    try (InputStream in =
        Objects.requireNonNull(UnicodeClasses.class.getResourceAsStream(RESOURCE), RESOURCE)) {
      blocks.fill(in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    byte[] classes = blocks.classes();
    classes[BASES[0] + '\n'] = NEWLINE;
    classes[BASES[0] + '\r'] = NEWLINE;
    return classes;
  }

  /** Lays the runs of one class into blocks, in ascending order. */
  private static final class Blocks {
    private final int[] uniform = new int[32]; // by class: its block + 1
    private byte[] classes = new byte[1 << 16];
    private int used;
    private int next; // the first code point not laid yet

    /** Reads byte by byte: at the start of a JVM that takes half as long as reading lines. */
    void fill(byte[] lines) {
      int code = OTHER;
      for (int at = 0; at < lines.length; at++) {
        if (lines[at] != '#') {
          int codePoint = 0;
          for (; lines[at] != ' '; at++) {
            codePoint = codePoint << 4 | Character.digit(lines[at], 16);
          }
          fill(codePoint, code);
          code = CODES.indexOf(lines[at + 1]) + (lines[at + 2] == 'h' ? HAN : 0);
        }
        while (lines[at] != '\n') {
          at++;
        }
      }
      fill(Character.MAX_CODE_POINT + 1, code);
    }

    /** Gives every code point from the last one laid to {@code end}, exclusive, a class. */
    void fill(int end, int code) {
      while (next < end) {
        int block = next >> 6;
        if ((next & 63) == 0) {
          boolean whole = end - next >= 64;
          if (whole && uniform[code] > 0) {
            BASES[block] = (char) (uniform[code] - 1);
            next += 64;
            continue;
          }
          uniform[code] = whole ? used + 1 : uniform[code];
          BASES[block] = (char) used;
          used += 64;
        }
        classes[BASES[block] + (next & 63)] = (byte) code;
        next++;
      }
    }

    byte[] classes() {
      return Arrays.copyOf(classes, used);
    }
  }
}

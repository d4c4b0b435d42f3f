package dev.contextbudget.tokenizer.split;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Finds all pieces that begin in 64 bytes of ASCII at once, with a bit for each byte.
 *
 * <p>A splitter that goes from character to character spends its time on mispredicted branches: no
 * processor guesses where words end. Here the 64 bytes are turned into eight longs, one for each
 * bit of a byte, as 6 rounds of swaps turn any square of bits. On those a class of characters is a
 * few logical operations for all 64, "is preceded by" is a shift, and a run is an addition that
 * carries to its end.
 *
 * <p>Nothing is carried from one window to the next. A window begins where a piece does, and only
 * those starts count that the bytes in sight decide; the next window begins at the last of them.
 */
final class AsciiWindow {
  static final int BYTES = 64;

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final boolean joinedContractions;
  private final boolean leadingContractions;
  private final boolean casedWords;
  private final boolean singleNumbers;
  private final boolean slashTail;

  AsciiWindow(
      boolean joinedContractions,
      boolean leadingContractions,
      boolean casedWords,
      boolean singleNumbers,
      boolean slashTail) {
    this.joinedContractions = joinedContractions;
    this.leadingContractions = leadingContractions;
    this.casedWords = casedWords;
    this.singleNumbers = singleNumbers;
    this.slashTail = slashTail;
  }

  /**
   * Returns where pieces begin behind {@code at}, as bits counted from there; 0 if that is not
   * decided by the bytes in sight.
   *
   * @param from where the window lies; {@code from <= at}, and all of it inside the text's array
   * @param at where a piece begins
   */
  long starts(byte[] text, int from, int at) {
    long a = word(text, from);
    long b = word(text, from + 8);
    long c = word(text, from + 16);
    long d = word(text, from + 24);
    long e = word(text, from + 32);
    long f = word(text, from + 40);
    long g = word(text, from + 48);
    long h = word(text, from + 56);

    final long halves = 0xFFFFFFFFL;
    long a1 = low(a, e, 32, halves);
    long e1 = high(a, e, 32, halves);
    long b1 = low(b, f, 32, halves);
    long f1 = high(b, f, 32, halves);
    long c1 = low(c, g, 32, halves);
    long g1 = high(c, g, 32, halves);
    long d1 = low(d, h, 32, halves);
    long h1 = high(d, h, 32, halves);

    final long pairs = 0x0000FFFF0000FFFFL;
    a = low(a1, c1, 16, pairs);
    c = high(a1, c1, 16, pairs);
    b = low(b1, d1, 16, pairs);
    d = high(b1, d1, 16, pairs);
    e = low(e1, g1, 16, pairs);
    g = high(e1, g1, 16, pairs);
    f = low(f1, h1, 16, pairs);
    h = high(f1, h1, 16, pairs);

    final long bytes = 0x00FF00FF00FF00FFL;
    a1 = low(a, b, 8, bytes);
    b1 = high(a, b, 8, bytes);
    c1 = low(c, d, 8, bytes);
    d1 = high(c, d, 8, bytes);
    e1 = low(e, f, 8, bytes);
    f1 = high(e, f, 8, bytes);
    g1 = low(g, h, 8, bytes);
    h1 = high(g, h, 8, bytes);

    final long nibbles = 0x0F0F0F0F0F0F0F0FL;
    a = low(a1, e1, 4, nibbles);
    e = high(a1, e1, 4, nibbles);
    b = low(b1, f1, 4, nibbles);
    f = high(b1, f1, 4, nibbles);
    c = low(c1, g1, 4, nibbles);
    g = high(c1, g1, 4, nibbles);
    d = low(d1, h1, 4, nibbles);
    h = high(d1, h1, 4, nibbles);

    final long twos = 0x3333333333333333L;
    a1 = low(a, c, 2, twos);
    c1 = high(a, c, 2, twos);
    b1 = low(b, d, 2, twos);
    d1 = high(b, d, 2, twos);
    e1 = low(e, g, 2, twos);
    g1 = high(e, g, 2, twos);
    f1 = low(f, h, 2, twos);
    h1 = high(f, h, 2, twos);

    final long ones = 0x5555555555555555L;
    int shift = at - from;
    return starts(
        low(a1, b1, 1, ones) >>> shift,
        high(a1, b1, 1, ones) >>> shift,
        low(c1, d1, 1, ones) >>> shift,
        high(c1, d1, 1, ones) >>> shift,
        low(e1, f1, 1, ones) >>> shift,
        high(e1, f1, 1, ones) >>> shift,
        low(g1, h1, 1, ones) >>> shift,
        high(g1, h1, 1, ones) | 0,
        shift);
  }

  private static long word(byte[] text, int at) {
    return (long) LONGS.get(text, at);
  }

  private static long low(long a, long b, int shift, long mask) {
    return (a & mask) | (b & mask) << shift;
  }

  private static long high(long a, long b, int shift, long mask) {
    return (a >>> shift & mask) | (b & ~mask);
  }

  private long starts(
      long b0, long b1, long b2, long b3, long b4, long b5, long b6, long b7, int shift) {
    b7 >>>= shift;
    int known = Math.min(BYTES - shift, Long.numberOfTrailingZeros(b7));
    long inSight = -1L >>> (BYTES - known); // known >= 8

    long letter = b6 & (b0 | b1 | b2 | b3 | b4) & ~(b4 & b3 & (b2 | (b1 & b0)));
    long number = ~b6 & b5 & b4 & ~(b3 & (b2 | b1));
    long blank = ~b6 & b5 & ~(b4 | b3 | b2 | b1 | b0);
    long control = b3 & ~(b6 | b5 | b4);
    long newline = control & ((~b2 & b1 & ~b0) | (b2 & ~b1 & b0));
    long space = blank | (control & ((b2 & ~b1) | (~b2 & (b1 | b0))));
    letter &= inSight;
    number &= inSight;
    long sign = ~(letter | number | space) & inSight;
    long gap = space & ~newline;
    newline &= inSight;
    space &= inSight;
    gap &= inSight;

    int limit = known - 3;
    int trailing = Long.numberOfLeadingZeros(~(space << (BYTES - known)));
    limit = trailing > 0 ? Math.min(limit, known - trailing) : limit;

    // signs
    long signStart = sign & ~(sign << 1) & ~(blank << 1);
    long afterSign = newline & (sign << 1);
    long taken = newline & ~(newline + afterSign);
    // white space
    long starts = signStart | (space & ~(space << 1) & ~afterSign) | (gap & ~(space >>> 1));
    starts |= gap & (taken << 1);
    long indent = gap & (newline << 1) & ~(taken << 1);
    long blankLines = (gap + indent) & ~gap & newline;
    if (blankLines != 0) {
      indent = indentsOnly(indent, blankLines);
    }
    starts |= indent;
    // words
    starts |= letter & ~((letter | gap | signStart) << 1);
    if (casedWords) {
      starts |= letter & ~b5 & ((letter & b5) << 1);
    }
    // numbers
    if (singleNumbers) {
      starts |= number;
    } else {
      long three = number & (number << 1) & (number << 2);
      long start = number & ~(number << 1);
      while (start != 0) {
        starts |= start;
        start = (start << 3) & three;
      }
    }
    if (slashTail) {
      long slash = (taken << 1) & sign & b0 & b1 & b2 & b3 & ~b4 & b5 & ~b6;
      limit = Math.min(limit, Long.numberOfTrailingZeros(slash) - 1);
    }
    long apostrophe = signStart & (letter >>> 1) & b0 & b1 & b2 & ~b3 & ~b4 & b5 & ~b6;
    if (joinedContractions) {
      apostrophe &= letter << 1;
    }
    if (apostrophe != 0 && (joinedContractions || leadingContractions)) {
      long s = ~b2 & b4 & ~b3 & b1 & b0;
      long t = b4 & ~b3 & b2 & ~b1 & ~b0;
      long m = ~b4 & b3 & b2 & ~b1 & b0;
      long d = ~b4 & ~b3 & b2 & ~b1 & ~b0;
      long e = ~b4 & ~b3 & b2 & ~b1 & b0;
      long l = ~b4 & b3 & b2 & ~b1 & ~b0;
      long r = b4 & ~b3 & ~b2 & b1 & ~b0;
      long v = b4 & ~b3 & b2 & b1 & ~b0;
      long one = apostrophe & ((s | t | m | d) >>> 1);
      long two = apostrophe & ((((r | v) & (e >>> 1)) | (l & (l >>> 1))) >>> 1) & (letter >>> 2);
      if (joinedContractions) {
        long chained = (one << 2 | two << 3) & (one | two);
        limit = Math.min(limit, Long.numberOfTrailingZeros(chained) - 1);
        starts &= ~(one | two | two << 2);
      }
      starts |= one << 2 | two << 3;
    }
    return limit <= 0 ? 0 : starts & ((2L << limit) - 2);
  }

  /** Takes out the starts of gaps that end in a newline: those are inside of white space. */
  private static long indentsOnly(long gapStarts, long newlinesBehind) {
    long starts = gapStarts;
    for (long rest = newlinesBehind; rest != 0; rest &= rest - 1) {
      long before = (rest & -rest) - 1;
      starts &= ~Long.highestOneBit(starts & before);
    }
    return starts;
  }
}

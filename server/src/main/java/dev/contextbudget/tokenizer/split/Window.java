package dev.contextbudget.tokenizer.split;

import static dev.contextbudget.tokenizer.split.ClassSet.has;

import dev.contextbudget.tokenizer.split.WordRules.Contractions;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Finds all pieces that begin in 64 bytes at once, with a bit for each byte.
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
final class Window {
  static final int BYTES = 64;

  private static final int UPPER = 1 << UnicodeClasses.UPPER;
  private static final int LOWER = 1 << UnicodeClasses.LOWER;

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final int letters;
  private final boolean casedWords;
  private final boolean joinedContractions;
  private final boolean contractions;
  private final boolean singleNumbers;
  private final boolean slashTail;
  private final boolean asciiFirst;
  private final boolean numbersFirst;

  /** What the rules on multi-byte characters are not made for. */
  private final int undecided;

  Window(WordRules rules) {
    this.letters = rules.letters();
    this.casedWords = rules.casedWords();
    this.contractions = rules.contractions() != Contractions.NONE;
    this.joinedContractions = rules.contractions() == Contractions.JOINED;
    this.singleNumbers = rules.mostNumbers() == 1;
    this.slashTail = rules.slashTail();
    this.asciiFirst = rules.hanApart() || rules.numbersFirst();
    this.numbersFirst = rules.numbersFirst();
    int han = rules.hanApart() ? ClassSet.HANS : 0;
    this.undecided = numbersFirst ? -1 : ClassSet.SPACES | ClassSet.NUMBERS | han;
  }

  /**
   * Returns where pieces begin behind {@code at}, as bits counted from there; 0 if that is not
   * decided by the bytes in sight.
   *
   * @param text at least {@link #BYTES} long
   * @param at where a piece begins
   * @param end where the text ends, which is then also decided
   */
  long starts(byte[] text, int at, int end) {
    int from = Math.min(at, text.length - BYTES);
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
    return classes(
        text,
        at,
        Math.min(BYTES - shift, end - at),
        end - at <= BYTES - shift,
        low(a1, b1, 1, ones) >>> shift,
        high(a1, b1, 1, ones) >>> shift,
        low(c1, d1, 1, ones) >>> shift,
        high(c1, d1, 1, ones) >>> shift,
        low(e1, f1, 1, ones) >>> shift,
        high(e1, f1, 1, ones) >>> shift,
        low(g1, h1, 1, ones) >>> shift,
        high(g1, h1, 1, ones) >>> shift);
  }

  private static long word(byte[] text, int at) {
    return (long) LONGS.get(text, at);
  }

  /** The lower of two words after a swap of the upper field of {@code a} with the lower of b. */
  private static long low(long a, long b, int shift, long mask) {
    return a ^ different(a, b, shift, mask) << shift;
  }

  private static long high(long a, long b, int shift, long mask) {
    return b ^ different(a, b, shift, mask);
  }

  private static long different(long a, long b, int shift, long mask) {
    return (a >>> shift ^ b) & mask;
  }

  /**
   * Takes the planes, b0 of the lowest bit of each byte to b7, and finds letters.
   *
   * <p>Characters that are not ASCII are looked up one by one, but for the commonest. The window
   * ends before the first that its rules do not know.
   */
  private long classes(
      byte[] text,
      int at,
      int bytes,
      boolean textEnds,
      long b0,
      long b1,
      long b2,
      long b3,
      long b4,
      long b5,
      long b6,
      long b7) {
    long any = b0 | b1 | b2 | b3 | b4;
    long letter = ~b7 & b6 & any & ~(b4 & b3 & (b2 | (b1 & b0)));
    long upper = letter & ~b5;
    long lower = letter & b5;
    long mark = 0;
    int known = bytes;
    long leads = b7 & b6 & (-1L >>> (BYTES - bytes));
    if (leads != 0 && !asciiFirst) {
      long three = leads & b5 & ~b4 & (-1L >>> (BYTES - bytes)) >>> 2;
      long eastern = three & EasternPlanes.letters(b0, b1, b2, b3, b4, b5);
      letter |= eastern | eastern << 1 | eastern << 2;
      leads &= ~(eastern | (three & EasternPlanes.signs(b0, b1, b2, b3, b4, b5)));
    }
    for (; leads != 0; leads &= leads - 1) {
      int next = Long.numberOfTrailingZeros(leads);
      int c = UnicodeClasses.at(text, at + next);
      int length = c >>> 5;
      if (next + length > bytes || has(undecided, c)) {
        known = next;
        break;
      }
      long character = -1L >>> (BYTES - length) << next;
      letter |= character & -(letters >>> c & 1);
      upper |= character & -(UPPER >>> c & 1);
      lower |= character & -(LOWER >>> c & 1);
      mark |= character & -(ClassSet.MARKS >>> c & 1);
    }
    boolean last = textEnds && known == bytes && known < BYTES;
    return known == 0
        ? 0
        : rules(known, last, letter, upper, lower, mark, b0, b1, b2, b3, b4, b5, b6, b7);
  }

  private long rules(
      int known,
      boolean last,
      long letters,
      long upper,
      long lower,
      long mark,
      long b0,
      long b1,
      long b2,
      long b3,
      long b4,
      long b5,
      long b6,
      long b7) {
    long inSight = -1L >>> (BYTES - known);
    long letter = letters & inSight;
    long low = ~(b7 | b6) & inSight;
    long number = low & b5 & b4 & ~(b3 & (b2 | b1));
    long blank = low & b5 & ~(b4 | b3 | b2 | b1 | b0);
    long control = low & b3 & ~(b5 | b4);
    long newline = control & ((~b2 & b1 & ~b0) | (b2 & ~b1 & b0));
    long gap = blank | (control & ((b2 & ~b1 & ~b0) | (~b2 & b0)));
    long sign = inSight & ~(letter | number | gap | newline);
    long x7 = low & b5 & b2 & b1 & b0; // 27, 2F, 37, 3F

    long signStart = sign & ~(sign << 1 | blank << 1);
    long starts = signStart | Starts.ofSpaces(gap, newline, sign, numbersFirst ? number : 0);
    starts |= Starts.ofWords(letter, gap, signStart, b7 & ~b6);
    starts |= singleNumbers ? number : Starts.inThrees(number);
    long open = 0; // what the bytes before it do not decide
    if (casedWords) {
      starts |= upper & lower << 1;
      open = (upper & (letter & ~(upper | lower)) << 1) | (mark & sign << 1);
    }
    if (numbersFirst) {
      open |= sign & (~(b6 | b5) | (b6 & b5 & b4 & b3 & b2 & b1 & b0)); // control characters
    }
    if (slashTail) {
      open |= x7 & b3 & ~b4 & Starts.takenBySigns(newline, sign) << 1;
    }
    long apostrophe = x7 & ~(b4 | b3) & signStart & letter >>> 1;
    if (apostrophe != 0 && contractions) {
      long longS = b7 & b6 & ~(b5 | b4 | b3) & b2 & ~b1 & b0; // or another that begins with C5
      open |= apostrophe & longS >>> 1;
      long first = joinedContractions ? apostrophe & letter << 1 : apostrophe;
      long ascii = ~b7 & b6 & inSight;
      long ofTwo = first & (ascii & endings(b0, b1, b2, b3, b4)) >>> 1;
      long ofThree = first & longEndings(ascii, b0, b1, b2, b3, b4) >>> 1;
      long ends = ofTwo << 2 | ofThree << 3;
      if (joinedContractions) {
        starts &= ~(ofTwo | ofThree | ofThree << 2);
        open |= ends & (ofTwo | ofThree); // of two in a row only the first joins the word
      }
      starts |= ends;
    }
    long decided =
        last
            ? Starts.decidedByTheEnd(starts, gap, newline, sign, known)
            : starts & Starts.decided(gap | newline, known);
    return Starts.before(open, decided & -2);
  }

  /** Letters behind an apostrophe that make a contraction: s, t, m and d. */
  private static long endings(long b0, long b1, long b2, long b3, long b4) {
    long s = b4 & ~(b3 | b2) & b1 & b0;
    long t = b4 & ~b3 & b2 & ~(b1 | b0);
    long m = ~b4 & b3 & b2 & ~b1 & b0;
    long d = ~(b4 | b3) & b2 & ~(b1 | b0);
    return s | t | m | d;
  }

  /** The first of two letters that do: re, ve and ll. */
  private static long longEndings(long ascii, long b0, long b1, long b2, long b3, long b4) {
    long rOrV = ascii & b4 & ~b3 & b1 & ~b0;
    long e = ascii & ~(b4 | b3) & b2 & ~b1 & b0;
    long l = ascii & ~b4 & b3 & b2 & ~(b1 | b0);
    return (rOrV & e >>> 1) | (l & l >>> 1);
  }
}

package dev.contextbudget.tokenizer.split;

import dev.contextbudget.tokenizer.split.WordRules.Contractions;

/** Splits ASCII by windows, and what those cannot decide piece by piece. */
final class WindowSplitter implements Splitter {
  private final PieceSplitter pieces;
  private final Window window;
  private final boolean asciiFirst;

  /** Takes a splitter and the rules it goes by. */
  WindowSplitter(PieceSplitter pieces, WordRules rules) {
    this.pieces = pieces;
    this.window = new Window(rules);
    this.asciiFirst = rules.hanApart() || rules.numbersFirst();
  }

  /** Splits by the pattern of cl100k with these letters and numbers. */
  static Splitter letterRuns(int letters, int mostNumbers) {
    WordRules rules =
        new WordRules(letters, false, Contractions.LEADING, mostNumbers, false, false, false);
    return new WindowSplitter(new LetterRunSplitter(rules), rules);
  }

  /** Splits by the pattern of o200k, or one that differs in this. */
  static Splitter casedWords(
      Contractions contractions, int mostNumbers, boolean slashTail, boolean hanApart) {
    WordRules rules =
        new WordRules(ClassSet.WORDS, true, contractions, mostNumbers, slashTail, hanApart, false);
    return new WindowSplitter(new CasedWordSplitter(rules), rules);
  }

  /** Splits by the patterns of DeepSeek V3. */
  static Splitter deepSeek() {
    int letters = ClassSet.LETTERS | ClassSet.MARKS;
    WordRules rules = new WordRules(letters, false, Contractions.NONE, 3, false, false, true);
    return new WindowSplitter(new DeepSeekSplitter(), rules);
  }

  /** Returns what splits the same, piece by piece. */
  PieceSplitter pieces() {
    return pieces;
  }

  @Override
  public int split(byte[] text, int start, int end, int[] ends) {
    int at = start;
    int count = 0;
    while (at < end && count < ends.length) {
      long starts = starts(text, at, end);
      if (starts == 0) {
        at = pieces.pieceEnd(text, at, end);
        ends[count++] = at;
      } else {
        count = write(starts, at, ends, count);
        at = ends[count - 1];
      }
    }
    return count;
  }

  private long starts(byte[] text, int at, int end) {
    boolean decidable = text.length >= Window.BYTES && !(asciiFirst && text[at] < 0);
    return decidable ? window.starts(text, at, end) : 0;
  }

  private static int write(long starts, int at, int[] ends, int count) {
    int last = Math.min(ends.length, count + Long.bitCount(starts));
    long rest = starts;
    int next = count;
    if (ends.length - count >= 16) {
      for (int i = 0; i < 16; i++) {
        ends[count + i] = at + Long.numberOfTrailingZeros(rest);
        rest &= rest - 1;
      }
      next = count + 16;
    }
    while (next < last) {
      ends[next++] = at + Long.numberOfTrailingZeros(rest);
      rest &= rest - 1;
    }
    return last;
  }
}

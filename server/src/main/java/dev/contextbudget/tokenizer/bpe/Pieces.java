package dev.contextbudget.tokenizer.bpe;

import dev.contextbudget.core.error.StopSignal;
import dev.contextbudget.tokenizer.split.Splitter;

/** A cursor over the pieces of a text and their counts. */
final class Pieces {
  /** Few, because a walk may end at any of them. */
  private static final int BATCH = 64;

  private final Splitter splitter;
  private final PieceCache cache;
  private final byte[] text;
  private final int textEnd;
  private final StopSignal stop;
  private final int[] ends = new int[BATCH];
  private int split;
  private int index;
  private int start;
  private int end;
  private int tokens;

  Pieces(Splitter splitter, PieceCache cache, byte[] text, int start, int end, StopSignal stop) {
    this.splitter = splitter;
    this.cache = cache;
    this.text = text;
    this.end = start;
    this.textEnd = end;
    this.stop = stop;
  }

  /** Goes to the next piece; false behind the last one. */
  boolean next() {
    start = end;
    if (start == textEnd) {
      return false;
    }
    if (index == split) {
      stop.check();
      split = splitter.split(text, start, textEnd, ends);
      index = 0;
    }
    tokens = cache.count(text, start, ends, index, index + 1, stop);
    end = ends[index++];
    return true;
  }

  int start() {
    return start;
  }

  int end() {
    return end;
  }

  int tokens() {
    return tokens;
  }
}

package dev.contextbudget;

import java.util.stream.LongStream;

/** The seeds of property tests: 1,000, or as many as {@code -Dseeds} says. */
public final class Seeds {

  private Seeds() {}

  /** Returns the seeds from 0 on. */
  public static LongStream all() {
    return LongStream.range(0, Long.getLong("seeds", 1_000));
  }
}

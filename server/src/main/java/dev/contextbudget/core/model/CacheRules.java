package dev.contextbudget.core.model;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How a provider caches prompts.
 *
 * @param policy name of the rules in the catalogue
 * @param mode whether and how prefixes get into the cache
 * @param maxMarks most marks in a request; 0 if there are none
 * @param lookBackBlocks how many blocks before a mark what was cached is looked for, if that is
 *     limited
 * @param minPrefixTokens shortest prefix that is cached, if known
 * @param stepTokens cached prefixes end at multiples of this; 1 if anywhere
 * @param readRatio price of a read as a share of the input price
 * @param writeRatio price of a write as a share of the input price, for the default time to live
 * @param longWriteRatio the same for the long time to live; equal if there is none
 * @param timeToLive how long a prefix lives after its last use, if known
 * @param longTimeToLive the longer one that may be asked for, if any
 * @param sourceDate day of the source, such as {@code 2026-08-22}
 */
public record CacheRules(
    String policy,
    Mode mode,
    int maxMarks,
    OptionalInt lookBackBlocks,
    OptionalInt minPrefixTokens,
    int stepTokens,
    double readRatio,
    double writeRatio,
    double longWriteRatio,
    Optional<Duration> timeToLive,
    Optional<Duration> longTimeToLive,
    String sourceDate) {

  /** Whether and how prefixes get into the cache. */
  public enum Mode {
    /** Never, or nothing is known of it. */
    NONE,
    /** By themselves. */
    AUTOMATIC,
    /** Where the caller puts a mark. */
    EXPLICIT
  }

  public CacheRules {
    if (maxMarks < 0 || stepTokens < 1 || minPrefixTokens.orElse(0) < 0) {
      throw new IllegalArgumentException(
          "cache rules %s: want marks >= 0, step >= 1, minimum >= 0, got %d, %d, %s"
              .formatted(policy, maxMarks, stepTokens, minPrefixTokens));
    }
    if (lookBackBlocks.orElse(1) < 1) {
      throw new IllegalArgumentException(
          "cache rules %s: want look-back >= 1, got %s".formatted(policy, lookBackBlocks));
    }
    if (!(readRatio >= 0) || !(writeRatio >= 0) || !(longWriteRatio >= 0)) { // also catches NaN
      throw new IllegalArgumentException("cache rules %s: negative ratio".formatted(policy));
    }
  }

  /**
   * Returns how many of the first {@code sharedTokens} tokens of a prompt the cache gives back: 0
   * below the minimum, else rounded down to the step.
   */
  public int readableTokens(int sharedTokens) {
    if (mode == Mode.NONE || sharedTokens < minPrefixTokens.orElse(0)) {
      return 0;
    }
    return sharedTokens - sharedTokens % stepTokens;
  }
}

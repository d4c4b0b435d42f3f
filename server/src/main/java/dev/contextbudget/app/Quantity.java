package dev.contextbudget.app;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sizes and times as people write them: {@code 16MiB}, {@code 250ms}. */
final class Quantity {
  /** Nine digits of the largest unit still fit a long. */
  private static final Pattern BYTES = Pattern.compile("([0-9]{1,9})(B|KiB|MiB|GiB)?");

  private static final Pattern DURATION = Pattern.compile("([0-9]{1,9})(ms|s|m|h)");

  private Quantity() {}

  /** Returns a number of bytes; a number without a unit is bytes. */
  static OptionalLong bytes(String text) {
    Matcher matcher = BYTES.matcher(text);
    if (!matcher.matches()) {
      return OptionalLong.empty();
    }
    String unit = matcher.group(2);
    long factor = unit == null ? 1 : bytesIn(unit);
    return OptionalLong.of(Long.parseLong(matcher.group(1)) * factor);
  }

  /** Returns a size in the largest unit that tells it exactly. */
  static String ofBytes(long bytes) {
    for (String unit : new String[] {"GiB", "MiB", "KiB"}) {
      if (bytes > 0 && bytes % bytesIn(unit) == 0) {
        return bytes / bytesIn(unit) + unit;
      }
    }
    return bytes + "B";
  }

  /** Returns a time; it has a unit, as 5 alone is minutes to one reader and seconds to the next. */
  static Optional<Duration> duration(String text) {
    Matcher matcher = DURATION.matcher(text);
    return matcher.matches()
        ? Optional.of(
            Duration.ofMillis(Long.parseLong(matcher.group(1)) * millisIn(matcher.group(2))))
        : Optional.empty();
  }

  /** Returns a time in the largest unit that tells it exactly. */
  static String ofDuration(Duration duration) {
    long millis = duration.toMillis();
    for (String unit : new String[] {"h", "m", "s"}) {
      if (millis > 0 && millis % millisIn(unit) == 0) {
        return millis / millisIn(unit) + unit;
      }
    }
    return millis == 0 ? "0s" : millis + "ms";
  }

  private static long bytesIn(String unit) {
    return switch (unit) {
      case "KiB" -> 1L << 10;
      case "MiB" -> 1L << 20;
      case "GiB" -> 1L << 30;
      default -> 1;
    };
  }

  private static long millisIn(String unit) {
    return switch (unit) {
      case "h" -> 3_600_000;
      case "m" -> 60_000;
      case "s" -> 1_000;
      default -> 1;
    };
  }
}

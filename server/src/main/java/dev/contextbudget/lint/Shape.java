package dev.contextbudget.lint;

import dev.contextbudget.lint.VolatileText.Kind;
import org.jspecify.annotations.Nullable;

/**
 * The shapes of text that are looked for, and some that hide what looks like others. Where two
 * match the same bytes, the earlier one counts.
 */
enum Shape {
  /** Hours of business: not volatile, though each of its ends would be a time. */
  TIME_RANGE(null) {
    @Override
    int match(Scan scan, int start, int wordEnd, Surroundings around) {
      return alone(scan, start, ClockTime.rangeEnd(scan, start));
    }
  },
  /** Hides the time that stands beside a date of history. */
  PAST_TIMESTAMP(null) {
    @Override
    int match(Scan scan, int start, int wordEnd, Surroundings around) {
      return alone(scan, start, Timestamp.end(scan, start, Years.HISTORY));
    }
  },
  TIMESTAMP(Kind.TIMESTAMP) {
    @Override
    int match(Scan scan, int start, int wordEnd, Surroundings around) {
      return alone(scan, start, Timestamp.end(scan, start, Years.PRESENT));
    }
  },
  DATE(Kind.DATE) {
    @Override
    int match(Scan scan, int start, int wordEnd, Surroundings around) {
      return alone(scan, start, CalendarDate.end(scan, start, Years.PRESENT));
    }
  },
  TIME(Kind.TIME) {
    @Override
    int match(Scan scan, int start, int wordEnd, Surroundings around) {
      return alone(scan, start, ClockTime.end(scan, start, around.sayClock(start)));
    }
  },
  UNIX_TIME(Kind.UNIX_TIME) {
    @Override
    int match(Scan scan, int start, int wordEnd, Surroundings around) {
      return alone(scan, start, UnixTime.end(scan, start, around));
    }
  },
  UUID(Kind.UUID) {
    @Override
    int match(Scan scan, int start, int wordEnd, Surroundings around) {
      int end = Uuid.end(scan, start);
      return scan.endsAlone(end) ? end : Scan.NONE;
    }
  },
  REQUEST_ID(Kind.REQUEST_ID) {
    @Override
    int match(Scan scan, int start, int wordEnd, Surroundings around) {
      return RequestId.end(scan, start, wordEnd);
    }
  },
  COUNTER(Kind.COUNTER) {
    @Override
    int match(Scan scan, int start, int wordEnd, Surroundings around) {
      return Counter.end(scan, start, wordEnd, around);
    }
  };

  private final @Nullable Kind kind;

  Shape(@Nullable Kind kind) {
    this.kind = kind;
  }

  /** Returns what is reported of it; null if nothing is. */
  @Nullable Kind kind() {
    return kind;
  }

  /**
   * Returns where the shape ends that starts at a word; {@link Scan#NONE} if there is none. O(1):
   * no shape has more than 128 bytes, and no word is read beyond that.
   */
  abstract int match(Scan scan, int start, int wordEnd, Surroundings around);

  private static int alone(Scan scan, int start, int end) {
    return end != Scan.NONE && scan.standsAlone(start, end) ? end : Scan.NONE;
  }
}

package dev.contextbudget.lint;

import dev.contextbudget.lint.VolatileText.Kind;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The shapes of text that are looked for, and some that hide what looks like others. Where two
 * match the same bytes, the earlier one counts.
 */
enum Shape {
  /** Hours of business: not volatile, though each of its ends would be a time. */
  TIME_RANGE(null) {
    @Override
    int match(Place at) {
      return at.beginsWithDigit() ? at.alone(ClockTime.rangeEnd(at.scan(), at.start())) : Scan.NONE;
    }
  },
  /** Hides the time that stands beside a date of history. */
  PAST_TIMESTAMP(null) {
    @Override
    int match(Place at) {
      return at.alone(Timestamp.end(at, at.pastDayEnd(), Years.HISTORY));
    }
  },
  TIMESTAMP(Kind.TIMESTAMP) {
    @Override
    int match(Place at) {
      return at.alone(Timestamp.end(at, at.presentDayEnd(), Years.PRESENT));
    }
  },
  DATE(Kind.DATE) {
    @Override
    int match(Place at) {
      return at.alone(at.presentDayEnd());
    }
  },
  SHORT_DATE(Kind.DATE) {
    @Override
    int match(Place at) {
      return at.around().sayPresent(at.start())
          ? at.alone(ShortDate.end(at.scan(), at.start()))
          : Scan.NONE;
    }
  },
  TIME(Kind.TIME) {
    @Override
    int match(Place at) {
      return at.beginsWithDigit()
          ? at.alone(ClockTime.end(at.scan(), at.start(), at.around().sayClock(at.start())))
          : Scan.NONE;
    }
  },
  UNIX_TIME(Kind.UNIX_TIME) {
    @Override
    int match(Place at) {
      return at.beginsWithDigit()
          ? at.alone(UnixTime.end(at.scan(), at.start(), at.around()))
          : Scan.NONE;
    }
  },
  UUID(Kind.UUID) {
    @Override
    int match(Place at) {
      int end = Uuid.end(at.scan(), at.start(), at.wordEnd());
      return at.scan().endsAlone(end) ? end : Scan.NONE;
    }
  },
  REQUEST_ID(Kind.REQUEST_ID) {
    @Override
    int match(Place at) {
      return RequestId.end(at.scan(), at.start(), at.wordEnd());
    }
  },
  COUNTER(Kind.COUNTER) {
    @Override
    int match(Place at) {
      return at.beginsWithDigit()
          ? Scan.NONE
          : Counter.end(at.scan(), at.start(), at.wordEnd(), at.around());
    }
  };

  /** All of them, in order. */
  static final List<Shape> ALL = List.of(values());

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
  abstract int match(Place at);
}

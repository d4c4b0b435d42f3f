package dev.contextbudget.lint;

/** The word of a text at which shapes are tried, with what they share. For one text. */
final class Place {
  private final Scan scan;
  private final Surroundings around;
  private int start;
  private int wordEnd;
  private int pastDayEnd;
  private int presentDayEnd;

  Place(Scan scan, Surroundings around) {
    this.scan = scan;
    this.around = around;
  }

  /** Goes on to a word. */
  void moveTo(int start, int wordEnd) {
    this.start = start;
    this.wordEnd = wordEnd;
    boolean mayBeDay = beginsWithDigit() || isNameOfCalendar();
    int dayEnd = mayBeDay ? CalendarDate.end(scan, start, Years.ANY) : Scan.NONE;
    boolean present =
        dayEnd != Scan.NONE && CalendarDate.end(scan, start, Years.PRESENT) != Scan.NONE;
    this.presentDayEnd = present ? dayEnd : Scan.NONE;
    this.pastDayEnd = present ? Scan.NONE : dayEnd;
  }

  private boolean isNameOfCalendar() {
    return MonthNames.nameEnd(scan, start) == wordEnd
        && (MonthNames.isWeekday(scan, start, wordEnd)
            || MonthNames.number(scan, start, wordEnd) > 0);
  }

  Scan scan() {
    return scan;
  }

  Surroundings around() {
    return around;
  }

  int start() {
    return start;
  }

  int wordEnd() {
    return wordEnd;
  }

  boolean beginsWithDigit() {
    return scan.isDigit(start);
  }

  /** Returns where the date of history ends that starts here. */
  int pastDayEnd() {
    return pastDayEnd;
  }

  /** Returns where the date of these years ends that starts here. */
  int presentDayEnd() {
    return presentDayEnd;
  }

  /** Returns the end of a shape if it stands alone, else that there is none. */
  int alone(int end) {
    return end != Scan.NONE && scan.standsAlone(start, end) ? end : Scan.NONE;
  }
}

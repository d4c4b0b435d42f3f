package dev.contextbudget.lint;

/**
 * Which years a date may have.
 *
 * <p>What changes from call to call is the present. Earlier dates are history, of a law or of a
 * birth, and stay.
 */
enum Years {
  /** From 2020: before it nobody sent prompts whose prefix a provider cached. */
  PRESENT(2020, 2099),
  HISTORY(1000, 2019),
  ANY(1000, 2099);

  private final int first;
  private final int last;

  Years(int first, int last) {
    this.first = first;
    this.last = last;
  }

  boolean contain(long year) {
    return year >= first && year <= last;
  }
}

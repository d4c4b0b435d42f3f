package dev.contextbudget.app;

import java.util.List;

/** The configuration cannot be used; holds every problem that was found, each with its remedy. */
public final class BadConfig extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient List<String> problems;

  BadConfig(List<String> problems) {
    super(String.join(System.lineSeparator(), problems));
    this.problems = List.copyOf(problems);
  }

  public List<String> problems() {
    return problems;
  }
}

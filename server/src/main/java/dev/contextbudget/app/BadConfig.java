package dev.contextbudget.app;

import java.util.List;

/** The configuration cannot be used; its message has a line for every problem, with the remedy. */
public final class BadConfig extends RuntimeException {
  private static final long serialVersionUID = 1L;

  BadConfig(List<String> problems) {
    super(String.join(System.lineSeparator(), problems));
  }
}

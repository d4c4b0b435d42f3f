package dev.contextbudget.client.view;

import java.util.Map;

/**
 * What a person looks at.
 *
 * @param colour whether it shows ANSI colours
 * @param columns characters in a line
 */
public record Terminal(boolean colour, int columns) {
  private static final int USUAL = 80;
  private static final int NARROWEST = 80;
  private static final int WIDEST = 120;

  /**
   * Returns what the environment says: {@code NO_COLOR}, {@code TERM} and {@code COLUMNS}.
   *
   * @param interactive false if a file or another program takes the output
   */
  public static Terminal of(Map<String, String> environment, boolean interactive) {
    boolean colour =
        interactive
            && environment.getOrDefault("NO_COLOR", "").isEmpty()
            && !environment.getOrDefault("TERM", "").equals("dumb");
    String columns = environment.getOrDefault("COLUMNS", "");
    int wanted = columns.matches("\\d{1,4}") ? Integer.parseInt(columns) : USUAL;
    return new Terminal(colour, Math.max(NARROWEST, Math.min(wanted, WIDEST)));
  }

  /** Returns a text in an ANSI style, or as it is where there are none. */
  public String styled(String ansi, String text) {
    return colour ? "\u001b[" + ansi + "m" + text + "\u001b[0m" : text;
  }

  /** Returns a text in bold. */
  public String bold(String text) {
    return styled("1", text);
  }

  /** Returns a text that stands back. */
  public String faint(String text) {
    return styled("2", text);
  }
}

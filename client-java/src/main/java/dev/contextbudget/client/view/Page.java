package dev.contextbudget.client.view;

import java.io.PrintWriter;
import java.util.regex.Pattern;

/** Lines of text for a person. */
public final class Page {
  private static final Pattern WORDS = Pattern.compile(" ");

  private final PrintWriter out;
  private final Terminal terminal;

  /**
   * @param out takes the lines
   */
  public Page(PrintWriter out, Terminal terminal) {
    this.out = out;
    this.terminal = terminal;
  }

  public Terminal terminal() {
    return terminal;
  }

  /** Prints a line with an empty one around it. */
  public void heading(String text) {
    out.println();
    out.println(terminal.bold(text));
    out.println();
  }

  public void line(String text) {
    out.println(text);
  }

  /** Prints a text, broken between words where a line ends. */
  public void paragraph(String text) {
    StringBuilder line = new StringBuilder();
    for (String word : WORDS.splitAsStream(text).toList()) {
      if (line.length() > 0 && line.length() + 1 + word.length() > terminal.columns()) {
        out.println(line);
        line.setLength(0);
      }
      line.append(line.length() == 0 ? "" : " ").append(word);
    }
    out.println(line);
  }

  public void blank() {
    out.println();
  }
}

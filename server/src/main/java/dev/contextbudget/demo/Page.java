package dev.contextbudget.demo;

import java.io.PrintWriter;
import java.util.regex.Pattern;

/** Lines of text for a person. */
final class Page {
  private static final Pattern WORDS = Pattern.compile(" ");

  private final PrintWriter out;
  private final Terminal terminal;

  Page(PrintWriter out, Terminal terminal) {
    this.out = out;
    this.terminal = terminal;
  }

  Terminal terminal() {
    return terminal;
  }

  void heading(String text) {
    out.println();
    out.println(terminal.bold(text));
    out.println();
  }

  void line(String text) {
    out.println(text);
  }

  /** Prints a text, broken between words where a line ends. */
  void paragraph(String text) {
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

  void blank() {
    out.println();
  }
}

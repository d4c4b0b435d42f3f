package dev.contextbudget.lint;

import dev.contextbudget.core.error.StopSignal;
import dev.contextbudget.core.token.Utf8Text;
import dev.contextbudget.lint.VolatileText.Finding;
import dev.contextbudget.lint.VolatileText.Kind;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A text and where it is volatile, written as {@code now: <<TIME 14:03:22>>}. */
record MarkedText(String text, List<Finding> findings) {

  static MarkedText parse(String marked) {
    StringBuilder text = new StringBuilder();
    List<Finding> findings = new ArrayList<>();
    int at = 0;
    for (int open; (open = marked.indexOf("<<", at)) >= 0; ) {
      int space = marked.indexOf(' ', open);
      int close = marked.indexOf(">>", open);
      text.append(marked, at, open);
      int start = bytes(text);
      text.append(marked, space + 1, close);
      findings.add(
          new Finding(Kind.valueOf(marked.substring(open + 2, space)), start, bytes(text)));
      at = close + 2;
    }
    return new MarkedText(text.append(marked.substring(at)).toString(), findings);
  }

  /** Returns a text with the marks of findings, so that a failure can be read. */
  static String mark(String text, List<Finding> findings) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    StringBuilder marked = new StringBuilder();
    int at = 0;
    for (Finding finding : findings) {
      marked.append(string(utf8, at, finding.startByte())).append("<<").append(finding.kind());
      marked.append(' ').append(string(utf8, finding.startByte(), finding.endByte())).append(">>");
      at = finding.endByte();
    }
    return marked.append(string(utf8, at, utf8.length)).toString();
  }

  static List<Finding> find(String text) {
    return VolatileText.find(Utf8Text.of(text), Integer.MAX_VALUE, StopSignal.NEVER);
  }

  private static int bytes(CharSequence text) {
    return text.toString().getBytes(StandardCharsets.UTF_8).length;
  }

  private static String string(byte[] utf8, int from, int to) {
    return new String(utf8, from, to - from, StandardCharsets.UTF_8);
  }
}

package dev.contextbudget.lint;

import dev.contextbudget.core.error.Pace;
import dev.contextbudget.core.error.StopSignal;
import dev.contextbudget.core.token.Utf8Text;
import dev.contextbudget.dialect.json.JsonValue;

/**
 * What stands in texts and should not, or not so: characters that were lost before, base64, and
 * what looks like a special token. One finding of each for a text.
 */
final class TextCheck {
  /** The longest name of a special token that a vocabulary has is half of this. */
  private static final int LONGEST_TOKEN_BYTES = 64;

  private final Findings findings;
  private final StopSignal stop;

  private TextCheck(Findings findings, StopSignal stop) {
    this.findings = findings;
    this.stop = stop;
  }

  static void check(Linted body, Findings findings) {
    ReadTexts.ofBody(body.root(), new TextCheck(findings, body.stop())::check);
  }

  private void check(JsonValue at) {
    stop.check();
    Utf8Text text = at.text();
    Pace pace = new Pace(0, stop);
    boolean broken = false;
    boolean special = false;
    for (int i = 0; i < text.length(); i++) {
      pace.to(i);
      byte b = text.byteAt(i);
      if (b == (byte) 0xEF && !broken && isReplacement(text, i)) {
        findings.add(LintRule.REPLACEMENT_CHARACTER, at, "", i, i + 3);
        broken = true;
      } else if (b == '<' && !special) {
        int end = specialTokenEnd(text, i);
        if (end > i) {
          findings.add(LintRule.SPECIAL_TOKEN_TEXT, at, "", i, end);
          special = true;
        }
      }
    }
    Base64Run.find(text, stop)
        .ifPresent(run -> findings.add(LintRule.BASE64_IN_TEXT, at, "", run.start(), run.end()));
  }

  private static boolean isReplacement(Utf8Text text, int at) {
    return at + 2 < text.length()
        && text.byteAt(at + 1) == (byte) 0xBF
        && text.byteAt(at + 2) == (byte) 0xBD;
  }

  /** Returns where {@code <|name|>} ends; its start if it is none. */
  private static int specialTokenEnd(Utf8Text text, int start) {
    int at = start + 1;
    if (at >= text.length() || text.byteAt(at) != '|') {
      return start;
    }
    int last = Math.min(text.length() - 1, start + LONGEST_TOKEN_BYTES);
    for (at++; at < last && isOfName(text.byteAt(at)); at++) {}
    boolean ends = at < last && text.byteAt(at) == '|' && text.byteAt(at + 1) == '>';
    return ends && at > start + 2 ? at + 2 : start;
  }

  private static boolean isOfName(byte b) {
    return (b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z') || (b >= '0' && b <= '9') || b == '_';
  }
}

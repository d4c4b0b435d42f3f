package dev.contextbudget.lint;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;

/**
 * What the words before a place say about when it is: that what follows is the present.
 *
 * <p>A date alone is no clock: contracts end and prices begin on days that are set. It is taken for
 * the present within {@value #REACH_BYTES} bytes of a word such as {@code today} or {@code current}
 * in its sentence, and directly behind a label ({@code date:}, {@code the date is}) or {@code it
 * is}. A label with another word before it, such as {@code due date:}, is of another day. For one
 * text.
 */
final class Present {
  private static final int REACH_BYTES = 32;
  private static final int CLOSE_BYTES = 6;

  private static final Set<String> WORDS =
      Set.of(
          "today",
          "todays",
          "now",
          "current",
          "currently",
          "currentdate",
          "heute",
          "heutige",
          "heutiges",
          "aktuell",
          "aktuelle",
          "aktuelles",
          "jetzt",
          "aujourd",
          "actuelle",
          "actuellement",
          "maintenant",
          "hoy",
          "ahora");

  private static final Set<String> LABELS = Set.of("date", "datum", "fecha", "datetime");
  private static final Set<String> OF_NOW =
      Set.of("the", "das", "la", "le", "system", "server", "local", "s");
  private static final Set<String> IS = Set.of("is", "ist", "est", "es");

  /** Of scripts without spaces: now and today in Han, Hangul and Thai. */
  private static final List<String> SIGNS =
      List.of(
          latin1("\u4eca"), // today
          latin1("\u73b0\u5728"), // now, in simplified signs
          latin1("\u73fe\u5728"), // in traditional ones
          latin1("\u5f53\u524d"), // current
          latin1("\u65e5\u671f"), // date
          latin1("\uc624\ub298"),
          latin1("\u0e27\u0e31\u0e19\u0e19\u0e35\u0e49"));

  private final Scan scan;
  private int until;
  private String lastWord = "";
  private int lastWordEnd;
  private int labelEnd = Scan.NONE;

  Present(Scan scan) {
    this.scan = scan;
    forget();
  }

  /** Returns the bytes of a text, each as a character, as {@link Scan#bytes} takes them. */
  private static String latin1(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }

  /** Returns true if a date at a place is that of the present. */
  boolean says(int start) {
    return start <= until;
  }

  void passWord(String word, int start, int end) {
    boolean tied = start == lastWordEnd + 1 && scan.oneOf(lastWordEnd, " _-'") != Scan.NONE;
    String before = tied ? lastWord : "";
    if (WORDS.contains(word)) {
      until = end + REACH_BYTES;
    } else if (LABELS.contains(word)
        && (says(start) || before.isEmpty() || OF_NOW.contains(before))) {
      labelEnd = end;
      if (scan.oneOf(scan.maybe(end, " \"'*`"), ":=>") != Scan.NONE) {
        until = Math.max(until, end + CLOSE_BYTES);
      }
    } else if (tied && isSaidToBe(word, before)) {
      until = Math.max(until, end + CLOSE_BYTES);
    }
    lastWord = word;
    lastWordEnd = end;
  }

  private boolean isSaidToBe(String word, String before) {
    return (IS.contains(word) && (lastWordEnd == labelEnd || before.equals("it")))
        || (word.equals("s") && before.equals("it"));
  }

  /** Passes a sign that is not of ASCII and of no word. */
  void passSign(int index) {
    for (String sign : SIGNS) {
      int end = scan.bytes(index, sign);
      if (end != Scan.NONE) {
        until = end + REACH_BYTES;
      }
    }
  }

  /** A word that sets a day ends what was said of the present. */
  void end() {
    until = Scan.NONE;
    labelEnd = Scan.NONE;
  }

  void forget() {
    end();
    lastWord = "";
  }
}

package dev.contextbudget.lint;

import java.util.Set;

/**
 * What the words before a place say about what stands there: that it is an example, a time of day,
 * the number of an account.
 *
 * <p>A word counts for the next {@value #REACH_BYTES} bytes of its sentence and line; a line that
 * ends in a colon goes on in the next. Each word and each sign is passed once. For one text.
 */
final class Surroundings {
  private static final int REACH_BYTES = 32;
  private static final int CLOSE_BYTES = 3;
  private static final int LIST_BYTES = 8;
  private static final int LONGEST_WORD = 12;

  /** An example, or what has its date for good, such as a version. */
  private static final Set<String> CONSTANT =
      Set.of(
          "example",
          "examples",
          "instance",
          "sample",
          "eg",
          "ex",
          "default",
          "placeholder",
          "version",
          "versions",
          "release",
          "released",
          "cutoff",
          "cut",
          "effective",
          "since",
          "revision",
          "copyright",
          "established",
          "founded",
          "born",
          "sha",
          "sha1",
          "sha256",
          "md5",
          "commit",
          "digest",
          "checksum",
          "hash");

  /** Says so only of what stands directly behind. */
  private static final Set<String> CONSTANT_IF_CLOSE = Set.of("like", "as");

  /** Says so unless the sentence is on the present: {@code today in ISO format: ...}. */
  private static final Set<String> CONSTANT_UNLESS_PRESENT =
      Set.of("format", "formatted", "formats", "pattern");

  /** Says that what follows is the present, and so no example. */
  private static final Set<String> PRESENT =
      Set.of("today", "now", "current", "currently", "present");

  /** Says that a day or time is set: it passes, and does not move on. */
  private static final Set<String> SET =
      Set.of(
          "until",
          "till",
          "before",
          "after",
          "by",
          "due",
          "deadline",
          "end",
          "ends",
          "expires",
          "expiry",
          "starts",
          "begins",
          "opens",
          "closes",
          "scheduled",
          "valid");

  private static final Set<String> CLOCK =
      Set.of("time", "now", "clock", "currently", "today", "utc", "gmt", "timestamp");

  /** What ten digits are if they are no time. */
  private static final Set<String> NUMBERED =
      Set.of(
          "phone",
          "telephone",
          "tel",
          "call",
          "fax",
          "mobile",
          "hotline",
          "dial",
          "sms",
          "whatsapp",
          "number",
          "account",
          "id",
          "isbn",
          "order",
          "ticket",
          "case",
          "invoice",
          "seed");

  private static final String ADDRESS = "@./\\";

  private final Scan scan;
  private final Present present;
  private int constantUntil;
  private int setUntil;
  private int clockUntil;
  private int numberedUntil;
  private boolean ofThePresent;
  private String lastWord = "";
  private int lastWordEnd;
  private int abbreviationEnd = Scan.NONE;
  private boolean endsInColon;

  Surroundings(Scan scan) {
    this.scan = scan;
    this.present = new Present(scan);
    forget();
  }

  /** Returns true if what starts at a place is an example, or stays for another reason. */
  boolean sayConstant(int start) {
    return start <= constantUntil;
  }

  /** Returns true if a date at a place is that of the present. */
  boolean sayPresent(int start) {
    return present.says(start);
  }

  /** Returns true if somebody set the day or the time at a place. */
  boolean saySet(int start) {
    return start <= setUntil;
  }

  /** Returns true if hours and minutes at a place are a time of day. */
  boolean sayClock(int start) {
    return start <= clockUntil;
  }

  /** Returns true if a number at a place is the number of something. */
  boolean nameNumber(int start) {
    return start <= numberedUntil;
  }

  /** Returns the word directly before a place, in lower case; empty if none or a long one. */
  String wordBefore(int start) {
    return start - lastWordEnd <= CLOSE_BYTES ? lastWord : "";
  }

  void passWord(int start, int end) {
    endsInColon = false;
    boolean mayMean = end - start <= LONGEST_WORD && !scan.isDigit(start);
    lastWord = mayMean ? scan.lower(start, end) : "";
    lastWordEnd = end;
    if (!mayMean) {
      return;
    }
    if (lastWord.equals("g") && scan.literal(start - 2, "e.") == start) {
      lastWord = "eg";
      abbreviationEnd = end;
    }
    if (isOfAddress(start, end)) {
      return;
    }
    present.passWord(lastWord, start, end);
    if (CONSTANT.contains(lastWord)
        || (!ofThePresent && CONSTANT_UNLESS_PRESENT.contains(lastWord))) {
      constantUntil = end + REACH_BYTES;
    } else if (CONSTANT_IF_CLOSE.contains(lastWord)) {
      constantUntil = Math.max(constantUntil, end + CLOSE_BYTES);
    } else if (PRESENT.contains(lastWord)) {
      constantUntil = Scan.NONE;
      setUntil = Scan.NONE;
      ofThePresent = true;
    } else if (SET.contains(lastWord)) {
      setUntil = end + REACH_BYTES;
      present.end();
    }
    if (CLOCK.contains(lastWord)) {
      clockUntil = end + REACH_BYTES;
    }
    if (NUMBERED.contains(lastWord)) {
      numberedUntil = end + REACH_BYTES;
    }
  }

  /** A word in {@code user@example.com} or {@code /format/} says nothing. */
  private boolean isOfAddress(int start, int end) {
    boolean before = scan.oneOf(start - 1, ADDRESS) != Scan.NONE && scan.isJoinedBefore(start);
    boolean after = scan.oneOf(end, ADDRESS) != Scan.NONE && !scan.endsAlone(end);
    return (before || after) && end != abbreviationEnd;
  }

  /** Passes what looks like a finding; behind an example there are often more in a list. */
  void passMatch(int start, int end) {
    if (sayConstant(start)) {
      constantUntil = end + LIST_BYTES;
    }
    endsInColon = false;
    lastWord = "";
    lastWordEnd = end;
  }

  /** Passes a sign that is of no word. */
  void passSign(int index) {
    int sign = scan.at(index);
    if (sign >= 0x80) {
      present.passSign(index);
    }
    if (sign == '\n' ? !endsInColon : isSentenceEnd(sign, index)) {
      forget();
    }
    if (!scan.isSpace(index) && sign != '\n') {
      endsInColon = sign == ':';
    }
  }

  private boolean isSentenceEnd(int sign, int index) {
    int next = scan.at(index + 1);
    return (sign == '.' || sign == '!' || sign == '?')
        && index != abbreviationEnd
        && (next == ' ' || next == '\n');
  }

  private void forget() {
    present.forget();
    constantUntil = Scan.NONE;
    setUntil = Scan.NONE;
    clockUntil = Scan.NONE;
    numberedUntil = Scan.NONE;
    ofThePresent = false;
    lastWord = "";
  }
}

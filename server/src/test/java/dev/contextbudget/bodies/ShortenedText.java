package dev.contextbudget.bodies;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Whether one text is another one shortened, and where it was cut. */
final class ShortenedText {
  /** Longest text that a cut puts in: the note, line ends, and what closes or opens structures. */
  private static final int MAX_INSERTED_CHARS = 400;

  private static final Pattern GRAPHEME = Pattern.compile("\\X");

  private static final String OF_INSERTIONS = "\n[]{}\"'<>/`~, .:\\";

  private final String source;
  private final String shown;
  private final int prefix;
  private final int suffix;

  private ShortenedText(String source, String shown) {
    this.source = source;
    this.shown = shown;
    int shorter = Math.min(source.length(), shown.length());
    int same = 0;
    while (same < shorter && source.charAt(same) == shown.charAt(same)) {
      same++;
    }
    int sameEnd = 0;
    while (sameEnd < shorter - same
        && source.charAt(source.length() - 1 - sameEnd)
            == shown.charAt(shown.length() - 1 - sameEnd)) {
      sameEnd++;
    }
    this.prefix = same;
    this.suffix = sameEnd;
  }

  /** Returns how {@code shown} was made from {@code source}; empty if it was not. */
  static Optional<ShortenedText> of(String source, String shown) {
    ShortenedText cut = new ShortenedText(source, shown);
    int inserted = shown.length() - cut.prefix - cut.suffix;
    return inserted <= MAX_INSERTED_CHARS && cut.prefix + cut.suffix > 0 && !shown.equals(source)
        ? Optional.of(cut)
        : Optional.empty();
  }

  /**
   * Returns true if a character is cut through. What was put in may begin as the source goes on, so
   * signs of which insertions are made tell nothing.
   */
  boolean breaksCharacter() {
    boolean atPrefix =
        prefix > 0
            && OF_INSERTIONS.indexOf(shown.charAt(prefix - 1)) < 0
            && !isBetweenCharacters(prefix);
    int from = source.length() - suffix;
    boolean atSuffix =
        suffix > 0 && OF_INSERTIONS.indexOf(source.charAt(from)) < 0 && !isBetweenCharacters(from);
    return atPrefix || atSuffix;
  }

  /** The JDK finds the characters, from the beginning of the line. */
  private boolean isBetweenCharacters(int index) {
    int from = source.lastIndexOf('\n', index - 1) + 1;
    Matcher character = GRAPHEME.matcher(source).region(from, source.length());
    while (character.find() && character.start() < index) {
      if (character.end() > index) {
        return false;
      }
    }
    return true;
  }
}

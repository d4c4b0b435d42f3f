package dev.contextbudget.core.compact;

/**
 * Something that cannot be guessed when it is lost.
 *
 * @param kind what it looks like
 * @param normal as it is compared: lower case, one space for all that is neither letter nor digit;
 *     the first twelve words of a longer one
 * @param startByte first byte in its text
 * @param endByte byte after the last
 */
public record Fact(Kind kind, String normal, int startByte, int endByte) {

  /** What a fact looks like. */
  public enum Kind {
    /** A number, amount, time or date. */
    NUMBER,
    /** A name of a machine: letters with digits, underscores, or many digits. */
    ID,
    /** A path, URL or e-mail address. */
    ADDRESS,
    /** Capitalised words. */
    NAME,
    /** What stands between quotes, or behind a key. */
    VALUE,
    /** Any other word that carries meaning. */
    WORD
  }

  /** Returns kind and place only: text must not reach logs and errors. */
  @Override
  public String toString() {
    return "Fact[%s, %d, %d]".formatted(kind, startByte, endByte);
  }
}

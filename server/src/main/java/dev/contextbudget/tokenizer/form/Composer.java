package dev.contextbudget.tokenizer.form;

import java.text.Normalizer;
import java.text.Normalizer.Form;
import java.util.function.UnaryOperator;

/**
 * Composes texts by a normalizer that is not linear in them, in time that is.
 *
 * <p>The JVM's normalizer works on all that may be composed or moved as a whole, which hostile
 * texts make as long as they are. It sorts marks by insertion, so they are put in order before. And
 * it takes out each character that was composed and closes the gap, so it is given a piece at a
 * time: from Unicode 16 on (JDK 24) there are characters that are composed with their own like, of
 * which 1 MiB takes it 3 s in one.
 */
final class Composer {
  /** By the JVM's normalizer. */
  static final Composer NFC =
      new Composer(
          text ->
              Normalizer.isNormalized(text, Form.NFC)
                  ? text
                  : Normalizer.normalize(text, Form.NFC));

  static final int PIECE_CHARS = 1 << 10;

  private final UnaryOperator<String> normalizer;

  Composer(UnaryOperator<String> normalizer) {
    this.normalizer = normalizer;
  }

  /** Returns a text in its composed form; itself if it has it. O(n). */
  String compose(String text) {
    String ordered = MarkOrder.of(text);
    return ordered.length() <= PIECE_CHARS ? normalizer.apply(ordered) : inPieces(ordered);
  }

  /**
   * Composes each piece with the last character of the one before. A piece begins with what is no
   * mark: nothing is moved over it, and it is composed with none but the character in front of it.
   */
  private String inPieces(String text) {
    StringBuilder composed = new StringBuilder(text.length());
    String open = "";
    for (int at = 0; at < text.length(); ) {
      int end = pieceEnd(text, at);
      String piece = normalizer.apply(open + text.substring(at, end));
      int openAt = piece.offsetByCodePoints(piece.length(), -1);
      composed.append(piece, 0, openAt);
      open = piece.substring(openAt);
      at = end;
    }
    return composed.append(open).toString();
  }

  /**
   * Returns where the first character begins, a piece or more behind its start, that is no mark.
   */
  private static int pieceEnd(String text, int start) {
    int at = Math.min(start + PIECE_CHARS, text.length());
    while (at < text.length()
        && (Character.isLowSurrogate(text.charAt(at)) || NfcClasses.isMark(text.codePointAt(at)))) {
      at++;
    }
    return at;
  }
}

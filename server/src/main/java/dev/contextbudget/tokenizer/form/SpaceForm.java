package dev.contextbudget.tokenizer.form;

import dev.contextbudget.core.error.Pace;
import dev.contextbudget.core.error.StopSignal;
import dev.contextbudget.core.token.Utf8Text;
import dev.contextbudget.tokenizer.bpe.AddedTokens;
import java.nio.charset.StandardCharsets;

/**
 * The form of vocabularies made by SentencePiece, which write a space as U+2581 and some of which
 * put one in front of every text.
 *
 * <p>Here it is the other way round, U+2581 is written as a space: texts have few of the one and
 * many of the other.
 */
public final class SpaceForm extends TextForm {
  private static final byte[] SPACE = {' '};
  private static final byte[] MARK = "\u2581".getBytes(StandardCharsets.UTF_8);

  /** What is put in front of a text that is not empty. */
  public enum Front {
    /** Nothing: Gemma. */
    NOTHING,
    /** A space: Llama 2. */
    SPACE,
    /** A space unless there is one: Mistral 7B v0.3. */
    ONE_SPACE
  }

  private final Front front;
  private final AddedTokens added;

  /**
   * @param added tokens that are found before the form is looked at
   */
  public SpaceForm(Front front, AddedTokens added) {
    this.front = front;
    this.added = added;
  }

  @Override
  FormedText.Builder formed(Utf8Text text, boolean keepsPlaces, StopSignal stop) {
    return text.read(
        (bytes, start, length) -> {
          FormedText.Builder formed = new FormedText.Builder(text, bytes, start, keepsPlaces);
          if (length > 0 && hasSpaceInFront(bytes, start, start + length)) {
            formed.replace(0, 0, SPACE, 0, SPACE.length);
          }
          replaceMarks(bytes, start, start + length, formed, stop);
          return formed;
        });
  }

  @Override
  public int settledBytes(Utf8Text text, StopSignal stop) {
    int decided = text.length() - added.openBytes();
    return text.read(
        (bytes, start, length) -> {
          int at = start;
          Pace pace = new Pace(start, stop);
          while (at < start + decided || !text.isCodePointBoundary(at - start)) {
            at = nextPlace(bytes, at, start + length);
            pace.to(at);
          }
          return at - start;
        });
  }

  @Override
  public TextForm continued() {
    return front == Front.NOTHING ? this : new SpaceForm(Front.NOTHING, added);
  }

  private boolean hasSpaceInFront(byte[] text, int start, int end) {
    return switch (front) {
      case NOTHING -> false;
      case SPACE -> true;
      case ONE_SPACE -> text[start] != ' ' && !isMark(text, start, end);
    };
  }

  private void replaceMarks(
      byte[] text, int start, int end, FormedText.Builder formed, StopSignal stop) {
    Pace pace = new Pace(start, stop);
    for (int at = start; at < end; pace.to(at)) {
      int next = nextPlace(text, at, end);
      if (isMark(text, at, end) && added.endAt(text, at, end) == at) {
        formed.replace(at - start, next - start, SPACE, 0, SPACE.length);
      }
      at = next;
    }
  }

  /** Returns where the mark, the added token that begins with one, or the byte at a place ends. */
  private int nextPlace(byte[] text, int at, int end) {
    if (!isMark(text, at, end)) {
      return at + 1;
    }
    int behind = added.endAt(text, at, end);
    return behind == at ? at + MARK.length : behind;
  }

  private static boolean isMark(byte[] text, int at, int end) {
    return text[at] == MARK[0]
        && at + MARK.length <= end
        && text[at + 1] == MARK[1]
        && text[at + 2] == MARK[2];
  }
}

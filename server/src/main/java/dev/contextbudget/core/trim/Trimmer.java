package dev.contextbudget.core.trim;

import dev.contextbudget.core.item.Reduction;
import dev.contextbudget.core.token.Tokenizer;
import dev.contextbudget.core.token.Utf8Text;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a text to a number of tokens, with a note that says so.
 *
 * <p>The note is paid for first, what closes the structures that the cut goes through is paid for
 * too, and the joined result is counted once more: token counts do not add up over a seam.
 *
 * <p><b>More tokens never keep fewer bytes.</b> Let c(a) be what {@link Place} keeps of the bytes
 * that an allowance of a tokens reaches; it grows with a if the tokenizer's prefix and suffix do.
 * The result for a limit is c(a) for the largest allowance that leaves room for the note and whose
 * joined result is within the limit. A higher limit admits every allowance that a lower one admits,
 * so it takes the same or a larger one.
 *
 * <p>The search for it goes down from the limit, and so that a megabyte inside twenty open tags
 * does not take sixty recounts, it tries only allowances with {@value #SIGNIFICANT_BITS}
 * significant bits: all up to 256 tokens, and one in each 0.8 % or less above. They do not depend
 * on the limit, so the argument holds.
 */
public final class Trimmer {
  /** A piece of fewer tokens tells a model nothing, whatever the note says. */
  static final int MIN_SOURCE_TOKENS = 16;

  private static final int SIGNIFICANT_BITS = 8;

  /** Goes down to half of the limit or less; closers that take more are not worth their text. */
  private static final int MAX_STEPS = 1 << (SIGNIFICANT_BITS - 1);

  private final Shape shape;
  private final Reduction.Side side;
  private final Utf8Text note;
  private final Tokenizer tokenizer;

  private Trimmer(Shape shape, Reduction.Side side, Utf8Text note, Tokenizer tokenizer) {
    this.shape = shape;
    this.side = side;
    this.note = note;
    this.tokenizer = tokenizer;
  }

  /**
   * Returns {@code text} with at most {@code limitTokens} tokens, or nothing if not even {@value
   * #MIN_SOURCE_TOKENS} tokens of it fit beside the note. A text that fits comes back whole and
   * without the note.
   *
   * <p>Reads the text once for its structure, and counts about as many tokens as the limit, twice.
   *
   * @param limitTokens {@code >= 0}; most tokens of the joined result, the note included
   * @param side which part is cut away
   * @param note stands where the text was cut; may be empty
   */
  public static Optional<Cut> cut(
      Utf8Text text, int limitTokens, Reduction.Side side, Utf8Text note, Tokenizer tokenizer) {
    int whole = tokenizer.countUpTo(text, limitTokens);
    if (whole <= limitTokens) {
      List<Segment> segments =
          text.isEmpty() ? List.of() : List.of(new Segment.Source(0, text.length()));
      return Optional.of(new Cut(segments, whole));
    }
    return new Trimmer(Shape.of(text), side, note, tokenizer).cut(limitTokens);
  }

  private Optional<Cut> cut(int limitTokens) {
    int allowance = limitTokens - tokenizer.count(note.isEmpty() ? note : ownLine(note));
    Kept last = Kept.NOTHING;
    for (int step = 0; step < MAX_STEPS; step++) {
      allowance = rounded(allowance);
      Kept kept = allowance < MIN_SOURCE_TOKENS ? Kept.NOTHING : keep(allowance);
      if (kept.bytes(shape.text().length()) < MIN_SOURCE_TOKENS) {
        return Optional.empty();
      }
      if (!kept.isSame(last) && !kept.isEverything()) {
        List<Segment> segments = Splice.of(shape, kept.prefix(), kept.suffix(), note);
        int tokens = tokenizer.countUpTo(Splice.join(segments, shape.text()), limitTokens);
        if (tokens <= limitTokens) {
          return Optional.of(new Cut(segments, tokens));
        }
      }
      last = kept;
      allowance--;
    }
    return Optional.empty();
  }

  private static Utf8Text ownLine(Utf8Text note) {
    return Utf8Text.of("\n" + note.decode());
  }

  /** Returns the largest allowance up to this one that is tried. */
  private static int rounded(int tokens) {
    int excessBits =
        Math.max(
            0, Integer.SIZE - Integer.numberOfLeadingZeros(Math.max(0, tokens)) - SIGNIFICANT_BITS);
    return tokens >> excessBits << excessBits;
  }

  private Kept keep(int tokens) {
    return switch (side) {
      case END -> new Kept(prefix(tokens), null);
      case START -> new Kept(null, suffix(tokens));
      case MIDDLE -> new Kept(prefix(tokens - tokens / 2), suffix(tokens / 2));
    };
  }

  private @Nullable Place prefix(int tokens) {
    return Place.end(shape, tokenizer.prefixBytes(shape.text(), tokens));
  }

  private @Nullable Place suffix(int tokens) {
    return Place.start(shape, tokenizer.suffixBytes(shape.text(), tokens));
  }

  /** What is kept at either end. */
  private record Kept(@Nullable Place prefix, @Nullable Place suffix) {
    static final Kept NOTHING = new Kept(null, null);

    /** Returns how many bytes of the text are kept; it has at most as many tokens. */
    int bytes(int length) {
      return (prefix == null ? 0 : prefix.position())
          + (suffix == null ? 0 : length - suffix.position());
    }

    boolean isSame(Kept that) {
      return positionOf(prefix) == positionOf(that.prefix)
          && positionOf(suffix) == positionOf(that.suffix);
    }

    private static int positionOf(@Nullable Place place) {
      return place == null ? -1 : place.position();
    }

    /** Returns true if the ends touch: then nothing would be cut away. */
    boolean isEverything() {
      return prefix != null && suffix != null && prefix.position() >= suffix.position();
    }
  }
}

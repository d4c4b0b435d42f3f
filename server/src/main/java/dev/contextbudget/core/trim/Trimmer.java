package dev.contextbudget.core.trim;

import dev.contextbudget.core.error.StopSignal;
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
 * An allowance passes for a limit if it leaves room for the note and the joined result is within
 * the limit; what passes for a limit passes for a higher one. Which {@link Allowances} are tried
 * depends on the text alone:
 *
 * <ul>
 *   <li>Where little is ever open, from the limit down to the first that passes. A higher limit
 *       takes the same or a larger one.
 *   <li>Else, because closers may take half of the limit and a megabyte is not counted a hundred
 *       times, by halving: the bits of the index are set from the highest, each if the allowance
 *       passes. Take the first bit in which two limits differ: the higher one sets it and has the
 *       larger index. Allowances that keep too little count as passed, for every limit.
 * </ul>
 */
public final class Trimmer {
  /** A piece of fewer tokens tells a model nothing, whatever the note says. */
  static final int MIN_SOURCE_TOKENS = 16;

  /** Nor does a piece of fewer bytes, which is what a place far before the limit may leave. */
  private static final int MIN_SOURCE_BYTES = 16;

  /** A few levels of tags or of JSON with their keys; they cost about a hundred tokens. */
  private static final int LITTLE_WRAP_BYTES = 256;

  private final Shape shape;
  private final Reduction.Side side;
  private final Utf8Text note;
  private final Tokenizer tokenizer;
  private final StopSignal stop;

  private Trimmer(
      Shape shape, Reduction.Side side, Utf8Text note, Tokenizer tokenizer, StopSignal stop) {
    this.shape = shape;
    this.side = side;
    this.note = note;
    this.tokenizer = tokenizer;
    this.stop = stop;
  }

  /**
   * Returns {@code text} with at most {@code limitTokens} tokens, or nothing if not even {@value
   * #MIN_SOURCE_TOKENS} tokens or {@value #MIN_SOURCE_BYTES} bytes of it fit beside the note. A
   * text that fits comes back whole and without the note.
   *
   * <p>Reads the text three times for its structure. Counts about as many tokens as the limit,
   * three times for each allowance that is tried: mostly one or two, at most twelve where more than
   * {@value #LITTLE_WRAP_BYTES} bytes close and open what is open at a place.
   *
   * @param limitTokens {@code >= 0}; most tokens of the joined result, the note included
   * @param side which part is cut away
   * @param note stands where the text was cut; may be empty
   * @param stop asked for each allowance that is tried, and on every way through the text
   */
  public static Optional<Cut> cut(
      Utf8Text text,
      int limitTokens,
      Reduction.Side side,
      Utf8Text note,
      Tokenizer tokenizer,
      StopSignal stop) {
    stop.check();
    int whole = tokenizer.countUpTo(text, limitTokens);
    if (whole <= limitTokens) {
      List<Piece> pieces = text.isEmpty() ? List.of() : List.of(new Piece.Source(0, text.length()));
      return Optional.of(new Cut(pieces, whole));
    }
    Trimmer trimmer = new Trimmer(Shape.of(text, stop), side, note, tokenizer, stop);
    int room = limitTokens - tokenizer.count(note.isEmpty() ? note : ownLine(note));
    return trimmer.shape.mostWrapBytes() <= LITTLE_WRAP_BYTES
        ? trimmer.downwards(room, limitTokens)
        : trimmer.byHalving(room, limitTokens);
  }

  private static Utf8Text ownLine(Utf8Text note) {
    return Utf8Text.of("\n" + note.decode());
  }

  private Optional<Cut> downwards(int roomTokens, int limitTokens) {
    Kept last = Kept.NOTHING;
    for (int i = Allowances.indexUpTo(roomTokens); i >= MIN_SOURCE_TOKENS; i--) {
      Kept kept = keep(Allowances.tokens(i));
      if (kept.bytes(shape.text().length()) < MIN_SOURCE_BYTES) {
        return Optional.empty();
      }
      Optional<Cut> cut = kept.isSame(last) ? Optional.empty() : join(kept, limitTokens);
      if (cut.isPresent()) {
        return cut;
      }
      last = kept;
    }
    return Optional.empty();
  }

  private Optional<Cut> byHalving(int roomTokens, int limitTokens) {
    Optional<Cut> best = Optional.empty();
    int index = 0;
    for (int bit = Allowances.END / 2; bit > 0; bit /= 2) {
      int allowance = Allowances.tokens(index + bit);
      if (allowance < MIN_SOURCE_TOKENS) {
        index += bit;
      } else if (allowance <= roomTokens) {
        Kept kept = keep(allowance);
        boolean tooLittle = kept.bytes(shape.text().length()) < MIN_SOURCE_BYTES;
        Optional<Cut> cut = tooLittle ? Optional.empty() : join(kept, limitTokens);
        best = cut.isPresent() ? cut : best;
        index += tooLittle || cut.isPresent() ? bit : 0;
      }
    }
    return best;
  }

  /** Returns the cut that keeps this, unless it keeps everything or is over the limit. */
  private Optional<Cut> join(Kept kept, int limitTokens) {
    if (kept.isEverything()) {
      return Optional.empty();
    }
    List<Piece> pieces = Splice.of(shape, kept.prefix(), kept.suffix(), note);
    int tokens = tokenizer.countUpTo(Splice.join(pieces, shape.text()), limitTokens);
    return tokens <= limitTokens ? Optional.of(new Cut(pieces, tokens)) : Optional.empty();
  }

  private Kept keep(int tokens) {
    stop.check();
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

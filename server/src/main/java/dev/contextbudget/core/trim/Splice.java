package dev.contextbudget.core.trim;

import dev.contextbudget.core.token.Utf8Text;
import java.io.ByteArrayOutputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Puts together what is kept of a text, the note, and what closes or opens again the structures
 * that the cut goes through.
 *
 * <p>In a text the note has its own line. In JSON it is a string: one more element of the array,
 * one more member of the object, or more of the string that was cut, so that the result is JSON.
 */
final class Splice {
  private static final Utf8Text LINE_END = Utf8Text.of("\n");
  private static final Utf8Text COMMA = Utf8Text.of(",");
  private static final Utf8Text SPACE = Utf8Text.of(" ");

  private final List<Piece> pieces = new ArrayList<>();
  private final ByteArrayOutputStream inserted = new ByteArrayOutputStream();

  private Splice() {}

  /**
   * Returns the pieces of a cut text.
   *
   * @param prefix where the kept prefix ends; absent if none is kept
   * @param suffix where the kept suffix starts; absent if none is kept
   * @param note may be empty
   */
  static List<Piece> of(
      Shape shape, @Nullable Place prefix, @Nullable Place suffix, Utf8Text note) {
    Splice splice = new Splice();
    Open common =
        prefix == null || suffix == null ? null : Open.common(prefix.open(), suffix.open());
    if (shape.json()) {
      splice.json(shape, prefix, suffix, common, JsonNote.of(note));
    } else {
      splice.text(shape, prefix, suffix, common, note);
    }
    splice.flush();
    return splice.pieces;
  }

  private void text(
      Shape shape,
      @Nullable Place prefix,
      @Nullable Place suffix,
      @Nullable Open common,
      Utf8Text note) {
    if (prefix != null) {
      source(0, prefix.position());
      boolean closes = Open.depthOf(prefix.open()) > Open.depthOf(common);
      if (closes && endsInFence(shape.text(), prefix.position())) {
        insert(LINE_END);
      }
      close(prefix.open(), common);
      if (suffix != null || !note.isEmpty()) {
        insert(LINE_END);
      }
    }
    insert(note);
    if (suffix != null) {
      if (!note.isEmpty()) {
        insert(LINE_END);
      }
      open(shape.text(), chain(suffix.open(), common), suffix.position());
      source(suffix.position(), shape.text().length());
      close(shape.openAtEnd(), null);
    }
  }

  private void json(
      Shape shape,
      @Nullable Place prefix,
      @Nullable Place suffix,
      @Nullable Open common,
      JsonNote note) {
    if (prefix != null) {
      source(0, prefix.position());
      insert(note.behind(prefix.open()));
      close(prefix.open(), common);
    }
    if (suffix != null) {
      if (prefix != null) {
        insert(common != null && common.kind() == Open.Kind.STRING ? SPACE : COMMA);
      }
      chain(suffix.open(), common).forEach(open -> source(open.startByte(), open.endByte()));
      insert(prefix == null ? note.before(suffix.open()) : Utf8Text.EMPTY);
      source(suffix.position(), shape.text().length());
    }
  }

  /** Closes what is open, innermost first, up to what stays open. */
  private void close(@Nullable Open innermost, @Nullable Open common) {
    Open open = innermost;
    while (open != null && open.depth() > Open.depthOf(common)) {
      insert(open.closer());
      boolean ownLine = open.kind() == Open.Kind.FENCE;
      open = open.outer();
      if (ownLine && open != null) {
        insert(LINE_END);
      }
    }
  }

  /** Opens structures again, and keeps at the start of a line what is there in the source. */
  private void open(Utf8Text text, Deque<Open> chain, int suffixByte) {
    boolean first = true;
    for (Open open : chain) {
      if (!first && isLineStart(text, open.startByte())) {
        insert(LINE_END);
      }
      source(open.startByte(), open.endByte());
      first = false;
    }
    if (!first && isLineStart(text, suffixByte) && !isLineStart(text, chain.getLast().endByte())) {
      insert(LINE_END);
    }
  }

  /** Returns true if a line of a code fence ends here: with a tag behind it, it would not close. */
  private static boolean endsInFence(Utf8Text text, int endByte) {
    int run = endByte;
    while (run > 0 && (text.byteAt(run - 1) == '`' || text.byteAt(run - 1) == '~')) {
      run--;
    }
    int line = run;
    while (line > 0 && MarkerScan.isIndent(text.byteAt(line - 1))) {
      line--;
    }
    return endByte - run >= MarkerScan.MIN_FENCE && isLineStart(text, line);
  }

  private static boolean isLineStart(Utf8Text text, int index) {
    return index == 0 || text.byteAt(index - 1) == '\n';
  }

  /** Returns what is open and must be opened again, outermost first. */
  private static Deque<Open> chain(@Nullable Open innermost, @Nullable Open common) {
    Deque<Open> chain = new ArrayDeque<>();
    Open open = innermost;
    while (open != null && open.depth() > Open.depthOf(common)) {
      chain.addFirst(open);
      open = open.outer();
    }
    return chain;
  }

  private void source(int startByte, int endByte) {
    flush();
    pieces.add(new Piece.Source(startByte, endByte));
  }

  private void insert(Utf8Text text) {
    append(text, inserted);
  }

  /** Makes one piece of all that was inserted in a row. */
  private void flush() {
    if (inserted.size() > 0) {
      pieces.add(new Piece.Inserted(Utf8Text.wrap(inserted.toByteArray())));
      inserted.reset();
    }
  }

  /** Returns the text that pieces of {@code text} make. O(n). */
  static Utf8Text join(List<Piece> pieces, Utf8Text text) {
    ByteArrayOutputStream joined = new ByteArrayOutputStream();
    for (Piece piece : pieces) {
      if (piece instanceof Piece.Source source) {
        append(text.slice(source.startByte(), source.endByte()), joined);
      } else if (piece instanceof Piece.Inserted insertion) {
        append(insertion.text(), joined);
      }
    }
    return Utf8Text.wrap(joined.toByteArray());
  }

  private static void append(Utf8Text text, ByteArrayOutputStream out) {
    byte[] bytes = new byte[text.length()];
    text.asByteBuffer().get(bytes);
    out.writeBytes(bytes);
  }
}

package dev.contextbudget.core.trim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import dev.contextbudget.Seeds;
import dev.contextbudget.core.error.StopSignal;
import dev.contextbudget.core.item.Reduction.Side;
import dev.contextbudget.core.token.Tokenizer;
import dev.contextbudget.core.token.Utf8Text;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TrimmerTest {
  private static final String NOTE = "[... cut ...]";
  private static final Utf8Text NOTE_TEXT = Utf8Text.of(NOTE);
  private static final Pattern FENCE = Pattern.compile("(?m)^[ \t>]*(`{3,}|~{3,})");
  private static final Pattern TAG = Pattern.compile("<(/?)(doc|item|note|x-y)(?: [^<>]*)?>");

  static LongStream seeds() {
    return Seeds.all();
  }

  private record Case(
      String string, Utf8Text text, Side side, Tokenizer tokenizer, int limitTokens) {
    static Case of(long seed) {
      SplittableRandom random = new SplittableRandom(seed);
      String string = new NastyText(seed).next();
      Utf8Text text = Utf8Text.of(string);
      Side side = Side.values()[random.nextInt(3)];
      Tokenizer tokenizer = TestTokenizers.ALL.get(random.nextInt(3));
      int limit = random.nextInt(tokenizer.count(text) + 10);
      return new Case(string, text, side, tokenizer, limit);
    }

    Optional<Cut> cut(int limit) {
      return Trimmer.cut(text, limit, side, NOTE_TEXT, tokenizer, StopSignal.NEVER);
    }

    Optional<Cut> cut() {
      return cut(limitTokens);
    }

    boolean fits() {
      return tokenizer.count(text) <= limitTokens;
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void neverGoesOverTheLimitAndSaysWhatItCosts(long seed) {
    Case c = Case.of(seed);
    c.cut()
        .ifPresent(
            cut -> {
              assertEquals(c.tokenizer.count(joined(cut, c.text)), cut.tokens());
              assertTrue(cut.tokens() <= c.limitTokens);
            });
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void keepsWhatFitsWholeAndWithoutNote(long seed) {
    Case c = Case.of(seed);
    int enough = c.tokenizer.count(c.text);
    assertEquals(c.text, joined(c.cut(enough).orElseThrow(), c.text));
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void cuttingWhatWasCutChangesNothing(long seed) {
    Case c = Case.of(seed);
    c.cut()
        .map(cut -> joined(cut, c.text))
        .ifPresent(
            once ->
                assertEquals(
                    once,
                    joined(
                        Trimmer.cut(
                                once,
                                c.limitTokens,
                                c.side,
                                NOTE_TEXT,
                                c.tokenizer,
                                StopSignal.NEVER)
                            .orElseThrow(),
                        once)));
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void cutsBetweenGraphemeClustersOnly(long seed) throws CharacterCodingException {
    Case c = Case.of(seed);
    Optional<Cut> cut = c.cut();
    if (cut.isEmpty()) {
      return;
    }
    byte[] bytes = new byte[joined(cut.get(), c.text).length()];
    joined(cut.get(), c.text).asByteBuffer().get(bytes);
    Utf8Text.checked(bytes);
    Set<Integer> boundaries = clusterBoundaries(c.string);
    for (Piece piece : cut.get().pieces()) {
      if (piece instanceof Piece.Source source) {
        assertTrue(boundaries.contains(source.startByte()), () -> c.string + " at " + source);
        assertTrue(boundaries.contains(source.endByte()), () -> c.string + " at " + source);
      }
    }
  }

  private static Set<Integer> clusterBoundaries(String string) {
    Set<Integer> boundaries = new TreeSet<>(Set.of(0));
    Matcher cluster = Pattern.compile("\\X").matcher(string);
    int bytes = 0;
    while (cluster.find()) {
      bytes += Utf8Text.of(cluster.group()).length();
      boundaries.add(bytes);
    }
    return boundaries;
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void leavesNoFenceTagOrBracketOpen(long seed) throws IOException {
    Case c = Case.of(seed);
    if (c.cut().isEmpty()) {
      return;
    }
    String result = joined(c.cut().get(), c.text).decode();
    if (c.string.startsWith("{") || c.string.startsWith("[")) {
      assertJson(result);
    } else {
      assertBalanced(c.string); // the oracle understands the source
      assertEquals(0, FENCE.matcher(result).results().count() % 2, result);
      assertBalanced(result);
    }
  }

  private static void assertJson(String text) throws IOException {
    JsonReader reader = new JsonReader(new StringReader(text));
    reader.setStrictness(Strictness.STRICT);
    reader.setNestingLimit(2000);
    reader.skipValue();
    assertEquals(JsonToken.END_DOCUMENT, reader.peek(), text);
  }

  private static void assertBalanced(String text) {
    String outsideFences = text.replaceAll("(?ms)^[ \t>]*(`{3,}|~{3,}).*?^[ \t>]*\\1", "");
    Deque<String> open = new ArrayDeque<>();
    TAG.matcher(outsideFences)
        .results()
        .forEach(
            tag -> {
              if (tag.group(1).isEmpty()) {
                open.push(tag.group(2));
              } else {
                assertFalse(open.isEmpty(), () -> "stray " + tag.group() + " in " + text);
                assertEquals(open.pop(), tag.group(2), text);
              }
            });
    assertTrue(open.isEmpty(), () -> open + " open in " + text);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void addsNothingButTheNoteAndClosers(long seed) {
    Case c = Case.of(seed);
    if (c.cut().isEmpty()) {
      return;
    }
    String inserted =
        c.cut().get().pieces().stream()
            .filter(Piece.Inserted.class::isInstance)
            .map(piece -> ((Piece.Inserted) piece).text().decode())
            .collect(Collectors.joining());
    assertEquals(!c.fits(), inserted.contains(NOTE), inserted);
    String closers = inserted.replace(NOTE, "").replace("\"truncated\":", "");
    assertTrue(
        closers.matches("(?s)(</(doc|item|note|x-y)>|\n[ >]*(```|~~~|````)|[\n\\[\\]{}\", ])*"),
        closers);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void moreTokensNeverKeepFewerBytes(long seed) {
    Case c = Case.of(seed);
    int before = 0;
    int step = 1 + c.limitTokens / 20;
    for (int limit = c.limitTokens % step; limit <= c.limitTokens; limit += step) {
      int kept = c.cut(limit).map(TrimmerTest::sourceBytes).orElse(0);
      assertTrue(kept >= before, "%d < %d at %d: %s".formatted(kept, before, limit, c));
      before = kept;
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void moreTokensKeepAllThatFewerKept(long seed) {
    Case c = Case.of(seed);
    List<Piece> fewer = c.cut(c.limitTokens).map(Cut::pieces).orElse(List.of());
    List<Piece> more = c.cut(c.limitTokens + 1).map(Cut::pieces).orElse(List.of());
    Set<Integer> kept = bytes(more);
    assertTrue(kept.containsAll(bytes(fewer)), () -> fewer + " but " + more);
  }

  private static Set<Integer> bytes(List<Piece> pieces) {
    Set<Integer> bytes = new TreeSet<>();
    for (Piece piece : pieces) {
      if (piece instanceof Piece.Source source) {
        for (int i = source.startByte(); i < source.endByte(); i++) {
          bytes.add(i);
        }
      }
    }
    return bytes;
  }

  private static int sourceBytes(Cut cut) {
    int bytes = 0;
    for (Piece piece : cut.pieces()) {
      bytes += piece instanceof Piece.Source source ? source.endByte() - source.startByte() : 0;
    }
    return bytes;
  }

  private static Utf8Text joined(Cut cut, Utf8Text text) {
    return Splice.join(cut.pieces(), text);
  }

  /** With a limit of one token less than the text has, the two ends nearly meet. */
  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void keepsNothingAtBothEnds(long seed) {
    Case c = Case.of(seed);
    int limit = Math.max(0, c.tokenizer.count(c.text) - 1);
    Optional<Cut> cut =
        Trimmer.cut(c.text, limit, Side.MIDDLE, Utf8Text.EMPTY, c.tokenizer, StopSignal.NEVER);
    List<Piece> pieces = cut.map(Cut::pieces).orElse(List.of());
    if (pieces.size() > 1
        && pieces.get(0) instanceof Piece.Source first
        && pieces.get(pieces.size() - 1) instanceof Piece.Source last) {
      assertTrue(first.endByte() < last.startByte(), () -> c.string + " at " + pieces);
    }
  }
}

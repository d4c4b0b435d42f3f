package dev.contextbudget.tokenizer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.IntArrayList;
import dev.contextbudget.core.token.Utf8Text;
import dev.contextbudget.tokenizer.split.SplitPattern;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A text as jtokkit encodes it, and where it is to be cut, which is found by trying. */
public final class ReferenceText {
  /** What a chunk comes to by its tokens. */
  interface Measure {
    int tokens(Utf8Text chunk, int tokens);
  }

  private static final int MAX_WHOLE_TEXT_BYTES = 1 << 10;

  private final Encoding reference;
  private final SplitPattern pattern;
  private final Utf8Text text;
  private final List<Integer> tokenEnds = new ArrayList<>();

  /** Takes one of OpenAI's encodings. */
  ReferenceText(Encoding reference, Utf8Text text) {
    this(reference, pattern(reference.getName()), text);
  }

  /** Takes an encoding that splits by a pattern. */
  public ReferenceText(Encoding reference, SplitPattern pattern, Utf8Text text) {
    this.reference = reference;
    this.pattern = pattern;
    this.text = text;
    addEnds(reference.encodeOrdinary(text.decode()));
  }

  private static SplitPattern pattern(String encoding) {
    return switch (encoding) {
      case "r50k_base", "p50k_base", "p50k_edit" -> SplitPattern.GPT2;
      case "cl100k_base" -> SplitPattern.CL100K;
      default -> SplitPattern.O200K;
    };
  }

  private void addEnds(IntArrayList tokens) {
    int at = 0;
    for (int i = 0; i < tokens.size(); i++) {
      IntArrayList one = new IntArrayList(1);
      one.add(tokens.get(i));
      at += reference.decodeBytes(one).length;
      tokenEnds.add(at);
    }
  }

  public int tokens() {
    return tokenEnds.size();
  }

  /** Returns the tokens of a part of the text alone. */
  public int tokens(int from, int to) {
    return reference.countTokensOrdinary(text.slice(from, to).decode());
  }

  /** Returns the longest prefix of whole tokens that has few enough, in the text and alone. */
  int prefixBytes(int limitTokens) {
    for (int token = Math.min(limitTokens, tokens()) - 1; token >= 0; token--) {
      int end = tokenEnds.get(token);
      if (text.isCodePointBoundary(end) && tokens(0, end) <= limitTokens) {
        return end;
      }
    }
    return 0;
  }

  /**
   * Checks that a suffix has few enough tokens, and in a text of at most {@value
   * #MAX_WHOLE_TEXT_BYTES} bytes as many as may be. Of a longer one a part is looked at that may
   * begin inside a token, which can cost two.
   */
  void assertIsSuffix(int bytes, int limitTokens) {
    int counted = tokens(text.length() - bytes, text.length());
    assertTrue(counted <= limitTokens, "%d of %d".formatted(counted, limitTokens));
    if (text.length() <= MAX_WHOLE_TEXT_BYTES) {
      assertEquals(suffixBytes(limitTokens), bytes);
    } else {
      assertTrue(bytes >= suffixBytes(limitTokens - 2), "too short");
      assertEquals(tokens() <= limitTokens, bytes == text.length());
    }
  }

  /** Returns the longest suffix of whole tokens that has few enough, in the text and alone. */
  private int suffixBytes(int limitTokens) {
    for (int token = Math.max(0, tokens() - limitTokens); token < tokens(); token++) {
      int start = token == 0 ? 0 : tokenEnds.get(token - 1);
      if (text.isCodePointBoundary(start) && tokens(start, text.length()) <= limitTokens) {
        return text.length() - start;
      }
    }
    return 0;
  }

  /**
   * Returns the ends of chunks. A chunk takes pieces up to the first one with which it has too many
   * tokens of the text, and ends with the last of them with which it has few enough alone. Where
   * there is none it does the same with the tokens of its first piece, moved back to a border of
   * code points; and so on until the rest of the piece is short enough.
   */
  int[] chunkEnds(int limitTokens, Measure measure) {
    List<Integer> pieceEnds = pieceEnds();
    List<Integer> ends = new ArrayList<>();
    for (int from = 0; from < text.length(); from = ends.get(ends.size() - 1)) {
      Chunk chunk = new Chunk(from, limitTokens, measure);
      int pieceEnd = pieceEnds.get(firstBehind(from, pieceEnds));
      boolean isWithin = from > 0 && !pieceEnds.contains(from);
      boolean isRestTooLong = isWithin && chunk.last(tokenEnds, pieceEnd) < pieceEnd;
      int withPiece = isRestTooLong ? -1 : chunk.last(pieceEnds, text.length());
      ends.add(withPiece > 0 ? withPiece : chunk.last(tokenEnds, pieceEnd - 1));
    }
    return ends.stream().mapToInt(Integer::intValue).toArray();
  }

  /** Returns the ends of chunks of so many tokens. */
  public int[] chunkEnds(int limitTokens) {
    return chunkEnds(limitTokens, (chunk, tokens) -> tokens);
  }

  private List<Integer> pieceEnds() {
    List<Integer> ends = new ArrayList<>();
    Pattern regex = Pattern.compile(pattern.regexes().get(0), Pattern.UNICODE_CHARACTER_CLASS);
    int at = 0;
    for (Matcher piece = regex.matcher(text.decode()); piece.find(); ) {
      at += Utf8Text.of(piece.group()).length();
      ends.add(at);
    }
    return ends;
  }

  private static int firstBehind(int place, List<Integer> ends) {
    int first = 0;
    while (ends.get(first) <= place) {
      first++;
    }
    return first;
  }

  private final class Chunk {
    private final int from;
    private final int limitTokens;
    private final Measure measure;

    Chunk(int from, int limitTokens, Measure measure) {
      this.from = from;
      this.limitTokens = limitTokens;
      this.measure = measure;
    }

    /** Returns the last place to end at of those that are not behind another, or -1. */
    int last(List<Integer> ends, int notBehind) {
      int tokensBefore = firstBehind(from, tokenEnds);
      int last = -1;
      for (int i = firstBehind(from, ends); i < ends.size() && ends.get(i) <= notBehind; i++) {
        int end = ends.get(i);
        int to = end;
        while (!text.isCodePointBoundary(to)) {
          to--;
        }
        Utf8Text chunk = text.slice(from, to);
        int inText = tokenEnds.indexOf(end) + 1 - tokensBefore;
        if (measure.tokens(chunk, inText) > limitTokens) {
          break;
        }
        if (to > from && measure.tokens(chunk, tokens(from, to)) <= limitTokens) {
          last = to;
        }
      }
      return last;
    }
  }
}

package dev.contextbudget.core.trim;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingType;
import com.knuddels.jtokkit.api.IntArrayList;
import dev.contextbudget.core.token.ExactTokenizer;
import dev.contextbudget.core.token.Tokenizer;
import dev.contextbudget.core.token.Utf8Text;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Tokenizers that are plain to read; each is given by where the tokens of a text end. */
public final class TestTokenizers {
  private static final Encoding O200K =
      Encodings.newLazyEncodingRegistry().getEncoding(EncodingType.O200K_BASE);

  /** Every byte is a token. */
  public static final Tokenizer BYTES = new ByEnds("bytes", TestTokenizers::byteEnds);

  /** Every word is a token together with the white space before it. */
  public static final Tokenizer WORDS = new ByEnds("words", TestTokenizers::wordEnds);

  /** The vocabulary of gpt-4o. */
  public static final Tokenizer O200K_BASE = new ByEnds("o200k_base", TestTokenizers::o200kEnds);

  public static final List<Tokenizer> ALL = List.of(BYTES, WORDS, O200K_BASE);

  private static final int LAST_TEXTS = 256;
  private static final Map<Utf8Text, int[]> LAST_ENDS =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Utf8Text, int[]> eldest) {
          return size() > LAST_TEXTS;
        }
      };

  private TestTokenizers() {}

  private static int[] byteEnds(Utf8Text text) {
    int[] ends = new int[text.length()];
    Arrays.setAll(ends, i -> i + 1);
    return ends;
  }

  private static int[] wordEnds(Utf8Text text) {
    int[] ends = new int[text.length()];
    int count = 0;
    for (int i = 1; i <= text.length(); i++) {
      if (i == text.length()
          || text.byteAt(i) <= ' ' && text.byteAt(i) > 0 && text.byteAt(i - 1) > ' ') {
        ends[count++] = i;
      }
    }
    return Arrays.copyOf(ends, count);
  }

  /** Cuts ask for the same few texts again and again, and the reference is slow. */
  private static synchronized int[] o200kEnds(Utf8Text text) {
    return LAST_ENDS.computeIfAbsent(text, TestTokenizers::countedEnds);
  }

  private static int[] countedEnds(Utf8Text text) {
    IntArrayList tokens = O200K.encodeOrdinary(text.decode());
    int[] ends = new int[tokens.size()];
    int end = 0;
    for (int i = 0; i < ends.length; i++) {
      IntArrayList one = new IntArrayList(1);
      one.add(tokens.get(i));
      end += O200K.decodeBytes(one).length;
      ends[i] = end;
    }
    return ends;
  }

  private static final class ByEnds extends ExactTokenizer {
    private final Function<Utf8Text, int[]> ends;

    ByEnds(String id, Function<Utf8Text, int[]> ends) {
      super(id);
      this.ends = ends;
    }

    @Override
    public int count(Utf8Text text) {
      return ends.apply(text).length;
    }

    @Override
    public int prefixBytes(Utf8Text text, int limitTokens) {
      int[] all = ends.apply(text);
      int end =
          all.length <= limitTokens ? text.length() : limitTokens == 0 ? 0 : all[limitTokens - 1];
      while (!text.isCodePointBoundary(end)) {
        end--;
      }
      return end;
    }

    @Override
    public int suffixBytes(Utf8Text text, int limitTokens) {
      int[] all = ends.apply(text);
      int start = all.length <= limitTokens ? 0 : all[all.length - limitTokens - 1];
      while (!text.isCodePointBoundary(start)) {
        start++;
      }
      return text.length() - start;
    }
  }
}

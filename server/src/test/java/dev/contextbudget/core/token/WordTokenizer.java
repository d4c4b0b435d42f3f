package dev.contextbudget.core.token;

/**
 * A tokenizer that a reader can follow: a word is one token for every five bytes it has begun,
 * white space costs nothing.
 */
public final class WordTokenizer extends ExactTokenizer {
  private static final int BYTES_PER_TOKEN = 5;

  public WordTokenizer() {
    super("words");
  }

  @Override
  public int count(Utf8Text text) {
    int tokens = 0;
    int inWord = 0;
    for (int i = 0; i < text.length(); i++) {
      inWord = text.byteAt(i) == ' ' || text.byteAt(i) == '\n' ? 0 : inWord + 1;
      if (inWord % BYTES_PER_TOKEN == 1) {
        tokens++;
      }
    }
    return tokens;
  }

  @Override
  public int prefixBytes(Utf8Text text, int limitTokens) {
    int end = text.length();
    while (end > 0 && (!text.isCodePointBoundary(end) || count(text.slice(0, end)) > limitTokens)) {
      end--;
    }
    return end;
  }

  @Override
  public int suffixBytes(Utf8Text text, int limitTokens) {
    int start = 0;
    while (start < text.length()
        && (!text.isCodePointBoundary(start)
            || count(text.slice(start, text.length())) > limitTokens)) {
      start++;
    }
    return text.length() - start;
  }
}

package dev.contextbudget.core.model;

import dev.contextbudget.core.token.Accuracy;
import dev.contextbudget.core.token.Tokenizer;
import dev.contextbudget.core.token.Utf8Text;

/** One token for each word between spaces; enough to compute counts by hand. */
final class WordTokenizer implements Tokenizer {

  @Override
  public String id() {
    return "words";
  }

  @Override
  public Accuracy accuracy() {
    return Accuracy.EXACT;
  }

  @Override
  public double errorMarginRatio() {
    return 0;
  }

  @Override
  public int count(Utf8Text text) {
    String words = text.decode().strip();
    return words.isEmpty() ? 0 : words.split("\\s+").length;
  }

  @Override
  public int countUpTo(Utf8Text text, int limitTokens) {
    return count(text);
  }

  @Override
  public int prefixBytes(Utf8Text text, int limitTokens) {
    throw new UnsupportedOperationException();
  }

  @Override
  public int suffixBytes(Utf8Text text, int limitTokens) {
    throw new UnsupportedOperationException();
  }
}

package dev.contextbudget.tokenizer;

import dev.contextbudget.Steps;
import dev.contextbudget.core.error.StopSignal;
import dev.contextbudget.core.token.ChunkLimit;
import dev.contextbudget.tokenizer.bpe.TokenCounter;
import dev.contextbudget.tokenizer.bpe.Vocabulary;
import dev.contextbudget.tokenizer.split.SplitPattern;
import dev.contextbudget.tokenizer.split.Splitter;
import java.util.function.Consumer;

/** What a text is put through, always with empty caches; {@link Steps} tells what it takes. */
public enum TokenizerWork implements Consumer<byte[]> {
  COUNTING {
    @Override
    public void accept(byte[] text) {
      int ignored = counter().countUpTo(text, 0, text.length, Integer.MAX_VALUE, StopSignal.NEVER);
    }
  },
  CUTTING_CHUNKS {
    @Override
    public void accept(byte[] text) {
      int[] ignored =
          counter().chunkEnds(text, 0, text.length, ChunkLimit.ofTokens(16), StopSignal.NEVER);
    }
  },
  SPLITTING_BY_EVERY_PATTERN {
    @Override
    public void accept(byte[] text) {
      for (SplitPattern pattern : SplitPattern.values()) {
        Splitter splitter = pattern.splitter();
        int[] ends = new int[64];
        for (int at = 0; at < text.length; ) {
          at = ends[splitter.split(text, at, text.length, ends) - 1];
        }
      }
    }
  };

  private static final Vocabulary VOCABULARY = BundledVocabulary.O200K_BASE.load();

  private static TokenCounter counter() {
    return new TokenCounter(VOCABULARY, BundledVocabulary.O200K_BASE.splitter());
  }
}

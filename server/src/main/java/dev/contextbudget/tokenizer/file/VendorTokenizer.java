package dev.contextbudget.tokenizer.file;

import dev.contextbudget.core.token.Tokenizer;
import dev.contextbudget.tokenizer.BpeTokenizer;
import dev.contextbudget.tokenizer.bpe.Vocabulary;
import dev.contextbudget.tokenizer.form.FormedTokenizer;
import dev.contextbudget.tokenizer.form.TextForm;
import dev.contextbudget.tokenizer.split.Splitter;
import java.util.Optional;

/**
 * All by which the texts of one model are counted, read from its vendor's file.
 *
 * @param form what texts are changed to first, if they are
 */
public record VendorTokenizer(Vocabulary vocabulary, Splitter splitter, Optional<TextForm> form) {

  /** Returns a tokenizer, which is exact. */
  public Tokenizer named(String id) {
    Tokenizer bpe = BpeTokenizer.of(id, vocabulary, splitter);
    return form.<Tokenizer>map(to -> new FormedTokenizer(bpe, to, vocabulary.maxTokenBytes()))
        .orElse(bpe);
  }
}

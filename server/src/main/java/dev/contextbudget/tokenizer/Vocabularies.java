package dev.contextbudget.tokenizer;

import dev.contextbudget.tokenizer.bpe.TokenCounter;
import dev.contextbudget.tokenizer.bpe.Vocabulary;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The vocabularies that come with the service, each loaded when it first counts.
 *
 * <p>Loading one takes some 50 ms and 15 MB ({@code deploy/bench/start.sh}), and most servers serve
 * models of one or two. One instance is shared by all tokenizers, as several names stand for the
 * same vocabulary.
 */
public final class Vocabularies {
  private final Map<String, Vocabulary> loaded = new ConcurrentHashMap<>();
  private final Map<String, CounterPool> pools = new ConcurrentHashMap<>();

  /** Returns the names, such as {@code o200k_base}. */
  public List<String> names() {
    return Arrays.stream(BundledVocabulary.values()).map(BundledVocabulary::wireName).toList();
  }

  /**
   * Returns a tokenizer over a vocabulary, or nothing if there is none of this name.
   *
   * @param id the tokenizer's own id
   * @param name name of the vocabulary
   */
  public Optional<BpeTokenizer> tokenizer(String id, String name) {
    return BundledVocabulary.named(name).map(known -> new BpeTokenizer(id, pool(known)));
  }

  private CounterPool pool(BundledVocabulary known) {
    return pools.computeIfAbsent(
        known.image(),
        image -> new CounterPool(() -> new TokenCounter(load(known), known.splitter())));
  }

  /** The map makes loading happen once, whoever comes first. */
  private Vocabulary load(BundledVocabulary known) {
    return loaded.computeIfAbsent(known.image(), image -> known.load());
  }
}

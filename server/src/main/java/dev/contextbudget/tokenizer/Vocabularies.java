package dev.contextbudget.tokenizer;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.EncodingRegistry;
import com.knuddels.jtokkit.api.EncodingType;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The vocabularies that come with the service, each loaded when it first counts.
 *
 * <p>Loading one takes some 300 ms and 30 MB, and most servers serve models of one or two. One
 * instance is shared by all tokenizers, as several names stand for the same vocabulary.
 */
public final class Vocabularies {
  private final EncodingRegistry registry = Encodings.newLazyEncodingRegistry();

  /** Returns the names, such as {@code o200k_base}. */
  public List<String> names() {
    return Arrays.stream(EncodingType.values()).map(EncodingType::getName).toList();
  }

  /**
   * Returns a tokenizer over a vocabulary, or nothing if there is none of this name.
   *
   * @param id the tokenizer's own id
   * @param name name of the vocabulary
   */
  public Optional<JtokkitTokenizer> tokenizer(String id, String name) {
    return EncodingType.fromName(name).map(type -> new JtokkitTokenizer(id, lazily(type)));
  }

  /** The registry's own map makes loading happen once, whoever comes first. */
  private Supplier<OrdinaryEncoding> lazily(EncodingType type) {
    return () -> new OrdinaryEncoding(registry.getEncoding(type));
  }
}

package dev.contextbudget.core.model;

import dev.contextbudget.core.error.StopSignal;
import dev.contextbudget.core.token.Tokenizer;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Facts about a model. They change; each comes from the catalogue with its source.
 *
 * @param id its id in the catalogue
 * @param provider who offers it, such as {@code openai}
 * @param aliases other names
 * @param matchPrefixes beginnings of names that also mean it
 * @param status such as {@code active}
 * @param contextWindowTokens input and output together
 * @param maxInputTokens limit on input, if it has one of its own
 * @param maxOutputTokens limit on output, if known
 * @param tokenizer counts its texts
 * @param chatFormat what its chat format adds
 * @param images what it charges for images and files
 * @param prices by size of the input, lowest first; empty if unknown
 * @param cache rules of its prompt cache
 * @param bindsThinking whether thinking is taken only behind the very prompt it was made for
 * @param sources where the facts come from, with dates
 * @param note what is uncertain or conditional
 */
public record ModelProfile(
    String id,
    String provider,
    List<String> aliases,
    List<String> matchPrefixes,
    String status,
    int contextWindowTokens,
    OptionalInt maxInputTokens,
    OptionalInt maxOutputTokens,
    Tokenizer tokenizer,
    ChatFormat chatFormat,
    ImageFormula images,
    List<PriceTier> prices,
    CacheRules cache,
    boolean bindsThinking,
    List<String> sources,
    String note) {
  /** Largest window; the contract has no larger number of tokens. */
  public static final int MAX_WINDOW_TOKENS = 1_000_000_000;

  public ModelProfile {
    if (id.isBlank() || contextWindowTokens < 1 || contextWindowTokens > MAX_WINDOW_TOKENS) {
      throw new IllegalArgumentException(
          "model '%s': want an id and a window, got %d tokens".formatted(id, contextWindowTokens));
    }
    if (Math.max(maxInputTokens.orElse(1), maxOutputTokens.orElse(1)) > contextWindowTokens) {
      throw new IllegalArgumentException("model '%s': a limit is above the window".formatted(id));
    }
    aliases = List.copyOf(aliases);
    matchPrefixes = List.copyOf(matchPrefixes);
    prices = List.copyOf(prices);
    sources = List.copyOf(sources);
  }

  /** Returns the same model for the work of one request, its tokenizer stopped by a signal. */
  public ModelProfile stoppedBy(StopSignal stop) {
    return new ModelProfile(
        id,
        provider,
        aliases,
        matchPrefixes,
        status,
        contextWindowTokens,
        maxInputTokens,
        maxOutputTokens,
        tokenizer.stoppedBy(stop),
        chatFormat,
        images,
        prices,
        cache,
        bindsThinking,
        sources,
        note);
  }

  /** Returns the prices of an input of this size, if they are known. */
  public Optional<Prices> pricesFor(long inputTokens) {
    return prices.stream()
        .filter(tier -> tier.aboveInputTokens() == 0 || tier.aboveInputTokens() < inputTokens)
        .reduce((lower, higher) -> higher)
        .map(PriceTier::prices);
  }
}

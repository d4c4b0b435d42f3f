package dev.contextbudget.core.prefix;

import dev.contextbudget.core.model.Prices;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What the caller knows about the provider's cache.
 *
 * @param previous state of the previous call, if it gave its token
 * @param sinceLastCall time since that call; absent means that the prefix is warm
 * @param furtherTurns calls of the conversation that will still come, if known
 * @param timeToLive wanted time to live, if any
 * @param prices instead of the catalogue's
 * @param growing whether more calls will follow at all
 */
public record CacheView(
    Optional<PrefixState> previous,
    Optional<Duration> sinceLastCall,
    OptionalInt furtherTurns,
    Optional<Duration> timeToLive,
    Optional<Prices> prices,
    boolean growing) {
  /** A single call, of which nothing is known. */
  public static final CacheView NONE =
      new CacheView(
          Optional.empty(),
          Optional.empty(),
          OptionalInt.empty(),
          Optional.empty(),
          Optional.empty(),
          false);
}

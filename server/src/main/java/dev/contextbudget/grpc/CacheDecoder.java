package dev.contextbudget.grpc;

import dev.contextbudget.core.error.InvalidRequest;
import dev.contextbudget.core.error.Reason;
import dev.contextbudget.core.model.Prices;
import dev.contextbudget.core.prefix.CacheView;
import dev.contextbudget.core.prefix.PrefixState;
import dev.contextbudget.core.prefix.PrefixToken;
import dev.contextbudget.v1.CacheOptions;
import dev.contextbudget.v1.TokenPrices;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/** Decodes what the caller knows about the provider's cache. */
final class CacheDecoder {
  private static final FieldPath PATH = FieldPath.of("cache");

  /** The limits of {@code google.protobuf.Duration}. */
  private static final long MAX_SECONDS = 315_576_000_000L;

  private static final int MAX_NANOS = 999_999_999;

  private final Violations violations;

  CacheDecoder(Violations violations) {
    this.violations = violations;
  }

  /** Decodes options that were given. */
  CacheView view(CacheOptions options) {
    return new CacheView(
        state(options),
        options.hasSinceLastCall()
            ? duration(PATH.member("since_last_call"), options.getSinceLastCall())
            : Optional.empty(),
        options.hasExpectedFurtherTurns()
            ? OptionalInt.of(
                violations.upTo(
                    FixedLimit.COUNT,
                    PATH.member("expected_further_turns"),
                    options.getExpectedFurtherTurns(),
                    0))
            : OptionalInt.empty(),
        options.hasTimeToLive()
            ? duration(PATH.member("time_to_live"), options.getTimeToLive())
            : Optional.empty(),
        options.hasPrices() ? Optional.of(prices(options.getPrices())) : Optional.empty(),
        true);
  }

  private Optional<PrefixState> state(CacheOptions options) {
    if (options.getPrefixToken().isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          PrefixToken.read(
              options.getPrefixToken().toByteArray(), PATH.member("prefix_token").toString()));
    } catch (InvalidRequest e) {
      e.violations().forEach(violations::add);
      return Optional.empty();
    }
  }

  private Optional<Duration> duration(FieldPath field, com.google.protobuf.Duration duration) {
    if (duration.getSeconds() < 0
        || duration.getSeconds() > MAX_SECONDS
        || duration.getNanos() < 0
        || duration.getNanos() > MAX_NANOS) {
      violations.add(field, Reason.OUT_OF_RANGE, "must be a duration that is not negative");
      return Optional.empty();
    }
    return Optional.of(Duration.ofSeconds(duration.getSeconds(), duration.getNanos()));
  }

  private Prices prices(TokenPrices prices) {
    FieldPath path = PATH.member("prices");
    double input = violations.notNegative(path.member("input_usd"), prices.getInputUsd());
    double output = violations.notNegative(path.member("output_usd"), prices.getOutputUsd());
    double read =
        prices.hasCachedReadUsd()
            ? violations.notNegative(path.member("cached_read_usd"), prices.getCachedReadUsd())
            : input;
    double write =
        prices.hasCacheWriteUsd()
            ? violations.notNegative(path.member("cache_write_usd"), prices.getCacheWriteUsd())
            : input;
    double longWrite =
        prices.hasLongCacheWriteUsd()
            ? violations.notNegative(
                path.member("long_cache_write_usd"), prices.getLongCacheWriteUsd())
            : write;
    return new Prices(input, output, read, write, longWrite);
  }
}

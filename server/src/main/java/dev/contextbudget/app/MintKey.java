package dev.contextbudget.app;

import dev.contextbudget.security.ApiKey;
import java.io.PrintWriter;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Makes an API key: what its owner sends, once, and what the file of tenants says of it. */
@Command(
    name = "mint-key",
    description = "Make an API key for a tenant; the key is printed once and stands nowhere else.")
final class MintKey implements Callable<Integer> {
  private static final int MAX_DAYS = 3_650;

  private final Clock clock;

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--days",
      paramLabel = "DAYS",
      description = "When it expires; never, unless given.")
  private @Nullable Integer days;

  MintKey(Clock clock) {
    this.clock = clock;
  }

  @Override
  public Integer call() {
    if (spec == null) {
      throw new IllegalStateException("not run by picocli");
    }
    if (days != null && (days < 1 || days > MAX_DAYS)) {
      throw new ParameterException(
          spec.commandLine(), "--days: want 1 to %d, got %d".formatted(MAX_DAYS, days));
    }
    ApiKey.Minted minted =
        ApiKey.mint(
            new SecureRandom(),
            Optional.ofNullable(days)
                .map(
                    d -> clock.instant().truncatedTo(ChronoUnit.SECONDS).plus(d, ChronoUnit.DAYS)));
    PrintWriter out = spec.commandLine().getOut();
    out.println("the key, for its owner alone:");
    out.println(minted.text());
    out.println("under the tenant's keys, in the file of auth.tenants:");
    out.println(line(minted.key()));
    out.flush();
    return 0;
  }

  /** Returns what stands in the file. */
  static String line(ApiKey key) {
    String expires = key.expires().map(at -> ", expires: \"" + at + '"').orElse("");
    return "- {prefix: \"%s\", sha256: \"%s\"%s}".formatted(key.prefix(), key.sha256(), expires);
  }
}

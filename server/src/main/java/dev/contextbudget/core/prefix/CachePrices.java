package dev.contextbudget.core.prefix;

import dev.contextbudget.core.model.CacheRules;
import dev.contextbudget.core.model.ModelProfile;
import dev.contextbudget.core.model.Prices;
import dev.contextbudget.core.prefix.CacheReport.Boundary;
import dev.contextbudget.core.prefix.CacheReport.ExpectedUsage;
import dev.contextbudget.core.prefix.CacheReport.Mark;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/** What a provider's cache costs and saves for one call. */
final class CachePrices {
  private final CacheRules rules;
  private final CacheView view;
  private final ModelProfile model;
  private final Optional<Prices> prices;

  /**
   * @param inputTokens size of the prompt, which decides the price tier
   */
  CachePrices(ModelProfile model, CacheView view, int inputTokens) {
    this.rules = model.cache();
    this.view = view;
    this.model = model;
    this.prices = pricesFor(inputTokens);
  }

  private Optional<Prices> pricesFor(int inputTokens) {
    return view.prices().isPresent() ? view.prices() : model.pricesFor(inputTokens);
  }

  boolean readsAtMarksOnly() {
    return rules.mode() == CacheRules.Mode.EXPLICIT;
  }

  /**
   * Returns true if what the previous call left in the cache is still there. Decided by the clock
   * alone: a call that read nothing has just written its prefix, which is warm now.
   *
   * @param mark under which it was written, or none where everything is cached
   */
  boolean isAlive(Mark mark) {
    boolean longer = readsAtMarksOnly() ? mark == Mark.LONG : wantsLong();
    Duration lifetime = longer ? longLifetime() : rules.timeToLive().orElse(Duration.ZERO);
    return view.sinceLastCall().isEmpty()
        || lifetime.isZero()
        || view.sinceLastCall().get().compareTo(lifetime) < 0;
  }

  private Duration longLifetime() {
    return rules.longTimeToLive().orElse(Duration.ZERO);
  }

  private boolean wantsLong() {
    return rules.longTimeToLive().isPresent()
        && view.timeToLive().isPresent()
        && view.timeToLive().get().compareTo(longLifetime()) >= 0;
  }

  /**
   * Returns the directive for the end of each zone; none where nobody would read what it writes.
   *
   * <p>Of stable zones side by side only the last is worth one of the few marks. Where they do not
   * suffice, the first ones go: what ends there is read with what ends at a later mark. If no call
   * follows, nothing is written, and the mark is where the previous call had it: without one a
   * provider does not read either.
   *
   * @param readElements what the cache holds of this prompt, up to a mark of the previous one
   */
  List<Mark> marks(List<HashedPrompt.Zone> zones, int readElements) {
    Mark[] marks = new Mark[zones.size()];
    Arrays.fill(marks, Mark.NONE);
    int left = readsAtMarksOnly() && view.growing() ? rules.maxMarks() : 0;
    for (int i = zones.size() - 1; i >= 0 && left > 0; i--) {
      if (mayMark(zones, i) && (writes() || zones.get(i).elements() == readElements)) {
        marks[i] = wantsLong() && allStable(zones.subList(0, i + 1)) ? Mark.LONG : Mark.DEFAULT;
        left--;
      }
    }
    return List.of(marks);
  }

  private boolean writes() {
    return view.furtherTurns().orElse(1) > 0;
  }

  private boolean mayMark(List<HashedPrompt.Zone> zones, int index) {
    return zones.get(index).lasting()
        && !isInsideStable(zones, index)
        && zones.get(index).tokens() >= rules.minPrefixTokens().orElse(0);
  }

  /** Returns how many elements behind a mark the next one may stand. */
  int reach() {
    return writes() ? rules.lookBackBlocks().orElse(Integer.MAX_VALUE) : 0;
  }

  /** Returns true if one of the places where marks may be is in reach of what the cache holds. */
  boolean isRead(List<HashedPrompt.Zone> zones, int readElements) {
    return IntStream.range(0, zones.size())
        .anyMatch(i -> mayMark(zones, i) && isInReach(zones.get(i), readElements));
  }

  /** Returns true if a mark at the end of a zone finds what the cache holds. */
  boolean isInReach(HashedPrompt.Zone zone, int readElements) {
    return zone.elements() >= readElements && zone.elements() - readElements <= reach();
  }

  private static boolean isInsideStable(List<HashedPrompt.Zone> zones, int index) {
    return zones.get(index).stability().isStable()
        && index + 1 < zones.size()
        && zones.get(index + 1).stability().isStable();
  }

  /**
   * Providers want long times to live before short ones, so one zone that is not stable ends it.
   */
  private static boolean allStable(List<HashedPrompt.Zone> zones) {
    return zones.stream().allMatch(zone -> zone.stability().isStable());
  }

  /**
   * Returns what the call will be charged for.
   *
   * @param readTokens what the cache gives back
   * @param boundaries up to whose last mark the prompt is written, if it is written by marks; up to
   *     the last long one for the long time to live
   */
  Optional<ExpectedUsage> expected(
      int readTokens, List<Boundary> boundaries, int totalTokens, int unfittedTokens) {
    int read = Math.min(readTokens, totalTokens);
    int writable =
        rules.mode() == CacheRules.Mode.AUTOMATIC
            ? totalTokens
            : tokensUpTo(boundaries, mark -> mark != Mark.NONE);
    boolean charged = rules.mode() != CacheRules.Mode.NONE && rules.writeRatio() > 1;
    int write =
        charged && writable >= rules.minPrefixTokens().orElse(0) ? Math.max(0, writable - read) : 0;
    int plain = totalTokens - read - write;
    int longWrite =
        Math.min(write, Math.max(0, tokensUpTo(boundaries, mark -> mark == Mark.LONG) - read));
    return prices.map(
        p ->
            new ExpectedUsage(
                read,
                write,
                plain,
                p.inputUsd(read, write - longWrite, longWrite, plain),
                p.plainUsd(totalTokens),
                pricesFor(unfittedTokens).orElse(p).plainUsd(unfittedTokens)));
  }

  private static int tokensUpTo(List<Boundary> boundaries, Predicate<Mark> mark) {
    return boundaries.stream()
        .filter(boundary -> mark.test(boundary.mark()))
        .mapToInt(Boundary::tokens)
        .max()
        .orElse(0);
  }

  /** Returns what it costs more to send tokens anew than to read them. */
  double lossUsd(int tokens) {
    return prices.map(p -> Math.max(0, p.plainUsd(tokens) - p.readUsd(tokens))).orElse(0.0);
  }
}

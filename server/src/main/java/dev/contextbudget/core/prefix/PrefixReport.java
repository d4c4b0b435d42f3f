package dev.contextbudget.core.prefix;

import dev.contextbudget.core.error.StopSignal;
import dev.contextbudget.core.fit.FitResult;
import dev.contextbudget.core.item.Component;
import dev.contextbudget.core.item.ComponentKind;
import dev.contextbudget.core.item.Item;
import dev.contextbudget.core.item.Stability;
import dev.contextbudget.core.model.ModelProfile;
import dev.contextbudget.core.prefix.CacheReport.Boundary;
import dev.contextbudget.core.prefix.CacheReport.Cause;
import dev.contextbudget.core.prefix.CacheReport.Difference;
import dev.contextbudget.core.prefix.CacheReport.Mark;
import dev.contextbudget.core.prefix.HashedPrompt.Zone;
import dev.contextbudget.core.prefix.PrefixState.ZoneEnd;
import dev.contextbudget.core.prefix.PromptElements.Element;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Compares a prompt with the previous one and tells what the provider's cache will give back.
 *
 * <p>Linear in the bytes of the prompt: everything is hashed once.
 */
public final class PrefixReport {
  private final ModelProfile model;
  private final long modelHash;
  private final FitResult fit;
  private final SentHistories sent;
  private final CacheView view;
  private final HashedPrompt prompt;
  private final CachePrices prices;

  private PrefixReport(
      ModelProfile model,
      List<Component> components,
      FitResult fit,
      SentHistories sent,
      CacheView view,
      StopSignal stop) {
    this.model = model;
    this.modelHash = PrefixState.hashOf(model);
    this.fit = fit;
    this.sent = sent;
    this.view = view;
    this.prices = new CachePrices(model, view, fit.totalTokens());
    Map<String, Stability> zones = new HashMap<>();
    Set<String> inputs = new HashSet<>();
    for (Component component : components) {
      zones.put(component.id(), component.stability());
      for (Item item : component.items()) {
        zones.put(item.id(), component.stability());
        if (component.kind() == ComponentKind.USER_INPUT) {
          inputs.add(item.id());
        }
      }
    }
    this.prompt =
        new HashedPrompt(
            PromptElements.of(fit.prompt(), fit.toolListTokens(), zones, inputs),
            view.previous(),
            prices.reach(),
            stop);
  }

  /**
   * Reports on a fitted prompt.
   *
   * @param sent the histories of the request beside those of the view's previous call
   * @param stop asked for each element that is hashed
   */
  public static CacheReport of(
      ModelProfile model,
      List<Component> components,
      FitResult fit,
      SentHistories sent,
      CacheView view,
      StopSignal stop) {
    return new PrefixReport(model, components, fit, sent, view, stop).report();
  }

  private CacheReport report() {
    int shared = view.previous().map(this::sharedElements).orElse(0);
    List<Integer> held =
        view.previous().map(previous -> heldElements(previous, shared)).orElse(List.of());
    int longest = held.isEmpty() ? 0 : held.get(held.size() - 1);
    List<Zone> zones =
        longest == 0 || prices.isRead(prompt.zones(), longest)
            ? prompt.zones()
            : prompt.zonesInReachOf(longest);
    List<Mark> marks = prices.marks(zones, longest);
    int read = readTokens(zones, marks, held);
    List<Boundary> boundaries = boundaries(zones, marks);
    return new CacheReport(
        boundaries,
        view.previous()
            .filter(previous -> shared < previous.elements())
            .map(previous -> difference(previous, shared, read)),
        view.previous().filter(previous -> shared >= stableEnd(previous).elements()).isPresent(),
        prices.expected(read, boundaries, fit.totalTokens(), fit.beforeTokens()),
        prompt.state(modelHash, zones, marks, sent.cutAt(fit.histories())));
  }

  private int sharedElements(PrefixState previous) {
    return previous.modelHash() == modelHash ? prompt.sharedElements(previous) : 0;
  }

  private static List<Boundary> boundaries(List<Zone> zones, List<Mark> marks) {
    List<Boundary> boundaries = new ArrayList<>();
    for (int i = 0; i < zones.size(); i++) {
      Zone zone = zones.get(i);
      boundaries.add(
          new Boundary(
              zone.lastItemId(), zone.tokens(), zone.sha256(), zone.stability(), marks.get(i)));
    }
    return boundaries;
  }

  /** Returns the end of what does not change by itself: the last zone before the request's own. */
  private static ZoneEnd stableEnd(PrefixState previous) {
    ZoneEnd end = new ZoneEnd(Stability.STATIC, Mark.NONE, 0, 0, 0);
    for (ZoneEnd zone : previous.zones()) {
      if (zone.stability() != Stability.REQUEST) {
        end = zone;
      }
    }
    return end;
  }

  /**
   * Returns the beginnings of this prompt that the cache holds, in elements, the longest last: one
   * for each mark of the previous prompt, or without marks all that is the same.
   */
  private List<Integer> heldElements(PrefixState previous, int shared) {
    if (!prices.readsAtMarksOnly()) {
      return prices.isAlive(Mark.NONE) ? List.of(shared) : List.of();
    }
    return previous.zones().stream()
        .filter(zone -> zone.isMarked() && prices.isAlive(zone.mark()))
        .map(ZoneEnd::elements)
        .filter(elements -> elements <= shared)
        .toList();
  }

  /** Returns what the cache gives back, with marks only what one of them finds. */
  private int readTokens(List<Zone> zones, List<Mark> marks, List<Integer> held) {
    int read = 0;
    for (int elements : held) {
      boolean found =
          !prices.readsAtMarksOnly()
              || IntStream.range(0, zones.size())
                  .filter(i -> marks.get(i) != Mark.NONE)
                  .anyMatch(i -> prices.isInReach(zones.get(i), elements));
      read = found ? elements : read;
    }
    return model.cache().readableTokens(prompt.tokensBefore(read));
  }

  private Difference difference(PrefixState previous, int shared, int readTokens) {
    Cause cause = cause(previous, shared);
    int sharedTokens = prompt.tokensBefore(shared);
    int lost =
        cause == Cause.REQUEST_ITEM ? 0 : Math.max(0, stableEnd(previous).tokens() - sharedTokens);
    return new Difference(
        firstItemFrom(shared),
        prompt.bytesBefore(shared),
        sharedTokens,
        cause,
        lost,
        lost == 0 ? 0 : prices.lossUsd(lostReads(previous, readTokens)));
  }

  /** Of what is lost, what the cache would have given back. */
  private int lostReads(PrefixState previous, int readTokens) {
    int held =
        previous.zones().stream()
            .filter(zone -> zone.stability() != Stability.REQUEST)
            .filter(zone -> zone.isMarked() || !prices.readsAtMarksOnly())
            .filter(zone -> prices.isAlive(zone.mark()))
            .mapToInt(ZoneEnd::tokens)
            .max()
            .orElse(0);
    return Math.max(0, model.cache().readableTokens(held) - readTokens);
  }

  /** Returns the item at an element, or for a note the item behind it. */
  private String firstItemFrom(int element) {
    for (int i = element; i < prompt.size(); i++) {
      String id = prompt.element(i).map(Element::itemId).orElse("");
      if (!id.isEmpty()) {
        return id;
      }
    }
    return "";
  }

  private Cause cause(PrefixState previous, int shared) {
    if (previous.modelHash() != modelHash) {
      return Cause.MODEL;
    }
    if (shared < previous.toolCount() || shared < prompt.toolCount()) {
      return Cause.TOOLS;
    }
    Stability before = zoneAt(previous, shared);
    Stability now = prompt.element(shared).map(Element::zone).orElse(Stability.REQUEST);
    if (before.isStable() || now.isStable()) {
      return Cause.STABLE_ITEM;
    }
    if (before == Stability.REQUEST) {
      return Cause.REQUEST_ITEM;
    }
    return sent.cause(
        fit.histories(), itemIds(shared, HashedPrompt.nextComparedEnd(previous, shared)));
  }

  /** Returns the items of a range of elements, or for notes alone the item behind them. */
  private Set<String> itemIds(int from, int to) {
    Set<String> ids = new HashSet<>();
    for (int i = from; i < to && i < prompt.size(); i++) {
      prompt.element(i).map(Element::itemId).ifPresent(ids::add);
    }
    ids.remove("");
    String behind = ids.isEmpty() ? firstItemFrom(from) : "";
    return behind.isEmpty() ? ids : Set.of(behind);
  }

  private static Stability zoneAt(PrefixState previous, int element) {
    for (ZoneEnd zone : previous.zones()) {
      if (element < zone.elements()) {
        return zone.stability();
      }
    }
    return Stability.REQUEST;
  }
}

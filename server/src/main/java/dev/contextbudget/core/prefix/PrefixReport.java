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
import dev.contextbudget.core.prefix.PrefixState.ZoneEnd;
import dev.contextbudget.core.prefix.PromptElements.Element;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

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
            PromptElements.of(
                fit.prompt(),
                fit.toolListTokens(),
                zones,
                inputs,
                tool -> model.chatFormat().tools().toolTokens(tool, model.tokenizer())),
            view.previous(),
            stop);
    this.prices = new CachePrices(model, view, fit.totalTokens());
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
    List<Mark> marks = prices.marks(prompt.zones());
    List<Boundary> boundaries = boundaries(marks);
    Optional<Integer> shared = view.previous().map(this::sharedElements);
    Optional<Difference> difference =
        view.previous()
            .filter(previous -> shared.orElse(0) < previous.elements())
            .map(previous -> difference(previous, shared.orElse(0)));
    boolean kept =
        view.previous().isPresent()
            && shared.orElse(0) >= stableEnd(view.previous().get()).elements();
    int readable = view.previous().map(p -> readableTokens(p, shared.orElse(0))).orElse(0);
    return new CacheReport(
        boundaries,
        difference,
        kept,
        prices.expected(readable, boundaries, fit.totalTokens(), fit.beforeTokens()),
        prompt.state(modelHash, marks, sent.cutAt(fit.histories())));
  }

  private int sharedElements(PrefixState previous) {
    return previous.modelHash() == modelHash ? prompt.sharedElements(previous) : 0;
  }

  private List<Boundary> boundaries(List<Mark> marks) {
    List<Boundary> boundaries = new ArrayList<>();
    List<HashedPrompt.Zone> zones = prompt.zones();
    for (int i = 0; i < zones.size(); i++) {
      HashedPrompt.Zone zone = zones.get(i);
      boundaries.add(
          new Boundary(
              zone.lastItemId(), zone.tokens(), zone.sha256(), zone.stability(), marks.get(i)));
    }
    return boundaries;
  }

  /** Returns the end of what does not change by itself: the last zone before the request's own. */
  private static ZoneEnd stableEnd(PrefixState previous) {
    ZoneEnd end = new ZoneEnd(Stability.STATIC, false, 0, 0, 0);
    for (ZoneEnd zone : previous.zones()) {
      if (zone.stability() != Stability.REQUEST) {
        end = zone;
      }
    }
    return end;
  }

  /**
   * A cache with marks gives back what ends at a mark of the previous prompt; others any prefix.
   */
  private int readableTokens(PrefixState previous, int shared) {
    if (prices.isCold()) {
      return 0;
    }
    int tokens = prompt.tokensBefore(shared);
    if (prices.readsAtMarksOnly()) {
      tokens =
          previous.zones().stream()
              .filter(zone -> zone.marked() && zone.elements() <= shared)
              .mapToInt(ZoneEnd::tokens)
              .max()
              .orElse(0);
    }
    return model.cache().readableTokens(tokens);
  }

  private Difference difference(PrefixState previous, int shared) {
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
        lost == 0 ? 0 : prices.lossUsd(lostReads(previous, shared)));
  }

  /** Of what is lost, what the cache would have given back. */
  private int lostReads(PrefixState previous, int shared) {
    int whole = prices.isCold() ? 0 : model.cache().readableTokens(stableEnd(previous).tokens());
    return Math.max(0, whole - readableTokens(previous, shared));
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

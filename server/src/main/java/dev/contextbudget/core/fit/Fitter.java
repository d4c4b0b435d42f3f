package dev.contextbudget.core.fit;

import dev.contextbudget.core.error.BudgetUnsatisfiable;
import dev.contextbudget.core.error.InvalidRequest;
import dev.contextbudget.core.item.Component;
import dev.contextbudget.core.item.Role;
import dev.contextbudget.core.model.PartCounter;
import dev.contextbudget.core.model.RequestSize;
import dev.contextbudget.core.prompt.Layout;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Fits a request into its input budget.
 *
 * <p>Two stages: each component within its grant, then the whole. Everything up to {@link Writer}
 * works on sizes and sees no text. Time O(n log n) for n items, and linear in the bytes of what is
 * cut.
 *
 * <p>What holds for every answer: its count is at most the input budget; pinned items, groups and
 * open tool calls are whole; the same request gives the same answer; a fitted context fits
 * unchanged; a larger budget keeps at least as much value in every component, where the value of an
 * item is its value per token times the tokens kept.
 *
 * <p>The last has one exception, which cannot be had otherwise if room is to be used: a growing
 * history that is cut lends what its target leaves free. A budget that is just large enough to keep
 * the history uncut takes that back at once: the history keeps more, and what is made for the
 * request as much as its own grant holds, which is what it would have kept without a loan.
 */
public final class Fitter {
  /**
   * Rounds of the second stage. Definitions of tools that are left out can change what the list
   * costs; a second round has always sufficed, more would be a defect.
   */
  private static final int MAX_ROUNDS = 4;

  private final FitRequest request;
  private final PartCounter counter;
  private final Layout layout;
  private final RequestSize sizes;
  private final NoteSizes noteSizes;
  private final ItemTable table;
  private final Units.Settled settled;
  private final List<ComponentDemand> demands;
  private final SlotMap slots;

  Fitter(FitRequest request, Layout layout, RequestSize sizes) {
    this.request = request;
    this.counter = new PartCounter(request.model());
    this.layout = layout;
    this.sizes = sizes;
    this.noteSizes = NoteSizes.of(request.policy().notes(), counter);
    this.table = new ItemTable(request.components(), sizes, toleranceTokens());
    this.settled = Units.of(table, request.conversations(), request.policy());
    this.demands = demands();
    this.slots = SlotMap.of(request);
    slots.requireOrderedBounds(request);
  }

  /**
   * Fits a request.
   *
   * @param layout of the request's components
   * @param sizes of the request's components, under the request's model
   * @throws InvalidRequest if components are promised more than their slot may have
   * @throws BudgetUnsatisfiable if what must stay does not fit
   */
  public static FitResult fit(FitRequest request, Layout layout, RequestSize sizes) {
    return new Fitter(request, layout, sizes).fit();
  }

  private FitResult fit() {
    int excess = 0;
    for (int round = 0; round < MAX_ROUNDS; round++) {
      Decided decided = decide(excess);
      Written written = write(decided);
      int most = written.totalTokens() + written.prompt().messages().size() * toleranceTokens();
      int over = most - request.inputBudgetTokens();
      if (over <= 0) {
        return explain(decided, written);
      }
      excess += over;
    }
    throw new IllegalStateException("over budget after %d rounds".formatted(MAX_ROUNDS));
  }

  /** What shall become of each item, within these grants. */
  record Decided(
      SlotMap slots, Granted granted, Choice choice, Map<String, HistoryState> histories) {}

  /**
   * Decides on sizes alone. O(n log n).
   *
   * @param excessTokens by how much an earlier decision was over the budget
   */
  Decided decide(int excessTokens) {
    int input = request.inputBudgetTokens();
    int overhead = sizes.requestFramingTokens() + excessTokens;
    Grants grants = new Grants(request, slots, demands, input, overhead);
    Granted own = grants.divide();
    Choice choice = new Choice(table, settled.outcomes());
    ComponentFit fit = new ComponentFit(request, table, noteSizes, choice);
    Map<String, HistoryState> histories = new HashMap<>();
    int[] lentTokens = new int[demands.size()];
    for (int c = 0; c < demands.size(); c++) {
      request.stop().check();
      Component component = request.components().get(c);
      HistoryState state = HistoryState.UNCUT;
      if (ComponentFit.ages(component)) {
        int room = stepsBack() ? grants.roomTokens(own, c) : own.tokens()[c];
        HistoryFit.Cut cut = fit.age(c, demands.get(c), room);
        lentTokens[c] = request.growing() ? Math.max(0, own.tokens()[c] - cut.heldTokens()) : 0;
        state = cut.state();
      }
      if (component.hasMessages()) {
        histories.put(component.id(), state);
      }
    }
    Granted granted = Loans.lend(request, own, lentTokens);
    for (int c = 0; c < demands.size(); c++) {
      if (!ComponentFit.ages(request.components().get(c))) {
        request.stop().check();
        fit.select(c, demands.get(c), granted.tokens()[c]);
      }
    }
    return new Decided(slots, granted, choice, histories);
  }

  /** Returns true if a history is cut before it fills what it may have. */
  private boolean stepsBack() {
    return request.growing() && request.policy().triggerRatio() < 1;
  }

  /** Writes what was decided: the only step that sees text. */
  Written write(Decided decided) {
    Notes notes = request.policy().notes();
    Written written = new Written(table, decided.choice());
    ItemWriter items = new ItemWriter(table, request.model(), counter, notes, noteSizes, written);
    return new Writer(table, layout, notes, counter, items).write();
  }

  FitResult explain(Decided decided, Written written) {
    return new Explainer(request, table, demands, decided, written).explain(sizes);
  }

  private int toleranceTokens() {
    return request.model().chatFormat().tolerancePerMessageTokens();
  }

  private List<ComponentDemand> demands() {
    List<ComponentDemand> demands = new ArrayList<>();
    for (int c = 0; c < request.components().size(); c++) {
      demands.add(demand(c, table.sharedFramingTokens(c) + table.toolListTokens(c)));
    }
    return demands;
  }

  private ComponentDemand demand(int component, int framingTokens) {
    List<Unit> all =
        settled.units().get(component).stream().filter(unit -> !unit.forced()).toList();
    List<Unit> free =
        HistoryWindow.inLimits(table, request.conversations().get(component), component, all);
    long forced = framingTokens;
    for (Unit unit : settled.units().get(component)) {
      forced += unit.forced() ? unit.tokens() : 0;
    }
    int note = all.isEmpty() ? 0 : noteTokens(request.components().get(component));
    if (free.size() < all.size()) {
      // the note is due however large the grant
      return new ComponentDemand(all, free, Math.toIntExact(forced + note), 0);
    }
    return new ComponentDemand(all, free, Math.toIntExact(forced), note);
  }

  private int noteTokens(Component component) {
    Notes notes = request.policy().notes();
    if (!notes.enabled() || component.hasTools()) {
      return 0;
    }
    return component.hasMessages()
        ? noteSizes.historyTokens()
            + counter.messageFramingTokens(Role.USER, "")
            + toleranceTokens()
        : noteSizes.itemsTokens();
  }
}

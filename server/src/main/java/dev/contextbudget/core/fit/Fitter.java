package dev.contextbudget.core.fit;

import dev.contextbudget.core.error.BudgetUnsatisfiable;
import dev.contextbudget.core.error.InvalidRequest;
import dev.contextbudget.core.model.PartCounter;
import dev.contextbudget.core.model.RequestSize;
import dev.contextbudget.core.prompt.Layout;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

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
 */
public final class Fitter {
  private final FitRequest request;
  private final PartCounter counter;
  private final Layout layout;
  private final RequestSize sizes;
  private final NoteSizes noteSizes;
  private final ItemTable table;
  private final Settled settled;
  private final List<List<Unit>> units;
  private final SlotMap slots;

  /**
   * Items that could not be cut to their limits. Nothing else is cut in their place, so one more
   * decision is enough.
   */
  private final Set<Integer> uncuttable = new HashSet<>();

  /** What the list of tools costs beyond its definitions, as far as it is known. */
  private int toolListTokens;

  private Demands demands;

  /** By how much what was written was over what was granted. */
  private int excessTokens;

  /**
   * @param keepsThinking whether all thinking of an unfinished tool loop must stay
   */
  Fitter(FitRequest request, Layout layout, RequestSize sizes, boolean keepsThinking) {
    this.request = request;
    this.counter = new PartCounter(request.model());
    this.layout = layout;
    this.sizes = sizes;
    this.noteSizes = NoteSizes.of(request.policy().notes(), counter, toleranceTokens());
    this.table = new ItemTable(request.components(), sizes, toleranceTokens());
    Turns turns = new Turns(table, request.conversations());
    Ties ties = Ties.of(table, turns);
    this.settled = Settled.of(table, turns, ties, keepsThinking);
    ties.bindTurns(turns, settled);
    this.units = Units.byHome(table, ties, settled, request.policy());
    this.toolListTokens = Math.max(0, sizes.toolListTokens());
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
    try {
      return firmly(request, layout, sizes);
    } catch (BudgetUnsatisfiable tooSmall) {
      throw new BudgetUnsatisfiable(
          LeastBudget.from(tooSmall.requiredTokens(), request, layout, sizes),
          tooSmall.availableTokens(),
          tooSmall.forcedBy());
    }
  }

  /**
   * Fits with all thinking of the unfinished tool loop; without only where degrading is allowed.
   *
   * @throws BudgetUnsatisfiable with the least budget that the sizes tell
   */
  static FitResult firmly(FitRequest request, Layout layout, RequestSize sizes) {
    try {
      return new Fitter(request, layout, sizes, true).fit();
    } catch (BudgetUnsatisfiable tooSmall) {
      if (!request.policy().degrade()) {
        throw tooSmall;
      }
      return new Fitter(request, layout, sizes, false).fit();
    }
  }

  /**
   * Decides and writes, again where the writing shows what the sizes do not tell: a text that
   * cannot be cut, a list of fewer tools that costs more beyond its definitions, or, with counts
   * that are scaled and rounded, a token more. Each only grows, and the last doubles, so it ends.
   */
  private FitResult fit() {
    while (true) {
      request.stop().check();
      Decided decided = decide();
      Written written = write(decided);
      if (uncuttable.addAll(written.uncuttable())) {
        continue;
      }
      if (written.toolListTokens() > toolListTokens) {
        toolListTokens = written.toolListTokens();
        demands = demands();
        continue;
      }
      int over = overTokens(written);
      if (over <= 0) {
        return explain(decided, written);
      }
      excessTokens += Math.max(over, excessTokens);
    }
  }

  /** Returns by how much the prompt is over the budget, at the worst of its framing. */
  private int overTokens(Written written) {
    int most = written.totalTokens() + written.prompt().messages().size() * toleranceTokens();
    return most - request.inputBudgetTokens();
  }

  private Demands demands() {
    return Demands.of(request, table, noteSizes, settled, units, toolListTokens);
  }

  /** What shall become of each item, within these grants. */
  record Decided(
      SlotMap slots, Granted granted, Choice choice, Map<String, HistoryState> histories) {}

  /** Decides on sizes alone. O(n log n). */
  Decided decide() {
    Grants grants =
        new Grants(
            request,
            slots,
            demands,
            request.inputBudgetTokens(),
            sizes.requestFramingTokens() + excessTokens);
    Granted granted = grants.divide();
    Choice choice = new Choice(table, settled.outcomes());
    ComponentFit fit = new ComponentFit(request, table, noteSizes, choice, uncuttable);
    Map<String, HistoryState> histories = new HashMap<>();
    for (int c = 0; c < granted.tokens().length; c++) {
      request.stop().check();
      int room = fit.cutsBefore(c) ? grants.roomTokens(granted, c) : granted.tokens()[c];
      HistoryState state = fit.fit(c, granted.demands().get(c), granted.tokens()[c], room);
      histories.put(request.components().get(c).id(), state);
    }
    return new Decided(slots, granted, choice, histories);
  }

  /** Writes what was decided: the only step that sees text. */
  Written write(Decided decided) {
    Notes notes = request.policy().notes();
    Written written = new Written(table, decided.choice());
    ItemWriter items =
        new ItemWriter(table, request.model(), counter, notes, noteSizes, written, request.stop());
    return new Writer(table, layout, notes, counter, items, request.rules(), request.stop())
        .write();
  }

  FitResult explain(Decided decided, Written written) {
    return new Explainer(request, table, demands.payers(), decided, written).explain(sizes);
  }

  private int toleranceTokens() {
    return request.model().chatFormat().tolerancePerMessageTokens();
  }
}

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
import java.util.Optional;
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
  private final Settled settled;
  private final Demands demands;
  private final SlotMap slots;

  /**
   * Items that could not be cut to their limits. Nothing else is cut in their place, so one more
   * decision is enough.
   */
  private final Set<Integer> uncuttable = new HashSet<>();

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
    List<List<Unit>> units = Units.byHome(table, ties, settled, request.policy());
    this.demands = Demands.of(request, table, noteSizes, settled, units);
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
          confirmed(tooSmall.requiredTokens(), request, layout, sizes),
          tooSmall.availableTokens(),
          tooSmall.forcedBy());
    }
  }

  /**
   * Fits with all thinking of the unfinished tool loop; without only where degrading is allowed.
   */
  private static FitResult firmly(FitRequest request, Layout layout, RequestSize sizes) {
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
   * Returns the least budget that suffices when all is written, from that which suffices by the
   * sizes: where tools may leave, their list can cost a token more than its definitions tell.
   */
  private static long confirmed(
      long requiredTokens, FitRequest request, Layout layout, RequestSize sizes) {
    long required = requiredTokens;
    for (int round = 0; round < MAX_ROUNDS; round++) {
      Optional<FitRequest> larger = request.withBudget(required);
      if (larger.isEmpty()) {
        return required;
      }
      try {
        FitResult unused = firmly(larger.get(), layout, sizes);
        return required;
      } catch (BudgetUnsatisfiable stillTooSmall) {
        required = stillTooSmall.requiredTokens();
      }
    }
    return required;
  }

  private FitResult fit() {
    int excess = 0;
    for (int round = 0; round < MAX_ROUNDS; round++) {
      Decided decided = decide(excess);
      Written written = write(decided);
      while (uncuttable.addAll(written.uncuttable())) {
        decided = decide(excess);
        written = write(decided);
      }
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
    Granted granted = new Grants(request, slots, demands, input, overhead).divide();
    Choice choice = new Choice(table, settled.outcomes());
    ComponentFit fit = new ComponentFit(request, table, noteSizes, choice, uncuttable);
    Map<String, HistoryState> histories = new HashMap<>();
    for (int c = 0; c < granted.tokens().length; c++) {
      request.stop().check();
      HistoryState state = fit.fit(c, granted.demands().get(c), granted.tokens()[c]);
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
    return new Writer(table, layout, notes, counter, items, request.stop()).write();
  }

  FitResult explain(Decided decided, Written written) {
    return new Explainer(request, table, demands.payers(), decided, written).explain(sizes);
  }

  private int toleranceTokens() {
    return request.model().chatFormat().tolerancePerMessageTokens();
  }
}

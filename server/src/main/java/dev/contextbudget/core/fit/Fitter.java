package dev.contextbudget.core.fit;

import dev.contextbudget.core.error.BudgetUnsatisfiable;
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
  /**
   * Rounds of the second stage. Definitions of tools that are left out can change what the list
   * costs; a second round has always sufficed, more would be a defect.
   */
  private static final int MAX_ROUNDS = 4;

  private final FitRequest request;
  private final PartCounter counter;
  private final Layout layout;
  private final RequestSize sizes;
  private final ItemTable table;
  private final Settled settled;
  private final List<ComponentDemand> demands;

  private Fitter(FitRequest request, Layout layout, RequestSize sizes) {
    this.request = request;
    this.counter = new PartCounter(request.model());
    this.layout = layout;
    this.sizes = sizes;
    this.table = new ItemTable(request.components(), sizes, toleranceTokens());
    Turns turns = new Turns(table, request.conversations());
    Ties ties = Ties.of(table, turns);
    this.settled = Settled.of(table, turns, ties);
    ties.bindTurns(turns, settled);
    List<List<Unit>> units = Units.byHome(table, ties, settled, request.policy());
    this.demands = Demands.of(request, table, counter, settled, units);
  }

  /**
   * Fits a request.
   *
   * @param layout of the request's components
   * @param sizes of the request's components, under the request's model
   * @throws BudgetUnsatisfiable if what must stay does not fit
   */
  public static FitResult fit(FitRequest request, Layout layout, RequestSize sizes) {
    return new Fitter(request, layout, sizes).fit();
  }

  private FitResult fit() {
    int excess = 0;
    Set<Integer> uncuttable = new HashSet<>();
    for (int round = 0; round < MAX_ROUNDS; round++) {
      Attempt attempt = attempt(request.inputBudgetTokens() - excess, uncuttable);
      while (uncuttable.addAll(attempt.written().uncuttable())) {
        attempt = attempt(request.inputBudgetTokens() - excess, uncuttable);
      }
      int messages = attempt.written().prompt().messages().size();
      int most = attempt.written().totalTokens() + messages * toleranceTokens();
      int over = most - request.inputBudgetTokens();
      if (over <= 0) {
        return new Explainer(request, table, demands, attempt).explain(sizes);
      }
      excess += over;
    }
    throw new IllegalStateException("over budget after %d rounds".formatted(MAX_ROUNDS));
  }

  /** What one round decided and wrote. */
  @SuppressWarnings("ArrayRecordComponent") // never compared, shared only inside the room
  record Attempt(
      SlotMap slots, int[] grants, Written written, Map<String, HistoryState> histories) {}

  /**
   * @param uncuttable items that an earlier attempt could not cut: nothing else is cut in their
   *     place, so one more attempt is enough
   */
  private Attempt attempt(int budgetTokens, Set<Integer> uncuttable) {
    SlotMap slots = SlotMap.of(request);
    int[] grants =
        new Grants(request, slots, demands, budgetTokens - sizes.requestFramingTokens()).divide();
    Choice choice = new Choice(table, settled.outcomes());
    ComponentFit fit = new ComponentFit(request, table, counter, choice, uncuttable);
    Map<String, HistoryState> histories = new HashMap<>();
    for (int c = 0; c < demands.size(); c++) {
      request.stop().check();
      HistoryState state = fit.fit(c, demands.get(c), grants[c]);
      if (request.components().get(c).hasMessages()) {
        histories.put(request.components().get(c).id(), state);
      }
    }
    Notes notes = request.policy().notes();
    Written written = new Written(table, choice);
    ItemWriter items = new ItemWriter(table, request.model(), counter, notes, written);
    return new Attempt(
        slots, grants, new Writer(table, layout, notes, counter, items).write(), histories);
  }

  private int toleranceTokens() {
    return request.model().chatFormat().tolerancePerMessageTokens();
  }
}

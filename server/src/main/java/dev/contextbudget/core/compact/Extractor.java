package dev.contextbudget.core.compact;

import dev.contextbudget.core.compact.Units.Unit;
import dev.contextbudget.core.error.StopSignal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * Chooses the sentences that keep most facts within a number of tokens.
 *
 * <p>Budgeted maximum coverage, greedily: again and again the sentence with the most weight of
 * facts that no chosen sentence has, per token [1]. A sentence whose text is chosen already does
 * not pay for the text's overhead again. {@value #OFFSET_TOKENS} tokens are added to each price, or
 * crumbs win: two words with one name in them.
 *
 * <p>A chosen sentence can only lower the worth of others, so a heap with stale keys is right: an
 * entry is put back if its worth has fallen since, and the first one that is up to date is the best
 * of all [2]. Where worth per token rises, because the overhead is paid, the sentences of that text
 * are put in once more.
 *
 * <p>O(f log f) for f facts found. Deterministic: worth is counted in whole numbers, and of equal
 * sentences the earlier is taken.
 *
 * <p>[1] Khuller, Moss, Naor: The budgeted maximum coverage problem. Information Processing Letters
 * 70(1), 1999.
 *
 * <p>[2] Minoux: Accelerated greedy algorithms for maximizing submodular set functions. 1978.
 */
final class Extractor {
  private static final int OFFSET_TOKENS = 5;

  private record Entry(double worthPerToken, int unit) {}

  private final List<Utterance> texts;
  private final List<Unit> units;

  /** Units by fact, and the first unit of each text. */
  private final List<List<Integer>> unitsByFact = new ArrayList<>();

  private final int[] firstUnit;
  private final int[] factWeights;
  private final long[] worth;
  private final boolean[] chosen;
  private final boolean[] paid;
  private final PriorityQueue<Entry> heap =
      new PriorityQueue<>(
          Comparator.comparingDouble(Entry::worthPerToken)
              .reversed()
              .thenComparingInt(Entry::unit));

  private Extractor(Units measured) {
    this.texts = measured.texts();
    this.units = measured.all();
    this.factWeights = measured.weights();
    this.worth = new long[units.size()];
    this.chosen = new boolean[units.size()];
    this.paid = new boolean[texts.size()];
    this.firstUnit = new int[texts.size() + 1];
  }

  /**
   * Returns what to keep of each text, in their order; texts of which nothing is kept are left out.
   * Their tokens add up to at most the budget. Joined with one space, the result has about as many
   * tokens; the caller counts it once more.
   *
   * @param budgetTokens {@code >= 0}
   * @param stop asked for every sentence
   */
  static List<Extract> extract(Units units, int budgetTokens, StopSignal stop) {
    Extractor extractor = new Extractor(units);
    extractor.index();
    extractor.choose(budgetTokens, stop);
    return extractor.chosen();
  }

  private void index() {
    for (int fact = 0; fact < factWeights.length; fact++) {
      unitsByFact.add(new ArrayList<>());
    }
    Arrays.fill(firstUnit, units.size());
    for (int i = units.size() - 1; i >= 0; i--) {
      Unit unit = units.get(i);
      firstUnit[unit.textIndex()] = i;
      for (int fact : unit.facts()) {
        unitsByFact.get(fact).add(i);
        worth[i] += factWeights[fact];
      }
    }
    for (int i = 0; i < units.size(); i++) {
      push(i);
    }
  }

  private void push(int unit) {
    if (worth[unit] > 0 && !chosen[unit]) {
      heap.add(new Entry(worthPerToken(unit), unit));
    }
  }

  private double worthPerToken(int unit) {
    return (double) worth[unit] / (price(unit) + OFFSET_TOKENS);
  }

  private int price(int unit) {
    int text = units.get(unit).textIndex();
    return units.get(unit).tokens() + (paid[text] ? 0 : texts.get(text).overheadTokens());
  }

  private void choose(int budgetTokens, StopSignal stop) {
    int left = budgetTokens;
    for (Entry best = heap.poll(); best != null; best = heap.poll()) {
      stop.check();
      int unit = best.unit();
      double now = worthPerToken(unit);
      if (now < best.worthPerToken()) {
        push(unit);
      } else if (!chosen[unit] && now == best.worthPerToken() && price(unit) <= left) {
        left -= price(unit);
        take(unit);
      }
    }
  }

  private void take(int unit) {
    chosen[unit] = true;
    for (int fact : units.get(unit).facts()) {
      for (int other : unitsByFact.get(fact)) {
        worth[other] -= factWeights[fact];
      }
      unitsByFact.get(fact).clear(); // kept now, worth nothing to any other
    }
    int text = units.get(unit).textIndex();
    if (!paid[text]) {
      paid[text] = true;
      for (int i = firstUnit[text]; i < units.size() && units.get(i).textIndex() == text; i++) {
        push(i);
      }
    }
  }

  private List<Extract> chosen() {
    List<Extract> extracts = new ArrayList<>();
    for (int text = 0; text < texts.size(); text++) {
      List<ByteRange> ranges = new ArrayList<>();
      int tokens = texts.get(text).overheadTokens();
      for (int i = firstUnit[text]; i < units.size() && units.get(i).textIndex() == text; i++) {
        if (chosen[i]) {
          boolean follows = i > firstUnit[text] && chosen[i - 1];
          append(units.get(i).range(), follows, ranges);
          tokens += units.get(i).tokens();
        }
      }
      if (!ranges.isEmpty()) {
        extracts.add(new Extract(text, ranges, tokens));
      }
    }
    return extracts;
  }

  private static void append(ByteRange range, boolean follows, List<ByteRange> ranges) {
    if (follows) {
      ByteRange last = ranges.remove(ranges.size() - 1);
      ranges.add(new ByteRange(last.startByte(), range.endByte()));
    } else {
      ranges.add(range);
    }
  }
}

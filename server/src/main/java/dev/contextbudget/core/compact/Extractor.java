package dev.contextbudget.core.compact;

import dev.contextbudget.core.compact.Candidates.Candidate;
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
 * of all [2]. Where worth per token rises, the sentence is put in once more: because the overhead
 * of its text is paid, or because a neighbour is chosen and no mark of omission stands between
 * them.
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

  private record Entry(double worthPerToken, int candidate) {}

  private final List<Utterance> texts;
  private final List<Candidate> candidates;
  private final int omissionTokens;
  private final StopSignal stop;

  /** Candidates by fact, and the first one of each text. */
  private final List<List<Integer>> byFact = new ArrayList<>();

  private final int[] first;
  private final int[] factWeights;
  private final long[] worth;
  private final boolean[] chosen;
  private final boolean[] paid;
  private final PriorityQueue<Entry> heap =
      new PriorityQueue<>(
          Comparator.comparingDouble(Entry::worthPerToken)
              .reversed()
              .thenComparingInt(Entry::candidate));

  private Extractor(Candidates measured, StopSignal stop) {
    this.stop = stop;
    this.texts = measured.texts();
    this.candidates = measured.all();
    this.omissionTokens = measured.omissionTokens();
    this.factWeights = measured.weights();
    this.worth = new long[candidates.size()];
    this.chosen = new boolean[candidates.size()];
    this.paid = new boolean[texts.size()];
    this.first = new int[texts.size() + 1];
  }

  /**
   * Returns what to keep of each text, in their order; texts of which nothing is kept are left out.
   * Their tokens add up to at most the budget. Joined with {@link Extract#OMISSION}, the result has
   * about as many tokens; the caller counts it once more.
   *
   * @param budgetTokens {@code >= 0}
   * @param stop asked for every fact and sentence
   */
  static List<Extract> extract(Candidates candidates, int budgetTokens, StopSignal stop) {
    Extractor extractor = new Extractor(candidates, stop);
    extractor.index();
    extractor.choose(budgetTokens);
    return extractor.chosen();
  }

  private void index() {
    for (int fact = 0; fact < factWeights.length; fact++) {
      stop.check();
      byFact.add(new ArrayList<>());
    }
    Arrays.fill(first, candidates.size());
    for (int i = candidates.size() - 1; i >= 0; i--) {
      stop.check();
      Candidate candidate = candidates.get(i);
      first[candidate.textIndex()] = i;
      for (int fact : candidate.facts()) {
        byFact.get(fact).add(i);
        worth[i] += factWeights[fact];
      }
    }
    for (int i = 0; i < candidates.size(); i++) {
      push(i);
    }
  }

  private void push(int candidate) {
    stop.check();
    if (worth[candidate] > 0 && !chosen[candidate]) {
      heap.add(new Entry(worthPerToken(candidate), candidate));
    }
  }

  private double worthPerToken(int candidate) {
    return (double) worth[candidate] / (price(candidate) + OFFSET_TOKENS);
  }

  /**
   * Returns by how many tokens the extract grows; a sentence between two chosen ones saves some.
   */
  private int price(int candidate) {
    int text = candidates.get(candidate).textIndex();
    int neighbours =
        (isChosen(text, candidate - 1) ? 1 : 0) + (isChosen(text, candidate + 1) ? 1 : 0);
    return candidates.get(candidate).tokens()
        + (paid[text] ? omissionTokens * (1 - neighbours) : texts.get(text).overheadTokens());
  }

  private boolean isChosen(int text, int candidate) {
    return isIn(text, candidate) && chosen[candidate];
  }

  private boolean isIn(int text, int candidate) {
    return candidate >= 0
        && candidate < candidates.size()
        && candidates.get(candidate).textIndex() == text;
  }

  private void choose(int budgetTokens) {
    int left = budgetTokens;
    for (Entry best = heap.poll(); best != null; best = heap.poll()) {
      stop.check();
      int candidate = best.candidate();
      double now = worthPerToken(candidate);
      if (now < best.worthPerToken()) {
        push(candidate);
      } else if (!chosen[candidate] && now == best.worthPerToken() && price(candidate) <= left) {
        left -= price(candidate);
        take(candidate);
      }
    }
  }

  private void take(int candidate) {
    chosen[candidate] = true;
    for (int fact : candidates.get(candidate).facts()) {
      stop.check();
      for (int other : byFact.get(fact)) {
        worth[other] -= factWeights[fact];
      }
      byFact.get(fact).clear(); // kept now, worth nothing to any other
    }
    int text = candidates.get(candidate).textIndex();
    boolean cheaper = !paid[text];
    paid[text] = true;
    int from = Math.max(first[text], cheaper ? 0 : candidate - 1);
    for (int i = from; isIn(text, i) && (cheaper || i <= candidate + 1); i++) {
      push(i);
    }
  }

  private List<Extract> chosen() {
    List<Extract> extracts = new ArrayList<>();
    for (int text = 0; text < texts.size(); text++) {
      List<ByteRange> ranges = new ArrayList<>();
      int tokens = texts.get(text).overheadTokens() - omissionTokens;
      for (int i = first[text]; isIn(text, i); i++) {
        if (chosen[i]) {
          boolean follows = i > first[text] && chosen[i - 1];
          append(candidates.get(i).range(), follows, ranges);
          tokens += candidates.get(i).tokens() + (follows ? 0 : omissionTokens);
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

package dev.contextbudget.core.compact;

import dev.contextbudget.core.error.StopSignal;
import dev.contextbudget.core.item.Role;
import dev.contextbudget.core.token.Tokenizer;
import dev.contextbudget.core.token.Utf8Text;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * The sentences that an extract may choose from, measured once, and the facts in them.
 *
 * <p>A fact weighs as much as its kind deserves, and half as much again if the user said it: what a
 * user asks for is what the conversation is about. How often it is said does not matter; textbook
 * summarisers lose to random sentences because for them it does. The weights kept most on MultiWOZ,
 * SGD and tau-bench together and are flat around the optimum; {@code FactRetentionReport} measures
 * them.
 */
final class Candidates {
  private static final int USER_BONUS_PERCENT = 50;

  /**
   * A sentence and the facts in it, by number.
   *
   * @param tokens counted alone with the space before it
   */
  record Candidate(int textIndex, ByteRange range, int tokens, List<Integer> facts) {}

  private final List<Utterance> texts;
  private final int omissionTokens;
  private final List<Candidate> all = new ArrayList<>();
  private final Map<String, Integer> numbers = new HashMap<>();
  private final List<Integer> weights = new ArrayList<>();
  private final List<Boolean> saidByUser = new ArrayList<>();

  private Candidates(List<Utterance> texts, int omissionTokens) {
    this.texts = List.copyOf(texts);
    this.omissionTokens = omissionTokens;
  }

  /**
   * Splits and measures texts. O(n) for n bytes.
   *
   * @param texts oldest first
   * @param stop asked for every word, fact and sentence
   */
  static Candidates of(List<Utterance> texts, Tokenizer tokenizer, StopSignal stop) {
    Candidates candidates = new Candidates(texts, omissionTokens(tokenizer));
    for (int i = 0; i < texts.size(); i++) {
      candidates.add(i, tokenizer, stop);
    }
    return candidates;
  }

  private static int omissionTokens(Tokenizer tokenizer) {
    return tokenizer.count(Utf8Text.concat(List.of(Utf8Text.of(" "), Extract.OMISSION)));
  }

  private void add(int textIndex, Tokenizer tokenizer, StopSignal stop) {
    Utterance utterance = texts.get(textIndex);
    Utf8Text text = utterance.text();
    List<Fact> facts = Facts.of(text, stop);
    int next = 0;
    for (ByteRange range : Sentences.of(text, stop)) {
      stop.check();
      Set<Integer> inside = new LinkedHashSet<>();
      for (; next < facts.size() && facts.get(next).startByte() < range.endByte(); next++) {
        stop.check();
        if (facts.get(next).endByte() <= range.endByte()) {
          inside.add(number(facts.get(next), utterance.role() == Role.USER));
        }
      }
      all.add(new Candidate(textIndex, range, tokens(text, range, tokenizer), List.copyOf(inside)));
    }
  }

  /** A word takes the space before it into its token, so the space is counted with it. */
  private static int tokens(Utf8Text text, ByteRange range, Tokenizer tokenizer) {
    boolean space = range.startByte() > 0 && text.byteAt(range.startByte() - 1) == ' ';
    return tokenizer.count(text.slice(range.startByte() - (space ? 1 : 0), range.endByte()));
  }

  private int number(Fact fact, boolean user) {
    int number = numbers.computeIfAbsent(fact.normal(), normal -> weights.size());
    if (number == weights.size()) {
      weights.add(0);
      saidByUser.add(false);
    }
    weights.set(number, Math.max(weights.get(number), weightOf(fact.kind())));
    saidByUser.set(number, saidByUser.get(number) || user);
    return number;
  }

  private static int weightOf(Fact.Kind kind) {
    return switch (kind) {
      case ID -> 30;
      case NAME -> 25;
      case ADDRESS -> 20;
      case NUMBER -> 15;
      case VALUE -> 10;
      case WORD -> 2;
    };
  }

  /** Returns the texts, oldest first. */
  List<Utterance> texts() {
    return texts;
  }

  /** Returns what it costs to leave something out between two sentences of a text. */
  int omissionTokens() {
    return omissionTokens;
  }

  /** Returns the sentences in document order. */
  List<Candidate> all() {
    return all;
  }

  /** Returns what each fact is worth, by its number. */
  int[] weights() {
    return IntStream.range(0, weights.size())
        .map(i -> weights.get(i) * (100 + (saidByUser.get(i) ? USER_BONUS_PERCENT : 0)))
        .toArray();
  }
}

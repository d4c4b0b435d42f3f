package dev.contextbudget.core.compact;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.contextbudget.Seeds;
import dev.contextbudget.core.compact.Candidates.Candidate;
import dev.contextbudget.core.error.StopSignal;
import dev.contextbudget.core.item.Role;
import dev.contextbudget.core.token.Tokenizer;
import dev.contextbudget.core.token.Utf8Text;
import dev.contextbudget.core.trim.NastyText;
import dev.contextbudget.core.trim.TestTokenizers;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ExtractorTest {
  private static final Tokenizer WORDS = TestTokenizers.WORDS;

  static LongStream seeds() {
    return Seeds.all();
  }

  private static Utterance said(Role role, String text) {
    return new Utterance(Utf8Text.of(text), role, 1);
  }

  private static List<Extract> extracts(List<Utterance> texts, int budgetTokens) {
    Candidates candidates = Candidates.of(texts, WORDS, StopSignal.NEVER);
    return Extractor.extract(candidates, budgetTokens, StopSignal.NEVER);
  }

  private static List<String> extract(int budgetTokens, Utterance... texts) {
    List<String> kept = new ArrayList<>();
    for (Extract extract : extracts(List.of(texts), budgetTokens)) {
      Utf8Text text = texts[extract.textIndex()].text();
      for (ByteRange range : extract.ranges()) {
        kept.add(text.slice(range.startByte(), range.endByte()).decode());
      }
    }
    return kept;
  }

  @Test
  void keepsFactsAndDropsSmallTalk() {
    assertEquals(
        List.of("Your reference is 0M3JW724."),
        extract(
            6,
            said(Role.USER, "Thank you so much! That is great."),
            said(Role.ASSISTANT, "You are welcome. Your reference is 0M3JW724. Anything else?")));
  }

  @Test
  void aFactThatIsKeptIsWorthNothingTheSecondTime() {
    assertEquals(
        List.of("It is HAT170.", "To Boston now."),
        extract(
            9,
            said(Role.ASSISTANT, "It is HAT170."),
            said(Role.ASSISTANT, "So it is HAT170."),
            said(Role.ASSISTANT, "To Boston now.")));
  }

  @Test
  void whatTheUserSaidCountsMore() {
    assertEquals(
        List.of("I like Rome."),
        extract(4, said(Role.ASSISTANT, "I like Oslo."), said(Role.USER, "I like Rome.")));
  }

  @Test
  void theSecondSentenceOfATextDoesNotPayTheOverheadAgain() {
    // 2 + 1 of overhead, then 2.
    assertEquals(
        List.of("See HAT170. See HAT171."),
        extract(5, said(Role.USER, "See HAT170. See HAT171."), said(Role.TOOL, "See HAT172.")));
  }

  @Test
  void leavingASentenceOutInTheMiddleCostsAMark() {
    // 1 of overhead, 2 + 2 of sentences, 1 of the mark.
    Utterance text = said(Role.USER, "See HAT170. So it is what it is. See HAT171.");
    assertEquals(List.of("See HAT170."), extract(6 - 1, text));
    assertEquals(List.of("See HAT170.", "See HAT171."), extract(6, text));
    assertEquals(6, extracts(List.of(text), 6).get(0).tokens());
  }

  @Test
  void nothingFitsIntoNothing() {
    assertEquals(List.of(), extract(0, said(Role.USER, "See HAT170.")));
    assertEquals(List.of(), extracts(List.of(), 100));
  }

  private static List<Utterance> conversation(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    return IntStream.range(0, random.nextInt(1, 12))
        .mapToObj(
            i ->
                new Utterance(
                    Utf8Text.of(new NastyText(random.nextLong()).prose(random.nextInt(40))),
                    Role.values()[random.nextInt(4)],
                    random.nextInt(4)))
        .toList();
  }

  private static int budget(long seed, List<Utterance> texts) {
    int all = texts.stream().mapToInt(t -> WORDS.count(t.text()) + t.overheadTokens()).sum();
    return new SplittableRandom(~seed).nextInt(all + 1);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void neverGoesOverTheBudgetAndKeepsTheOrder(long seed) {
    List<Utterance> texts = conversation(seed);
    int budget = budget(seed, texts);
    int tokens = 0;
    int textIndex = -1;
    for (Extract extract : extracts(texts, budget)) {
      assertTrue(extract.textIndex() > textIndex);
      textIndex = extract.textIndex();
      int end = -1;
      for (ByteRange range : extract.ranges()) {
        assertTrue(range.startByte() > end);
        end = range.endByte();
      }
      tokens += extract.tokens();
    }
    assertTrue(tokens <= budget, tokens + " > " + budget);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void choosesAsPlainGreedyDoes(long seed) {
    List<Utterance> texts = conversation(seed);
    int budget = budget(seed, texts);
    Candidates measured = Candidates.of(texts, WORDS, StopSignal.NEVER);
    Set<Integer> expected = plainGreedy(texts, measured, budget);

    List<Extract> extracts = extracts(texts, budget);
    Set<Integer> actual = new TreeSet<>();
    for (int i = 0; i < measured.all().size(); i++) {
      Candidate sentence = measured.all().get(i);
      boolean kept =
          extracts.stream()
              .filter(extract -> extract.textIndex() == sentence.textIndex())
              .flatMap(extract -> extract.ranges().stream())
              .anyMatch(
                  range ->
                      range.startByte() <= sentence.range().startByte()
                          && range.endByte() >= sentence.range().endByte());
      if (kept) {
        actual.add(i);
      }
    }
    assertEquals(expected, actual);
  }

  /** Looks at every sentence for every choice. */
  private static Set<Integer> plainGreedy(List<Utterance> texts, Candidates measured, int budget) {
    Set<Integer> chosen = new TreeSet<>();
    Set<Integer> covered = new HashSet<>();
    int left = budget;
    while (true) {
      int best = -1;
      double bestWorth = 0;
      for (int i = 0; i < measured.all().size(); i++) {
        Candidate sentence = measured.all().get(i);
        int price = price(texts, measured, chosen, i);
        int weight =
            sentence.facts().stream()
                .filter(fact -> !covered.contains(fact))
                .mapToInt(fact -> measured.weights()[fact])
                .sum();
        double worth = (double) weight / (price + 5);
        if (!chosen.contains(i) && price <= left && worth > bestWorth) {
          best = i;
          bestWorth = worth;
        }
      }
      if (best < 0) {
        return chosen;
      }
      Candidate sentence = measured.all().get(best);
      left -= price(texts, measured, chosen, best);
      covered.addAll(sentence.facts());
      chosen.add(best);
    }
  }

  /** What the extract of the text costs with this sentence, less what it costs without. */
  private static int price(
      List<Utterance> texts, Candidates measured, Set<Integer> chosen, int candidate) {
    Set<Integer> more = new TreeSet<>(chosen);
    more.add(candidate);
    int text = measured.all().get(candidate).textIndex();
    return tokens(texts, measured, more, text) - tokens(texts, measured, chosen, text);
  }

  private static int tokens(
      List<Utterance> texts, Candidates measured, Set<Integer> chosen, int text) {
    int tokens = 0;
    int last = -1;
    for (int i : chosen) {
      Candidate sentence = measured.all().get(i);
      if (sentence.textIndex() == text) {
        int mark = last < 0 ? texts.get(text).overheadTokens() : last < i - 1 ? 1 : 0;
        tokens += mark + sentence.tokens();
        last = i;
      }
    }
    return tokens;
  }
}

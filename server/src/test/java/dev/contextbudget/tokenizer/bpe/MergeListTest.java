package dev.contextbudget.tokenizer.bpe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.contextbudget.Seeds;
import dev.contextbudget.core.error.StopSignal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Vocabularies with lists of merges of any kind, in any order, against byte pair encoding done on
 * strings.
 */
final class MergeListTest {
  /** Tokens of a single character; of one to four bytes, and white space among them. */
  private static final List<String> LETTERS = List.of("a", "b", "c", " ", "ä", "中", "文", "🙂");

  /** Characters that are no tokens. */
  private static final List<String> OTHERS = List.of("x", "ö", "漢", "🙃");

  /** A pair of tokens that merge. */
  private record Merge(String left, String right) {}

  static LongStream seeds() {
    return Seeds.all();
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void countsWhatTheMergesLeave(long seed) {
    Random random = new Random(seed);
    Set<String> tokens = new LinkedHashSet<>(LETTERS);
    List<Merge> merges = merges(random, tokens);
    TokenCounter counter = counter(new ArrayList<>(tokens), merges);
    for (int i = 0; i < 20; i++) {
      String text = text(random);
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      int want = plain(text, merges);

      assertEquals(want, count(counter, bytes, bytes.length), text);

      int limit = random.nextInt(want + 1);
      int cut = counter.prefixEnd(bytes, 0, bytes.length, limit, StopSignal.NEVER);
      String prefix = new String(bytes, 0, cut, StandardCharsets.UTF_8);
      assertTrue(plain(prefix, merges) <= limit, text);
    }
  }

  /** Runs of one letter as in Gemma 3: the longest is merged first, long before its parts. */
  @Test
  void aMergeListedBeforeThoseOfItsPartsIsDoneAsSoonAsItCan() {
    List<String> tokens = List.of("a", "aa", "aaa", "aaaa", "b", "ab");
    List<Merge> merges =
        List.of(
            new Merge("aaa", "a"), new Merge("aa", "a"), new Merge("a", "b"), new Merge("a", "a"));
    TokenCounter counter = counter(tokens, merges);
    for (String text : List.of("aaaaaaaaaa", "aab", "aaab", "aaaab", "aaaaab")) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      assertEquals(plain(text, merges), count(counter, bytes, bytes.length), text);
    }
  }

  /** With so many pairs in tokens the filter of the seams takes a fifth of all others for some. */
  @Test
  void aCharacterThatIsNoTokenIsCountedByItsBytesAmongManyPairs() {
    Random random = new Random(1);
    Set<String> tokens = new LinkedHashSet<>();
    IntStream.range(0, 4_096).forEach(i -> tokens.add(Character.toString('一' + i)));
    MergeList merges = new MergeList();
    List<byte[]> bytes = new ArrayList<>();
    tokens.forEach(token -> bytes.add(token.getBytes(StandardCharsets.UTF_8)));
    for (int i = 0; i < 60_000; i++) {
      int left = random.nextInt(4_096);
      int right = random.nextInt(4_096);
      String pair = Character.toString('一' + left) + Character.toString('一' + right);
      if (tokens.add(pair)) {
        merges.add(left, right, bytes.size());
        bytes.add(pair.getBytes(StandardCharsets.UTF_8));
      }
    }
    RankedTokens ranked = new RankedTokens(bytes, MergeUnit.CODE_POINT, false);
    TokenCounter counter =
        new TokenCounter(
            VocabularyBuilder.build(ranked, merges, List.of()), new SeamSplitter(bytes));
    for (int i = 0; i < 1_000; i++) {
      int known = '一' + random.nextInt(4_096);
      int unknown = '一' + 4_096 + random.nextInt(4_096);
      byte[] text =
          (Character.toString(known) + Character.toString(unknown) + Character.toString(known))
              .getBytes(StandardCharsets.UTF_8);
      assertEquals(1 + 3 + 1, count(counter, text, text.length));
    }
  }

  @Test
  void aPairIsListedOnce() {
    MergeList merges = new MergeList();
    merges.add(0, 1, 2);
    assertEquals(
        "merge 1 is there twice",
        assertThrows(IllegalArgumentException.class, () -> merges.add(0, 1, 2)).getMessage());
  }

  private static int count(TokenCounter counter, byte[] bytes, int end) {
    return counter.countUpTo(bytes, 0, end, Integer.MAX_VALUE, StopSignal.NEVER);
  }

  private static List<Merge> merges(Random random, Set<String> tokens) {
    Set<Merge> merges = new LinkedHashSet<>();
    for (int i = random.nextInt(40); i > 0; i--) {
      List<String> known = new ArrayList<>(tokens);
      String left = known.get(random.nextInt(known.size()));
      String right = random.nextInt(3) == 0 ? left : known.get(random.nextInt(known.size()));
      if (left.length() + right.length() <= 20) {
        merges.add(new Merge(left, right));
        tokens.add(left + right);
      }
    }
    List<Merge> listed = new ArrayList<>(merges);
    if (random.nextBoolean()) {
      Collections.shuffle(listed, random);
    }
    return listed;
  }

  private static String text(Random random) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(40); i > 0; i--) {
      List<String> from = random.nextInt(12) == 0 ? OTHERS : LETTERS;
      String letter = from.get(random.nextInt(random.nextBoolean() ? 3 : from.size()));
      text.append(letter.repeat(random.nextInt(8) == 0 ? 1 + random.nextInt(30) : 1));
    }
    return text.toString();
  }

  private static TokenCounter counter(List<String> tokens, List<Merge> merges) {
    List<byte[]> bytes =
        tokens.stream().map(token -> token.getBytes(StandardCharsets.UTF_8)).toList();
    MergeList list = new MergeList();
    for (Merge merge : merges) {
      list.add(
          tokens.indexOf(merge.left()),
          tokens.indexOf(merge.right()),
          tokens.indexOf(merge.left() + merge.right()));
    }
    RankedTokens ranked = new RankedTokens(bytes, MergeUnit.CODE_POINT, false);
    return new TokenCounter(
        VocabularyBuilder.build(ranked, list, List.of()), new SeamSplitter(bytes));
  }

  /** Byte pair encoding by its definition. */
  private static int plain(String text, List<Merge> merges) {
    Map<Merge, Integer> ranks = new HashMap<>();
    merges.forEach(merge -> ranks.put(merge, ranks.size()));
    List<String> tokens = new ArrayList<>();
    text.codePoints().forEach(c -> tokens.add(Character.toString(c)));
    while (true) {
      int first = -1;
      int lowest = Integer.MAX_VALUE;
      for (int i = 0; i + 1 < tokens.size(); i++) {
        int rank =
            ranks.getOrDefault(new Merge(tokens.get(i), tokens.get(i + 1)), Integer.MAX_VALUE);
        if (rank < lowest) {
          lowest = rank;
          first = i;
        }
      }
      if (first < 0) {
        break;
      }
      tokens.set(first, tokens.get(first) + tokens.remove(first + 1));
    }
    return tokens.stream().mapToInt(MergeListTest::tokensOf).sum();
  }

  private static int tokensOf(String part) {
    return OTHERS.contains(part) ? part.getBytes(StandardCharsets.UTF_8).length : 1;
  }
}

package dev.contextbudget.tokenizer.bpe;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.contextbudget.Seeds;
import dev.contextbudget.core.error.StopSignal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Words that are tokens as pieces of their own and not within longer ones, in turn, against the
 * merges done on letters.
 */
final class PieceCacheTest {
  /** Of three bytes each, so that a piece of six is counted in parts. */
  private static final String LETTERS = "中文漢字語言";

  private final Set<String> merged = new TreeSet<>();
  private final Set<String> wholeOnly = new TreeSet<>();

  static LongStream seeds() {
    return Seeds.all();
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void aPartOfAPieceCountsTheSameWhateverWasCountedBefore(long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < 4; i++) {
      merged.add(word(random, 2, 2));
      wholeOnly.add(word(random, 3, 4));
    }
    PieceCache cache = cache(random.nextBoolean());
    for (int i = 0; i < 200; i++) {
      String word = word(random, 1, random.nextBoolean() ? 4 : 12);
      byte[] bytes = word.getBytes(UTF_8);
      int[] ends = {bytes.length};
      int tokens = cache.count(bytes, 0, ends, 0, 1, StopSignal.NEVER);
      assertEquals(wholeOnly.contains(word) ? 1 : merge(word), tokens, word);
    }
  }

  /** Most words are made of those that are tokens, so that the parts of a long one are. */
  private String word(Random random, int least, int most) {
    StringBuilder word = new StringBuilder();
    int letters = random.nextInt(least, most + 1);
    List<String> known = new ArrayList<>(wholeOnly);
    while (word.length() < letters) {
      word.append(
          most > 4 && random.nextBoolean()
              ? known.get(random.nextInt(known.size()))
              : LETTERS.charAt(random.nextInt(LETTERS.length())));
    }
    return word.toString();
  }

  /**
   * Returns a cache of bytes, letters, pairs of letters and the words.
   *
   * @param apart true if the words are no tokens of the vocabulary's own
   */
  private PieceCache cache(boolean apart) {
    List<byte[]> tokens = new ArrayList<>();
    for (int b = 0; b < 256; b++) {
      tokens.add(new byte[] {(byte) b});
    }
    LETTERS.chars().forEach(letter -> addBeginnings(Character.toString(letter), tokens));
    merged.forEach(pair -> tokens.add(pair.getBytes(UTF_8)));
    int ordinary = tokens.size();
    MergeList merges = new MergeList();
    for (int token = 256; token < ordinary; token++) {
      addMerge(tokens, token, merges);
    }
    List<byte[]> words = wholeOnly.stream().map(word -> word.getBytes(UTF_8)).toList();
    if (!apart) {
      tokens.addAll(words);
    }
    RankedTokens ranked = new RankedTokens(tokens, MergeUnit.BYTE, !apart);
    Vocabulary vocabulary = VocabularyBuilder.build(ranked, merges, apart ? words : List.of());
    return new PieceCache(vocabulary, new PieceEncoder(vocabulary));
  }

  /** The first two bytes of a letter, unless they are there, and all three. */
  private static void addBeginnings(String letter, List<byte[]> tokens) {
    byte[] all = letter.getBytes(UTF_8);
    byte[] two = {all[0], all[1]};
    if (find(tokens, two) < 0) {
      tokens.add(two);
    }
    tokens.add(all);
  }

  private static void addMerge(List<byte[]> tokens, int token, MergeList merges) {
    byte[] all = tokens.get(token);
    int cut = all.length == 6 ? 3 : all.length - 1;
    int left = find(tokens, Arrays.copyOf(all, cut));
    int right = find(tokens, Arrays.copyOfRange(all, cut, all.length));
    merges.add(left, right, token);
  }

  private static int find(List<byte[]> tokens, byte[] wanted) {
    for (int i = 0; i < tokens.size(); i++) {
      if (Arrays.equals(tokens.get(i), wanted)) {
        return i;
      }
    }
    return -1;
  }

  /** Pairs merge in their order, the leftmost of each first. */
  private int merge(String word) {
    List<String> tokens = new ArrayList<>();
    word.chars().forEach(letter -> tokens.add(Character.toString(letter)));
    for (String pair : merged) {
      for (int i = 0; i + 1 < tokens.size(); i++) {
        if (pair.equals(tokens.get(i) + tokens.get(i + 1))) {
          tokens.set(i, pair);
          tokens.remove(i + 1);
        }
      }
    }
    return tokens.size();
  }
}

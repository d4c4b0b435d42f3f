package dev.contextbudget.tokenizer.bpe;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.contextbudget.Seeds;
import dev.contextbudget.tokenizer.split.SplitPattern;
import dev.contextbudget.tokenizer.split.Splitter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Against a search in the whole text, after which each stretch between is split alone. */
final class AddedTokenSplitterTest {
  private static final List<String> ADDED =
      List.of("<think>", "</think>", "<|im|>", "\n", "\n\n", "\n\n\n", "中中", "<t");

  /** The longest first, as a choice of a regular expression takes the first that fits. */
  private static final Pattern ANY =
      Pattern.compile("</think>|<think>|<\\|im\\|>|\n\n\n|\n\n|\n|中中|<t");

  private static final List<String> PARTS =
      List.of(
          "<think>",
          "</think>",
          "<thin",
          "k>",
          "<",
          "\n",
          " ",
          "  ",
          "\t",
          "中",
          "word",
          "A",
          "b",
          "'s",
          "12345",
          "é",
          "...",
          "/",
          "🙂",
          "\r",
          "|",
          "中A");

  static LongStream seeds() {
    return Seeds.all();
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void endsPiecesAtAddedTokens(long seed) {
    Random random = new Random(seed);
    SplitPattern pattern = SplitPattern.values()[random.nextInt(SplitPattern.values().length)];
    StringBuilder text = new StringBuilder();
    boolean isRare = random.nextBoolean();
    for (int i = random.nextInt(300); i > 0; i--) {
      String part = PARTS.get(random.nextInt(PARTS.size()));
      boolean isLeft = isRare && ANY.matcher(part).find() && random.nextInt(20) > 0;
      text.append(isLeft ? "x" : part.repeat(random.nextInt(10) == 0 ? random.nextInt(90) : 1));
    }
    List<byte[]> added =
        ADDED.stream().map(token -> token.getBytes(StandardCharsets.UTF_8)).toList();
    Splitter splitter = new AddedTokenSplitter(new AddedTokens(added), pattern.splitter());

    assertEquals(
        expected(text.toString(), pattern.splitter()),
        pieces(text.toString(), splitter, 1 + random.nextInt(seed % 2 == 0 ? 8 : 300)),
        pattern.name());
  }

  private static List<String> expected(String text, Splitter others) {
    List<String> pieces = new ArrayList<>();
    int at = 0;
    for (Matcher match = ANY.matcher(text); match.find(); at = match.end()) {
      pieces.addAll(pieces(text.substring(at, match.start()), others, 64));
      pieces.add(match.group());
    }
    pieces.addAll(pieces(text.substring(at), others, 64));
    return pieces;
  }

  private static List<String> pieces(String text, Splitter splitter, int room) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    int[] ends = new int[room];
    List<String> pieces = new ArrayList<>();
    for (int at = 0; at < bytes.length; ) {
      int found = splitter.split(bytes, at, bytes.length, ends);
      for (int i = 0; i < found; i++) {
        pieces.add(new String(bytes, at, ends[i] - at, StandardCharsets.UTF_8));
        at = ends[i];
      }
    }
    return pieces;
  }
}

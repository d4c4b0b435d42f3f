package dev.contextbudget.tokenizer.split;

import dev.contextbudget.tokenizer.split.WordRules.Contractions;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The ways to split text that are known here, each with the regular expressions its authors
 * publish.
 *
 * <p>Every one takes all of a text: what no expression matches is a piece as well.
 */
@SuppressWarnings("ImmutableEnumChecker") // splitters have no state, and List.of is immutable
public enum SplitPattern {
  /** GPT-2, r50k_base, p50k_base and the Claude vocabulary of 2023. */
  GPT2(
      new Gpt2Splitter(),
      "'(?:[sdmt]|ll|ve|re)| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|" + Text.ANY_SPACES),

  /**
   * cl100k_base, Llama 3 and GLM-4.
   *
   * <p>tiktoken writes white space as {@code \s++$|\s*[\r\n]|\s+(?!\S)|\s} since 0.8. That differs
   * only for a text that ends in a newline and other white space: one piece there, two here. The
   * tokens are the same, as no token of cl100k_base ends in other white space behind a newline.
   */
  CL100K(
      WindowSplitter.letterRuns(ClassSet.LETTERS, 3),
      Text.CONTRACTION + "|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}|" + Text.SIGNS + Text.SPACES),

  /** Qwen 2.5 and 3. */
  QWEN2(
      WindowSplitter.letterRuns(ClassSet.LETTERS, 1),
      Text.CONTRACTION + "|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}|" + Text.SIGNS + Text.SPACES),

  /** Qwen 3.5. */
  QWEN35(
      WindowSplitter.letterRuns(ClassSet.LETTERS | ClassSet.MARKS, 1),
      Text.CONTRACTION
          + "|[^\\r\\n\\p{L}\\p{N}]?[\\p{L}\\p{M}]+|\\p{N}| ?[^\\s\\p{L}\\p{M}\\p{N}]+[\\r\\n]*|"
          + Text.SPACES),

  /** o200k_base and o200k_harmony. */
  O200K(
      WindowSplitter.casedWords(Contractions.JOINED, 3, true, false),
      Text.casedWords("", Text.CONTRACTION + "?")
          + "|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n/]*|"
          + Text.SPACES),

  /** Mistral's Tekken. */
  TEKKEN(
      WindowSplitter.casedWords(Contractions.NONE, 1, true, false),
      Text.casedWords("", "") + "|\\p{N}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n/]*|" + Text.SPACES),

  /** Kimi K2. */
  KIMI_K2(
      WindowSplitter.casedWords(Contractions.JOINED, 3, false, true),
      "[\\p{Han}]+|"
          + Text.casedWords("&&[^\\p{Han}]", Text.CONTRACTION + "?")
          + "|\\p{N}{1,3}|"
          + Text.SIGNS
          + Text.SPACES),

  /** DeepSeek V3 and R1. */
  DEEPSEEK_V3(
      WindowSplitter.deepSeek(),
      "\\p{N}{1,3}",
      "[\u4e00-\u9fa5\u3040-\u309f\u30a0-\u30ff]+",
      "[!\"#$%&'()*+,\\-./:;<=>?@\\[\\\\\\]^_`{|}~][A-Za-z]+"
          + "|[^\r\n\\p{L}\\p{P}\\p{S}]?[\\p{L}\\p{M}]+| ?[\\p{P}\\p{S}]+[\r\n]*"
          + "|\\s*[\r\n]+|\\s+(?!\\S)|\\s+");

  private final Splitter splitter;
  private final List<String> regexes;

  SplitPattern(Splitter splitter, String... regexes) {
    this.splitter = splitter;
    this.regexes = List.of(regexes);
  }

  /** Returns the pattern whose regular expressions these are, letter by letter, if it is known. */
  public static Optional<SplitPattern> of(List<String> regexes) {
    return Arrays.stream(values()).filter(pattern -> pattern.regexes.equals(regexes)).findFirst();
  }

  /** Returns the regular expressions, as published; each splits what the one before left apart. */
  public List<String> regexes() {
    return regexes;
  }

  /** Returns what splits as they do. */
  public Splitter splitter() {
    return splitter;
  }

  /** What the regular expressions share. */
  private static final class Text {
    static final String CONTRACTION = "(?i:'s|'t|'re|'ve|'m|'ll|'d)";
    static final String SIGNS = " ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|";
    static final String ANY_SPACES = "\\s+(?!\\S)|\\s+";
    static final String SPACES = "\\s*[\\r\\n]+|" + ANY_SPACES;

    static String casedWords(String without, String ending) {
      String upper = "[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}" + without + "]";
      String lower = "[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}" + without + "]";
      String before = "[^\\r\\n\\p{L}\\p{N}]?";
      return before + upper + "*" + lower + "+" + ending + "|" + before + upper + "+" + lower + "*"
          + ending;
    }
  }
}

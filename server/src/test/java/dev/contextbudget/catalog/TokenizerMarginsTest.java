package dev.contextbudget.catalog;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import dev.contextbudget.core.token.Tokenizer;
import dev.contextbudget.core.token.Utf8Text;
import dev.contextbudget.vectors.Vectors;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The promise of an estimate: the truth is at most its margin above it, on every text we have. */
class TokenizerMarginsTest {

  /** Column of counts, by the tokenizer that estimates it, of a model that has it. */
  private static final Map<String, String> MODELS =
      Map.of(
          "llama3_1", "llama-3.1-8b-instruct",
          "qwen3", "qwen3-32b",
          "deepseek_v3", "deepseek-chat",
          "gemma3", "gemma-3-27b-it",
          "tekken_240718", "open-mistral-nemo",
          "mistral_spm_v3", "open-mistral-7b",
          "llama2", "phi-3.5-mini-instruct",
          "o200k_base", "gpt-4o",
          "cl100k_base", "gpt-4");

  static Stream<Arguments> counts() {
    return Vectors.rows("multi_tokenizer.jsonl")
        .flatMap(
            row ->
                MODELS.keySet().stream()
                    .filter(row.getAsJsonObject("counts")::has)
                    .sorted()
                    .map(column -> Arguments.of(row.get("id").getAsString(), column, row)));
  }

  @ParameterizedTest(name = "{1} of {0}")
  @MethodSource("counts")
  void holds(String id, String column, JsonObject row) {
    Tokenizer tokenizer = Bundle.model(MODELS.get(column)).tokenizer();
    int counted = tokenizer.count(Utf8Text.of(row.get("text").getAsString()));
    int truth = row.getAsJsonObject("counts").get(column).getAsInt();

    assertTrue(
        counted * (1 + tokenizer.errorMarginRatio()) >= truth,
        "%d counted, %d true".formatted(counted, truth));
  }

  /** 1.10 times the public vocabulary of 2023 is what the older Claude models are known by. */
  @ParameterizedTest(name = "{0}", allowZeroInvocations = true)
  @MethodSource("rows")
  void holdsForClaudeAsFarAsItIsKnown(String id, JsonObject row) {
    Tokenizer tokenizer = Bundle.model("claude-sonnet-4-5").tokenizer();
    int counted = tokenizer.count(Utf8Text.of(row.get("text").getAsString()));
    double known = 1.10 * row.getAsJsonObject("counts").get("claude_2023").getAsInt();

    assertTrue(
        counted * (1 + tokenizer.errorMarginRatio()) >= known,
        "%d counted, %s known".formatted(counted, known));
  }

  static Stream<Arguments> rows() {
    return Vectors.rows("multi_tokenizer.jsonl")
        .filter(row -> row.getAsJsonObject("counts").has("claude_2023"))
        .map(row -> Arguments.of(row.get("id").getAsString(), row));
  }

  /**
   * A margin is worth nothing if the estimate is far too high: on the longer texts at most 70 %.
   */
  @ParameterizedTest(name = "{1} of {0}")
  @MethodSource("counts")
  void isNotBoughtByCountingFarTooMany(String id, String column, JsonObject row) {
    Tokenizer tokenizer = Bundle.model(MODELS.get(column)).tokenizer();
    int counted = tokenizer.count(Utf8Text.of(row.get("text").getAsString()));
    int truth = row.getAsJsonObject("counts").get(column).getAsInt();

    assertTrue(counted <= truth * 1.7 + 2, "%d counted, %d true".formatted(counted, truth));
  }
}

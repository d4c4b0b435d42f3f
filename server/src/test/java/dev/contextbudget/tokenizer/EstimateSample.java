package dev.contextbudget.tokenizer;

import com.google.gson.JsonObject;
import dev.contextbudget.core.token.Utf8Text;
import dev.contextbudget.vectors.Vectors;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A text with its counts under fourteen vocabularies, to which the estimates are fitted and held.
 *
 * @param id such as {@code code/java1}, or {@code multi/greek/s0} for a sentence of another sample
 * @param kind of content, such as {@code code_java}
 * @param bytes of the text, by class
 */
public record EstimateSample(
    String id, String kind, Utf8Text text, JsonObject counts, Map<ContentClass, Integer> bytes) {

  /** Kinds of the samples that name none, where it is not the second part of the id. */
  private static final Map<String, String> KINDS =
      Map.of("csv_numbers", "numbers", "uuids", "ids", "log_lines", "logs", "markdown", "docs");

  /** Returns all samples. */
  public static List<EstimateSample> all() {
    return Stream.of("multi_tokenizer.jsonl", "estimate_samples.jsonl")
        .flatMap(Vectors::committedRows)
        .map(EstimateSample::of)
        .toList();
  }

  private static EstimateSample of(JsonObject row) {
    String id = row.get("id").getAsString();
    String second = id.split("/")[1];
    String kind =
        row.has("kind") ? row.get("kind").getAsString() : KINDS.getOrDefault(second, second);
    Utf8Text text = Utf8Text.of(row.get("text").getAsString());
    return new EstimateSample(id, kind, text, row.getAsJsonObject("counts"), bytesByClass(text));
  }

  private static Map<ContentClass, Integer> bytesByClass(Utf8Text text) {
    Map<ContentClass, Integer> bytes = new EnumMap<>(ContentClass.class);
    text.decode()
        .codePoints()
        .forEach(
            codePoint ->
                bytes.merge(
                    ContentClass.of(codePoint),
                    Utf8Text.of(Character.toString(codePoint)).length(),
                    Integer::sum));
    return bytes;
  }

  /** Returns the count under a vocabulary. */
  public int tokens(String vocabulary) {
    return counts.get(vocabulary).getAsInt();
  }

  /** Returns the highest count under some vocabularies. */
  public int mostTokens(String... vocabularies) {
    return Stream.of(vocabularies).mapToInt(this::tokens).max().orElseThrow();
  }

  /**
   * Returns what the text was taken from, as far as the id tells: texts of one source are left out
   * together, or one would tell about the other.
   */
  String source() {
    String[] parts = id.split("/");
    return parts[0] + "/" + parts[1].replaceFirst("\\d+$", "");
  }

  /** Returns the script, other than Latin, of at least half of the bytes, or LETTER if of none. */
  ContentClass script() {
    ContentClass most = ContentClass.LETTER;
    int otherBytes = 0;
    for (Map.Entry<ContentClass, Integer> entry : bytes.entrySet()) {
      if (entry.getKey().compareTo(ContentClass.LATIN) > 0) {
        otherBytes += entry.getValue();
        if (most == ContentClass.LETTER || entry.getValue() > bytes.get(most)) {
          most = entry.getKey();
        }
      }
    }
    return 2 * otherBytes > text.length() ? most : ContentClass.LETTER;
  }
}

package dev.contextbudget.tokenizer.file;

import com.google.gson.Gson;
import com.google.gson.stream.JsonWriter;
import dev.contextbudget.tokenizer.split.SplitPattern;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A {@code tokenizer.json} for the reference that means the same as a list of ranks and a split, as
 * Hugging Face makes one: every two tokens that together are a third one merge, in the order of the
 * ranks (huggingface/transformers, {@code convert_slow_tokenizer.py}, {@code TikTokenConverter}).
 */
final class RankedReference {
  private static final Gson GSON = new Gson();

  private RankedReference() {}

  static void write(Path ranks, SplitPattern split, Path to) throws IOException {
    Map<String, Integer> vocabulary = new LinkedHashMap<>();
    try (InputStream in = Files.newInputStream(ranks)) {
      RankFile.read(in).forEach(token -> vocabulary.put(letters(token), vocabulary.size()));
    }
    List<Map<String, Object>> steps = new ArrayList<>();
    for (String regex : split.regexes()) {
      steps.add(
          Map.of(
              "type", "Split",
              "pattern", Map.of("Regex", regex),
              "behavior", "Isolated",
              "invert", false));
    }
    steps.add(
        Map.of(
            "type", "ByteLevel",
            "add_prefix_space", false,
            "trim_offsets", true,
            "use_regex", false));
    Map<String, Object> file = new HashMap<>();
    file.put("version", "1.0");
    file.put("added_tokens", List.of());
    file.put("pre_tokenizer", Map.of("type", "Sequence", "pretokenizers", steps));
    file.put(
        "model",
        Map.of(
            "type", "BPE", "ignore_merges", true, "vocab", vocabulary, "merges", merges(vocabulary)));
    try (JsonWriter out = new JsonWriter(Files.newBufferedWriter(to))) {
      GSON.toJson(file, Map.class, out);
    }
  }

  private static List<String> merges(Map<String, Integer> vocabulary) {
    List<String> merges = new ArrayList<>();
    for (String token : vocabulary.keySet()) {
      List<String[]> parts = new ArrayList<>();
      for (int at = 1; at < token.length(); at++) {
        String[] pair = {token.substring(0, at), token.substring(at)};
        if (vocabulary.containsKey(pair[0]) && vocabulary.containsKey(pair[1])) {
          parts.add(pair);
        }
      }
      parts.sort(
          Comparator.<String[]>comparingInt(pair -> vocabulary.getOrDefault(pair[0], -1))
              .thenComparingInt(pair -> vocabulary.getOrDefault(pair[1], -1)));
      parts.forEach(pair -> merges.add(pair[0] + " " + pair[1]));
    }
    return merges;
  }

  private static String letters(byte[] token) {
    StringBuilder letters = new StringBuilder();
    for (byte b : token) {
      letters.append(TinyTokenizer.letter(b & 0xFF));
    }
    return letters.toString();
  }
}

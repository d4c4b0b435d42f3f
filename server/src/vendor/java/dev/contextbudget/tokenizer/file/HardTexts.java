package dev.contextbudget.tokenizer.file;

import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/** Texts that tokenizers disagree on if they can: slices of real ones and strings of hard parts. */
final class HardTexts {
  private static final int SLICE_CHARS = 3_000;

  private static final List<String> PARTS =
      List.of(
          " ", "  ", "\n", "\r\n", "\t", "a", "the", " The", "'s", "'\u017f", "\u2019", "don't",
          "123", "4567890", "\u0663", "\u2167", "\u00bd", "\u00a0", "\u3000", "\u2028", "\u0085",
          "\u0301", "\ufe0f", "\u01c5", "中文", "漢字", "ひらがな", "カタカナ", "・", "한국어", "नमस्ते",
          "ไทย", "🙂", "👩\u200d👩\u200d👧", "<think>", "</think>", "<|endoftext|>", "<|im_start|>",
          "<tool_call>", "<table>", "<td>", "\u2581", "\u2581\u2581", "\u0000", "\u0007", "e\u0301",
          "\ufb01", "\u212b", "\u1100", "\u1161", "\u11a8", "{\"a\":", "}", "//", "/*", "====",
          "======", ":.:.:", ".:.:.:.:", "......", "SSSR", " SSSR", "HTTPServer", "helloWorld",
          "_", "-", "+", "!", "?", "\\", "<\uff5cUser\uff5c>", "<unused1>", "[multimodal]",
          " nghiệ", "nghiệp", " jeho", "maktadır", "Ċ", "Ġ", "\udbff\udfff", "ZZ", "中A", "A中b");

  private HardTexts() {}

  /** Returns slices of every string in the bundled conversations and vectors. */
  static List<String> slices() throws IOException {
    StringBuilder all = new StringBuilder();
    try (Stream<Path> files = Files.walk(Path.of("src/test/resources"))) {
      for (Path file : files.filter(path -> path.toString().endsWith(".jsonl")).sorted().toList()) {
        for (String line : Files.readAllLines(file)) {
          addStrings(JsonParser.parseString(line), all);
        }
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    List<String> slices = new ArrayList<>();
    for (int at = 0; at < all.length(); ) {
      int end = Math.min(at + SLICE_CHARS, all.length());
      end += Character.isLowSurrogate(all.charAt(end == all.length() ? 0 : end)) ? 1 : 0;
      slices.add(all.substring(at, end));
      at = end;
    }
    return slices;
  }

  private static void addStrings(JsonElement json, StringBuilder to) {
    if (json.isJsonObject()) {
      json.getAsJsonObject().entrySet().forEach(member -> addStrings(member.getValue(), to));
    } else if (json.isJsonArray()) {
      json.getAsJsonArray().forEach(element -> addStrings(element, to));
    } else if (json.isJsonPrimitive() && json.getAsJsonPrimitive().isString()) {
      to.append(json.getAsString()).append('\n');
    }
  }

  /** Returns a string of up to 13 parts: hard ones, repeated ones, any character of any plane. */
  static String random(SplittableRandom random) {
    StringBuilder text = new StringBuilder();
    for (int parts = random.nextInt(1, 14); parts > 0; parts--) {
      String part = PARTS.get(random.nextInt(PARTS.size()));
      switch (random.nextInt(10)) {
        case 0 -> text.appendCodePoint(anyOf(random, 0x110000));
        case 1 -> text.appendCodePoint(anyOf(random, 0x3000));
        case 2 -> text.append(part.repeat(random.nextInt(random.nextInt(40) == 0 ? 300 : 6)));
        case 3 -> random.ints(random.nextInt(12), 'a', 'z' + 1).forEach(text::appendCodePoint);
        default -> text.append(part);
      }
    }
    return text.toString();
  }

  private static int anyOf(SplittableRandom random, int end) {
    int codePoint = random.nextInt(end);
    return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE
        ? 'x'
        : codePoint;
  }
}

package dev.contextbudget.tokenizer.file;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.contextbudget.core.token.Tokenizer;
import dev.contextbudget.core.token.Utf8Text;
import dev.contextbudget.tokenizer.split.SplitPattern;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Files of a few tokens in the forms of the vendors', to be changed and read. */
public final class TinyTokenizer {
  private TinyTokenizer() {}

  /**
   * A {@code tokenizer.json} like that of Llama 3, with merges as strings.
   *
   * @param merges two tokens with a space between; what they make is a token too
   */
  public static JsonObject ofBytes(String... merges) {
    JsonObject file = object("{version: '1.0', added_tokens: [], normalizer: null}");
    file.add(
        "pre_tokenizer",
        object(
            """
            {type: Sequence, pretokenizers: [
              {type: Split, pattern: {}, behavior: Isolated, invert: false},
              {type: ByteLevel, add_prefix_space: false, use_regex: false}]}
            """));
    at(file, "pre_tokenizer", "pretokenizers", "0", "pattern")
        .addProperty("Regex", SplitPattern.CL100K.regexes().get(0));
    JsonObject vocabulary = new JsonObject();
    for (int b = 0; b < 256; b++) {
      vocabulary.addProperty(letter(b), vocabulary.size());
    }
    file.add("model", model(vocabulary, merges));
    return file;
  }

  /** A {@code tokenizer.json} like that of Gemma 3, with merges as pairs and these letters. */
  static JsonObject ofCodePoints(String letters, String... merges) {
    JsonObject file = object("{version: '1.0', added_tokens: [], pre_tokenizer: null}");
    file.add("normalizer", object("{type: Replace, pattern: {String: ' '}, content: '\u2581'}"));
    JsonObject vocabulary = new JsonObject();
    IntStream.range(0, 256)
        .forEach(b -> vocabulary.addProperty("<0x%02X>".formatted(b), vocabulary.size()));
    letters
        .codePoints()
        .forEach(c -> vocabulary.addProperty(Character.toString(c), vocabulary.size()));
    JsonObject model = model(vocabulary, merges);
    model.addProperty("byte_fallback", true);
    JsonArray pairs = new JsonArray();
    for (String merge : merges) {
      JsonArray pair = new JsonArray();
      List.of(merge.split(" ")).forEach(pair::add);
      pairs.add(pair);
    }
    model.add("merges", pairs);
    file.add("model", model);
    return file;
  }

  private static JsonObject model(JsonObject vocabulary, String... merges) {
    JsonObject model = object("{type: BPE, dropout: null, unk_token: null}");
    JsonArray list = new JsonArray();
    for (String merge : merges) {
      list.add(merge);
      String made = merge.replace(" ", "");
      if (!vocabulary.has(made)) {
        vocabulary.addProperty(made, vocabulary.size());
      }
    }
    model.add("vocab", vocabulary);
    model.add("merges", list);
    return model;
  }

  /** A {@code tekken.json} with the bytes and some tokens. */
  static JsonObject tekken(String... tokens) {
    JsonObject config =
        object("{num_vocab_tokens: 1000, default_num_special_tokens: 10, version: 'v3'}");
    config.addProperty("pattern", SplitPattern.TEKKEN.regexes().get(0));
    config.addProperty("default_vocab_size", 256 + tokens.length + 10);
    JsonArray vocabulary = new JsonArray();
    for (int b = 0; b < 256; b++) {
      vocabulary.add(ranked(new byte[] {(byte) b}, b));
    }
    for (String token : tokens) {
      vocabulary.add(ranked(token.getBytes(StandardCharsets.UTF_8), vocabulary.size()));
    }
    JsonObject file = new JsonObject();
    file.add("config", config);
    file.add("vocab", vocabulary);
    return file;
  }

  private static JsonObject ranked(byte[] token, int rank) {
    JsonObject entry = new JsonObject();
    entry.addProperty("rank", rank);
    entry.addProperty("token_bytes", base64(token));
    entry.add("token_str", null);
    return entry;
  }

  /** A list of ranks with the bytes and some tokens. */
  static String ranks(String... tokens) {
    StringBuilder lines = new StringBuilder();
    for (int b = 0; b < 256; b++) {
      lines.append(base64(new byte[] {(byte) b})).append(' ').append(b).append('\n');
    }
    for (int i = 0; i < tokens.length; i++) {
      byte[] token = tokens[i].getBytes(StandardCharsets.UTF_8);
      lines.append(base64(token)).append(' ').append(256 + i).append('\n');
    }
    return lines.toString();
  }

  private static String base64(byte[] token) {
    return Base64.getEncoder().encodeToString(token);
  }

  /** Returns how the alphabet of GPT-2 writes a byte. */
  static String letter(int wanted) {
    return IntStream.range('!', 0x200)
        .mapToObj(Character::toString)
        .filter(
            letter -> {
              byte[] bytes = ByteAlphabet.decode(letter);
              return bytes != null && bytes[0] == (byte) wanted;
            })
        .findFirst()
        .orElseThrow();
  }

  static JsonObject object(String json) {
    return JsonParser.parseString(json).getAsJsonObject();
  }

  /** Returns an object within another one; a number is a place in an array. */
  static JsonObject at(JsonObject file, String... path) {
    JsonElement at = file;
    for (String name : path) {
      at =
          at.isJsonArray()
              ? at.getAsJsonArray().get(Integer.parseInt(name))
              : at.getAsJsonObject().get(name);
    }
    return at.getAsJsonObject();
  }

  static Tokenizer read(Object file) throws IOException {
    return read(file, Optional.empty());
  }

  static Tokenizer read(Object file, Optional<SplitPattern> split) throws IOException {
    byte[] bytes = file.toString().getBytes(StandardCharsets.UTF_8);
    return TokenizerFile.read(new ByteArrayInputStream(bytes), split).named("tiny");
  }

  static int count(Tokenizer tokenizer, String text) {
    return tokenizer.count(Utf8Text.of(text));
  }
}

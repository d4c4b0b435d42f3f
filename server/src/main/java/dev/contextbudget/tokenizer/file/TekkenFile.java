package dev.contextbudget.tokenizer.file;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.stream.JsonReader;
import dev.contextbudget.tokenizer.bpe.MergeUnit;
import dev.contextbudget.tokenizer.bpe.RankedTokens;
import dev.contextbudget.tokenizer.bpe.VocabularyBuilder;
import dev.contextbudget.tokenizer.split.SplitPattern;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Reads a {@code tekken.json} of Mistral: a list of tokens in the order of their ranks, of which a
 * model has only so many (mistralai/mistral-common, {@code tekken.py}).
 */
final class TekkenFile {
  /** What such a file has outermost, and no other kind does. */
  static final Set<String> MEMBERS =
      Set.of("config", "vocab", "special_tokens", "image", "multimodal", "audio");

  private JsonObject config = new JsonObject();
  private final List<byte[]> tokens = new ArrayList<>();

  private TekkenFile() {}

  /**
   * Reads the members of the object that is open.
   *
   * @param first name of the first one, which was read already
   * @throws BadTokenizerFile saying what is wrong or not supported
   */
  static VendorTokenizer read(JsonReader json, String first) throws IOException {
    TekkenFile file = new TekkenFile();
    file.member(first, json);
    while (json.hasNext()) {
      file.member(json.nextName(), json);
    }
    return file.understand();
  }

  private void member(String name, JsonReader json) throws IOException {
    switch (name) {
      case "config" -> config = JsonParser.parseReader(json).getAsJsonObject();
      case "vocab" -> {
        json.beginArray();
        while (json.hasNext()) {
          tokens.add(token(json, tokens.size()));
        }
        json.endArray();
      }
      default -> json.skipValue();
    }
  }

  private VendorTokenizer understand() throws BadTokenizerFile {
    long used =
        (long) number(config, "default_vocab_size") - number(config, "default_num_special_tokens");
    if (used < 0 || used > tokens.size()) {
      throw new BadTokenizerFile(
          "vocab has %d tokens, and config wants %d".formatted(tokens.size(), used));
    }
    SplitPattern pattern =
        PreTokenizers.known("config.pattern", List.of(member(config, "pattern").getAsString()));
    return new VendorTokenizer(
        VocabularyBuilder.build(
            new RankedTokens(tokens.subList(0, (int) used), MergeUnit.BYTE, true)),
        pattern.splitter(),
        Optional.empty());
  }

  private static byte[] token(JsonReader json, int rank) throws IOException {
    JsonObject token = JsonParser.parseReader(json).getAsJsonObject();
    if (number(token, "rank") != rank) {
      throw new BadTokenizerFile("vocab: token %d has another rank".formatted(rank));
    }
    return Base64.getDecoder().decode(member(token, "token_bytes").getAsString());
  }

  private static int number(JsonObject object, String name) throws BadTokenizerFile {
    return member(object, name).getAsInt();
  }

  private static JsonElement member(JsonObject object, String name) throws BadTokenizerFile {
    JsonElement member = object.get(name);
    if (member == null) {
      throw new BadTokenizerFile("want a member " + name);
    }
    return member;
  }
}

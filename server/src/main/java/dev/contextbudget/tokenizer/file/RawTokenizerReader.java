package dev.contextbudget.tokenizer.file;

import com.google.gson.JsonParser;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;

/**
 * Reads a {@code tokenizer.json} as a stream, because the tree of one of 33 MB takes ten times
 * that.
 */
final class RawTokenizerReader {
  /** No vocabulary that was read has one above 300,000. */
  private static final int MAX_NUMBER = 1 << 27;

  private final JsonReader json;
  private final RawTokenizer read = new RawTokenizer();
  private final Set<String> seen = new HashSet<>();

  private RawTokenizerReader(JsonReader json) {
    this.json = json;
  }

  /**
   * Reads the members of the object that is open.
   *
   * @param first name of the first one, which was read already
   */
  static RawTokenizer read(JsonReader json, String first) throws IOException {
    RawTokenizerReader reader = new RawTokenizerReader(json);
    reader.member(first);
    while (json.hasNext()) {
      reader.member(json.nextName());
    }
    return reader.read;
  }

  private void member(String name) throws IOException {
    checkIsFirst(name);
    switch (name) {
      case "model" -> model();
      case "added_tokens" -> addedTokens();
      default -> read.parts.add(name, JsonParser.parseReader(json));
    }
  }

  private void checkIsFirst(String name) throws BadTokenizerFile {
    if (!seen.add(name)) {
      throw new BadTokenizerFile(name + " is there twice");
    }
  }

  private void model() throws IOException {
    json.beginObject();
    while (json.hasNext()) {
      String name = json.nextName();
      checkIsFirst("model." + name);
      switch (name) {
        case "vocab" -> tokens();
        case "merges" -> merges();
        default -> read.model.add(name, JsonParser.parseReader(json));
      }
    }
    json.endObject();
  }

  private void tokens() throws IOException {
    if (json.peek() != JsonToken.BEGIN_OBJECT) {
      throw new BadTokenizerFile("model.vocab is no object: only models of type BPE are supported");
    }
    json.beginObject();
    while (json.hasNext()) {
      String token = text(json.nextName());
      number();
      if (read.tokens.put(token, read.tokens.size()) != null) {
        throw new BadTokenizerFile("model.vocab: a token is there twice");
      }
    }
    json.endObject();
  }

  /** The library merges tokens by their numbers, so no two may have the same. */
  private void number() throws IOException {
    int number = json.peek() == JsonToken.NUMBER ? json.nextInt() : -1;
    if (number < 0 || number > MAX_NUMBER) {
      throw new BadTokenizerFile("model.vocab: want numbers from 0 to %d".formatted(MAX_NUMBER));
    }
    if (read.numbers.get(number)) {
      throw new BadTokenizerFile("model.vocab: number %d is there twice".formatted(number));
    }
    read.numbers.set(number);
  }

  private void merges() throws IOException {
    if (read.tokens.isEmpty()) {
      throw new BadTokenizerFile("model.merges stands before model.vocab");
    }
    json.beginArray();
    while (json.hasNext()) {
      int number = read.merges.size();
      if (json.peek() == JsonToken.STRING) {
        String both = json.nextString();
        int space = both.indexOf(' ');
        if (space < 0 || both.indexOf(' ', space + 1) >= 0) {
          throw new BadTokenizerFile("merge %d: want two tokens".formatted(number));
        }
        merge(both.substring(0, space), both.substring(space + 1));
      } else {
        json.beginArray();
        merge(token(), token());
        json.endArray();
      }
    }
    json.endArray();
  }

  private String token() throws IOException {
    if (json.peek() != JsonToken.STRING) {
      throw new BadTokenizerFile("merge %d: want two tokens".formatted(read.merges.size()));
    }
    return json.nextString();
  }

  private void merge(String left, String right) throws BadTokenizerFile {
    int number = read.merges.size();
    read.merges.add(
        new int[] {place(left, number), place(right, number), place(left + right, number)});
  }

  private int place(String token, int merge) throws BadTokenizerFile {
    Integer place = read.tokens.get(token);
    if (place == null) {
      throw new BadTokenizerFile(
          "merge %d: a part of it, or what it makes, is no token".formatted(merge));
    }
    return place;
  }

  /** Half a surrogate pair is in no text, and would be written as a question mark. */
  private static String text(String token) throws BadTokenizerFile {
    if (token.codePoints().anyMatch(c -> c <= 0xFFFF && Character.isSurrogate((char) c))) {
      throw new BadTokenizerFile("a token has half a surrogate pair");
    }
    return token;
  }

  private void addedTokens() throws IOException {
    json.beginArray();
    while (json.hasNext()) {
      Step token = Step.of(JsonParser.parseReader(json));
      read.added.add(
          new RawTokenizer.AddedToken(
              text(token.text("content").orElse("")),
              token.flag("special", false),
              token.flag("normalized", true),
              !token.flag("single_word", false)
                  && !token.flag("lstrip", false)
                  && !token.flag("rstrip", false)));
    }
    json.endArray();
  }
}

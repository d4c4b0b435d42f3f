package dev.contextbudget.tokenizer.file;

import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a {@code tokenizer.json} says, not yet understood. */
final class RawTokenizer {
  /** Everything outside the model, but for added tokens: small. */
  final JsonObject parts = new JsonObject();

  /** Everything of the model but for tokens and merges: small. */
  final JsonObject model = new JsonObject();

  /** Tokens as they are written, with their place in the order of the file. */
  final Map<String, Integer> tokens = new LinkedHashMap<>();

  /** The numbers that the file gives them, each once. */
  final BitSet numbers = new BitSet();

  /** The places of the two parts and of the token of each merge, one after the other. */
  final List<int[]> merges = new ArrayList<>();

  final List<AddedToken> added = new ArrayList<>();

  /**
   * A text that the file gives a number of its own.
   *
   * @param plain false if it wants anything but to be found as it is: white space around it taken
   *     too, or a word's borders
   * @param normalized whether it is found in the text's normal form
   */
  record AddedToken(String content, boolean special, boolean normalized, boolean plain) {}

  /** Returns true if the numbers of the tokens are not those from 0 on. */
  boolean hasGaps() {
    return numbers.length() != tokens.size();
  }

  /** Returns a part of the file, JSON null if it is not there. */
  JsonElement part(String name) {
    JsonElement part = parts.get(name);
    return part == null ? JsonNull.INSTANCE : part;
  }
}

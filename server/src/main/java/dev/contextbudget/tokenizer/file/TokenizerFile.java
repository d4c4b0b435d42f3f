package dev.contextbudget.tokenizer.file;

import com.google.gson.JsonParseException;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.MalformedJsonException;
import dev.contextbudget.tokenizer.bpe.MergeUnit;
import dev.contextbudget.tokenizer.bpe.RankedTokens;
import dev.contextbudget.tokenizer.bpe.VocabularyBuilder;
import dev.contextbudget.tokenizer.split.SplitPattern;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * Reads a tokenizer as its vendor publishes it: a {@code tokenizer.json} of Hugging Face, a {@code
 * tekken.json} of Mistral, or a list of ranks as tiktoken has them. Which one it is, its content
 * tells.
 *
 * <p>A file is either counted with exactly, or refused.
 */
public final class TokenizerFile {
  private TokenizerFile() {}

  /**
   * Returns the tokenizer. The stream is not closed.
   *
   * @param from must support marks
   * @param split how texts are split, which a list of ranks does not say and the others do
   * @throws BadTokenizerFile saying what is wrong or not supported
   * @throws IOException if it cannot be read
   */
  public static VendorTokenizer read(InputStream from, Optional<SplitPattern> split)
      throws IOException {
    try {
      return isJson(from) ? json(from, split) : ranks(from, split);
    } catch (IllegalArgumentException e) {
      throw new BadTokenizerFile(String.valueOf(e.getMessage()));
    }
  }

  private static boolean isJson(InputStream from) throws IOException {
    from.mark(1);
    int first = from.read();
    from.reset();
    return first == '{' || Character.isWhitespace(first);
  }

  private static VendorTokenizer json(InputStream from, Optional<SplitPattern> split)
      throws IOException {
    if (split.isPresent()) {
      throw new BadTokenizerFile("says itself how texts are split: want no file beside it");
    }
    JsonReader json = new JsonReader(new InputStreamReader(from, StandardCharsets.UTF_8));
    try {
      json.beginObject();
      if (!json.hasNext()) {
        throw new BadTokenizerFile("has no members");
      }
      String first = json.nextName();
      VendorTokenizer tokenizer =
          TekkenFile.MEMBERS.contains(first)
              ? TekkenFile.read(json, first)
              : HuggingFaceFile.understand(RawTokenizerReader.read(json, first));
      json.endObject();
      if (json.peek() != JsonToken.END_DOCUMENT) {
        throw new BadTokenizerFile("goes on behind its end");
      }
      return tokenizer;
    } catch (EOFException e) {
      throw new BadTokenizerFile("ends early");
    } catch (MalformedJsonException
        | IllegalStateException
        | UnsupportedOperationException
        | NumberFormatException
        | JsonParseException e) {
      throw new BadTokenizerFile(
          "has not the form of a tokenizer: "
              + String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
    }
  }

  private static VendorTokenizer ranks(InputStream from, Optional<SplitPattern> split)
      throws IOException {
    List<byte[]> tokens = RankFile.read(from);
    SplitPattern pattern =
        split.orElseThrow(
            () ->
                new BadTokenizerFile(
                    "a list of ranks does not say how texts are split: want a file NAME.yaml beside"
                        + " it with \"split: \" and one of "
                        + SplitYaml.names()));
    return new VendorTokenizer(
        VocabularyBuilder.build(new RankedTokens(tokens, MergeUnit.BYTE, true)),
        pattern.splitter(),
        Optional.empty());
  }
}

package dev.contextbudget.tokenizer.file;

import static dev.contextbudget.tokenizer.file.TinyTokenizer.at;
import static dev.contextbudget.tokenizer.file.TinyTokenizer.count;
import static dev.contextbudget.tokenizer.file.TinyTokenizer.object;
import static dev.contextbudget.tokenizer.file.TinyTokenizer.ofBytes;
import static dev.contextbudget.tokenizer.file.TinyTokenizer.ofCodePoints;
import static dev.contextbudget.tokenizer.file.TinyTokenizer.ranks;
import static dev.contextbudget.tokenizer.file.TinyTokenizer.read;
import static dev.contextbudget.tokenizer.file.TinyTokenizer.tekken;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.JsonObject;
import dev.contextbudget.core.token.Accuracy;
import dev.contextbudget.core.token.Tokenizer;
import dev.contextbudget.core.token.Utf8Text;
import dev.contextbudget.tokenizer.split.SplitPattern;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What each kind of file means, on vocabularies of a few tokens. */
final class TokenizerFileTest {

  @Test
  void bytesAreMergedWithinTheirPieces() throws IOException {
    Tokenizer tokenizer = read(ofBytes("l l", "h e", "ll o", "Ġ w"));

    assertEquals("tiny", tokenizer.id());
    assertEquals(Accuracy.EXACT, tokenizer.accuracy());
    assertEquals(2, count(tokenizer, "hello"));
    assertEquals(4, count(tokenizer, "hello w!"));
    assertEquals(3, count(tokenizer, "中"));
  }

  @Test
  void mergesAreStringsOrPairs() throws IOException {
    JsonObject file = ofBytes("l l", "h e");
    at(file, "model").add("merges", object("{m: [[l, l], [h, e]]}").get("m"));
    assertEquals(3, count(read(file), "hello"));
  }

  /** The list says that "ab" is made before "bc", whatever the numbers of the tokens. */
  @Test
  void mergesAreDoneInTheOrderOfTheList() throws IOException {
    JsonObject file = ofBytes("b c", "a b", "ab c");
    assertEquals(2, count(read(file), "abc"));
    at(file, "model").add("merges", object("{m: ['a b', 'b c', 'ab c']}").get("m"));
    assertEquals(1, count(read(file), "abc"));
  }

  @Test
  void aTokenThatNoMergeMakesIsAWholePieceOnlyIfMergesAreIgnored() throws IOException {
    JsonObject file = ofBytes("b c", "a b", "ab c");
    at(file, "model").addProperty("ignore_merges", true);
    Tokenizer tokenizer = read(file);
    assertEquals(1, count(tokenizer, "abc"));
    assertEquals(3, count(tokenizer, "abcd"));
  }

  @Test
  void specialTokensAreTextAndOtherAddedTokensAreTokens() throws IOException {
    JsonObject file = ofBytes("t h");
    file.add(
        "added_tokens",
        object(
                """
                {a: [{id: 900, content: '<|im_end|>', special: true, lstrip: true},
                     {id: 901, content: '<think>', special: false, normalized: false},
                     {id: 902, content: '<t', special: false, normalized: false}]}
                """)
            .get("a"));
    Tokenizer tokenizer = read(file);
    assertEquals(10, count(tokenizer, "<|im_end|>"));
    assertEquals(1, count(tokenizer, "<think>"));
    assertEquals(1, tokenizer.countUpTo(Utf8Text.of("<think>"), 1), "longer than all others");
    assertEquals(3, count(tokenizer, "a<think>b"));
    assertEquals(1 + 4, count(tokenizer, "<thank"));
    // The white space before one ends its text, and is not divided.
    assertEquals(3, count(tokenizer, "  <think>"));
  }

  @Test
  void textIsComposedFirstWhereTheFileSaysSo() throws IOException {
    JsonObject file = ofBytes("Ã ©");
    String decomposed = "e\u0301";
    assertEquals(3, count(read(file), decomposed));
    file.add("normalizer", object("{type: NFC}"));
    Tokenizer tokenizer = read(file);
    assertEquals(1, count(tokenizer, decomposed));
    Utf8Text text = Utf8Text.of("x" + decomposed + decomposed);
    assertEquals(4, tokenizer.prefixBytes(text, 2));
    assertEquals(3, tokenizer.suffixBytes(text, 1));
  }

  @Test
  void charactersAreMergedAcrossTheWholeText() throws IOException {
    JsonObject file = ofCodePoints("ab\u2581", "\u2581 a", "a b");
    Tokenizer tokenizer = read(file);
    assertEquals(2, count(tokenizer, "ab a"));
    assertEquals(2, count(tokenizer, "ab\u2581a"), "as the vocabulary writes a space");
    assertEquals(1 + 3 + 1, count(tokenizer, "a中b"), "a character that is no token");
    assertEquals(0, count(tokenizer, ""));
  }

  /** As in the file of Gemma 2. */
  @Test
  void aByteThatIsACharacterNeedsNoTokenOfItsOwn() throws IOException {
    JsonObject file = ofCodePoints("a\t\u2581", "\t \t");
    at(file, "model", "vocab").remove("<0x09>");
    assertEquals(2, count(read(file), "a\t\t"));
  }

  @Test
  void aSpaceIsPutInFrontWhereTheFileSaysSo() throws IOException {
    JsonObject file = ofCodePoints("ab\u2581", "\u2581 a");
    assertEquals(2, count(read(file), "ab"));
    file.add(
        "normalizer",
        object(
            """
            {type: Sequence, normalizers: [{type: Prepend, prepend: '\u2581'},
              {type: Replace, pattern: {String: ' '}, content: '\u2581'}]}
            """));
    Tokenizer always = read(file);
    assertEquals(2, count(always, "ab"));
    assertEquals(2, count(always, "b"));
    assertEquals(2, count(always, " a"));
    assertEquals(0, count(always, ""));
    assertEquals(1, always.prefixBytes(Utf8Text.of("ab"), 1));
    assertEquals(0, always.suffixBytes(Utf8Text.of("ab"), 1));
  }

  @Test
  void aSpaceIsPutInFrontUnlessThereIsOne() throws IOException {
    JsonObject file = ofCodePoints("ab\u2581", "\u2581 a");
    file.add("normalizer", null);
    file.add(
        "pre_tokenizer",
        object("{type: Metaspace, replacement: '\u2581', prepend_scheme: first, split: false}"));
    Tokenizer tokenizer = read(file);
    assertEquals(1, count(tokenizer, "a"));
    assertEquals(1, count(tokenizer, " a"));
    at(file, "pre_tokenizer").addProperty("prepend_scheme", "never");
    assertEquals(1, count(read(file), "b"));
  }

  /** A model has the first tokens of the list only, and those that no merge makes as pieces. */
  @Test
  void tekkenIsAListOfWhichAModelHasTheFirstTokens() throws IOException {
    JsonObject file = tekken("ab", "xyz", "cd");
    assertEquals(2, count(read(file), "abcd"));
    assertEquals(1, count(read(file), "xyz"));
    at(file, "config").addProperty("default_vocab_size", 256 + 2 + 10);
    assertEquals(3, count(read(file), "abcd"));
  }

  @Test
  void tekkenHasItsMembersInAnyOrder() throws IOException {
    JsonObject file = tekken("ab");
    file.add("config", file.remove("config"));
    assertEquals(1, count(read(file), "ab"));
  }

  @Test
  void aByteThatIsInNoTextNeedsNoToken() throws IOException {
    JsonObject file = ofBytes("a b");
    for (int b : List.of(0xC0, 0xC1, 0xF5, 0xFF)) {
      at(file, "model", "vocab").remove(TinyTokenizer.letter(b));
    }
    assertEquals(5, count(read(file), "ab\uDBFF\uDFFF"));
  }

  @Test
  void aListOfRanksIsReadWithASplit() throws IOException {
    String file = ranks("ab", "12", "1234");
    assertEquals(1, count(read(file, Optional.of(SplitPattern.GPT2)), "1234"));
    assertEquals(3, count(read(file, Optional.of(SplitPattern.CL100K)), "1234"));
    assertEquals(4, count(read(file, Optional.of(SplitPattern.TEKKEN)), "1234"));
  }
}

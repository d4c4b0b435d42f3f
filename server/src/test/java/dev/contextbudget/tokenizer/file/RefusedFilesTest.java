package dev.contextbudget.tokenizer.file;

import static dev.contextbudget.tokenizer.file.TinyTokenizer.at;
import static dev.contextbudget.tokenizer.file.TinyTokenizer.object;
import static dev.contextbudget.tokenizer.file.TinyTokenizer.ofBytes;
import static dev.contextbudget.tokenizer.file.TinyTokenizer.ofCodePoints;
import static dev.contextbudget.tokenizer.file.TinyTokenizer.ranks;
import static dev.contextbudget.tokenizer.file.TinyTokenizer.tekken;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.contextbudget.tokenizer.split.SplitPattern;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every file that would not be counted exactly, and what is said of it. */
final class RefusedFilesTest {
  private static final String CLOSER = " unless it is special";
  private static final String COMPOSED =
      "added_tokens: one with a character that NFC may make of others is not supported" + CLOSER;
  private static final String RAW = "[{content: '%s', special: false, normalized: false}]";
  private static final String SEQUENCE = "{type: Sequence}";
  private static final String OVERLAP =
      "added_tokens: one that is special overlaps one that is not, and would hide it";

  static Stream<Arguments> ofBytesWith() {
    return Stream.of(
        refused(
            "model.type Unigram is not supported, only BPE is",
            file -> at(file, "model").addProperty("type", "Unigram")),
        refused(
            "model.vocab is no object: only models of type BPE are supported",
            file -> set(file, "model", "vocab", "[['a', -1.5]]")),
        refused("model.vocab: want tokens", file -> file.add("model", object("{type: BPE}"))),
        refused(
            "model.dropout: counts would differ from time to time",
            file -> at(file, "model").addProperty("dropout", 0.1)),
        refused(
            "model.continuing_subword_prefix is not supported",
            file -> at(file, "model").addProperty("continuing_subword_prefix", "##")),
        refused(
            "model.end_of_word_suffix is not supported",
            file -> at(file, "model").addProperty("end_of_word_suffix", "</w>")),
        refused(
            "merge 1: a part of it, or what it makes, is no token",
            file -> set(file, "model", "merges", "['a b', 'b q']")),
        refused("merge 0: want two tokens", file -> set(file, "model", "merges", "['a b c']")),
        refused("merge 1 is there twice", file -> set(file, "model", "merges", "['a b', 'a b']")),
        refused(
            "1 bytes that texts can have are no tokens, the first is 0x7A",
            file -> at(file, "model", "vocab").remove("z")),
        refused(
            "a token has 0 bytes, want 1 to 1024",
            file -> at(file, "model", "vocab").addProperty("", 900)),
        refused(
            "model.vocab: number 7 is there twice",
            file -> at(file, "model", "vocab").addProperty("ab", 7)),
        refused(
            "model.vocab: want numbers from 0 to 134217728",
            file -> at(file, "model", "vocab").addProperty("ab", "7")),
        refused(
            "post_processor: a template with a text 2 times is not supported",
            file ->
                set(
                    file,
                    "post_processor",
                    "{type: TemplateProcessing, single: [{Sequence: {id: A}},"
                        + " {SpecialToken: {id: x}}, {Sequence: {id: A}}]}")),
        refused("Sequence: want normalizers", file -> file.add("normalizer", object(SEQUENCE))),
        refused(
            "merge 0 is of a token that can be in no text",
            file -> {
              at(file, "model", "vocab").addProperty("中", 900);
              at(file, "model", "vocab").addProperty("a中", 901);
              set(file, "model", "merges", "['a 中']");
            }),
        refused(
            "normalizer: NFKC is not supported here",
            file -> file.add("normalizer", object("{type: NFKC}"))),
        refused(
            "normalizer: Lowercase is not supported here",
            file ->
                file.add(
                    "normalizer",
                    object("{type: Sequence, normalizers: [{type: NFC}, {type: Lowercase}]}"))),
        refused(
            "pre_tokenizer: this way to split is not known: \\w+",
            file ->
                at(file, "pre_tokenizer", "pretokenizers", "0", "pattern")
                    .addProperty("Regex", "\\w+")),
        refused(
            "pre_tokenizer: this way to split is not known: none",
            file ->
                file.add(
                    "pre_tokenizer",
                    object("{type: ByteLevel, add_prefix_space: false, use_regex: false}"))),
        refused(
            "pre_tokenizer: ByteLevel with add_prefix_space is not supported",
            file -> at(file, "pre_tokenizer", "pretokenizers", "1").remove("add_prefix_space")),
        refused(
            "pre_tokenizer: Split is not supported here",
            file ->
                at(file, "pre_tokenizer", "pretokenizers", "0")
                    .addProperty("behavior", "MergedWithNext")),
        refused(
            "pre_tokenizer: Digits is not supported here",
            file -> at(file, "pre_tokenizer", "pretokenizers", "0").addProperty("type", "Digits")),
        refused(
            "added_tokens: one with lstrip, rstrip or single_word is not supported" + CLOSER,
            file -> set(file, "added_tokens", "[{content: '<a>', special: false, lstrip: true}]")),
        refused(
            "added_tokens: a normalized one beside a normalizer is not supported" + CLOSER,
            file -> {
              file.add("normalizer", object("{type: NFC}"));
              set(file, "added_tokens", "[{content: '<a>', special: false, normalized: true}]");
            }),
        refused(
            "added_tokens: some normalized and some not is not supported unless they are special",
            file ->
                set(
                    file,
                    "added_tokens",
                    "[{content: '<a>', special: false, normalized: true},"
                        + "{content: '<b>', special: false, normalized: false}]")),
        refused(
            "an added token is empty",
            file -> set(file, "added_tokens", "[{content: '', special: false}]")),
        refused(OVERLAP, file -> set(file, "added_tokens", specialAndNot("<ab", "bc"))),
        refused(OVERLAP, file -> set(file, "added_tokens", specialAndNot("<ab>", "ab"))),
        refused(OVERLAP, file -> set(file, "added_tokens", specialAndNot("<ab>", "<a"))),
        refused(OVERLAP, file -> set(file, "added_tokens", specialAndNot("<ab>", "<ab>"))),
        refused(
            "added_tokens: one that is not in model.vocab is not supported if the numbers there"
                + " have gaps",
            file -> {
              at(file, "model", "vocab").addProperty("ab", 900);
              set(file, "added_tokens", specialAndNot("<x>", "ab"));
            }),
        refused(COMPOSED, file -> setComposed(file, "<thinK>")),
        refused(COMPOSED, file -> setComposed(file, "<d\u00E9but>")),
        refused(COMPOSED, file -> setComposed(file, "\u0316\u0305")),
        refused(COMPOSED, file -> setComposed(file, "\uAC00")),
        refused(COMPOSED, file -> setComposed(file, "\u0915")),
        refused(COMPOSED, file -> setComposed(file, "\u2FE0"))); // in no block
  }

  private static String specialAndNot(String special, String ordinary) {
    return "[{content: '%s', special: true}, {content: '%s', special: false}]"
        .formatted(special, ordinary);
  }

  private static void setComposed(JsonObject file, String added) {
    file.add("normalizer", object("{type: NFC}"));
    set(file, "added_tokens", RAW.formatted(added));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("ofBytesWith")
  void refusesATokenizerOfBytes(String message, Consumer<JsonObject> change) {
    JsonObject file = ofBytes("a b");
    change.accept(file);
    assertRefused(message, file);
  }

  static Stream<Arguments> ofCodePointsWith() {
    return Stream.of(
        refused(
            "model: merging characters is supported with byte_fallback and all 256 bytes only",
            file -> at(file, "model").addProperty("byte_fallback", false)),
        refused(
            "model: merging characters is supported with byte_fallback and all 256 bytes only",
            file -> at(file, "model", "vocab").remove("<0x7F>")),
        refused(
            "model.ignore_merges is not supported without a split",
            file -> at(file, "model").addProperty("ignore_merges", true)),
        refused(
            "pre_tokenizer: want ByteLevel, Metaspace, or a normalizer that writes spaces as U+2581",
            file -> file.remove("normalizer")),
        refused(
            "model.vocab: want U+2581, by which spaces are written",
            file -> at(file, "model", "vocab").remove("\u2581")),
        refused(
            "pre_tokenizer: Split is not supported here", file -> setSplit(file, "Removed", true)),
        refused(
            "pre_tokenizer: Split is not supported here", file -> setSplit(file, "Other", false)),
        refused(
            "pre_tokenizer: Metaspace without add_prefix_space wants the prepend_scheme never",
            file -> setMetaspace(file, ", add_prefix_space: false")),
        refused(
            "pre_tokenizer: Metaspace with the prepend_scheme last is not supported",
            file -> setMetaspace(file, ", prepend_scheme: last")),
        refused(
            "added_tokens: one with a space beside spaces written as U+2581 is not supported"
                + CLOSER,
            file -> set(file, "added_tokens", RAW.formatted("a b"))),
        refused(
            "added_tokens: one with its first U+2581 behind another character is not supported"
                + CLOSER,
            file -> set(file, "added_tokens", RAW.formatted("a\u2581b"))),
        refused(
            "normalizer: Replace is not supported here",
            file -> at(file, "normalizer").addProperty("content", "_")),
        refused(
            "normalizer: Prepend without Replace is not supported",
            file -> file.add("normalizer", object("{type: Prepend, prepend: '\u2581'}"))),
        refused(
            "pre_tokenizer: Whitespace is not supported here",
            file -> file.add("pre_tokenizer", object("{type: Whitespace}"))),
        refused(
            "pre_tokenizer: Metaspace is not supported here",
            file -> {
              file.remove("normalizer");
              file.add("pre_tokenizer", object("{type: Metaspace, replacement: '\u2581'}"));
            }),
        refused(
            "added_tokens: one that is not special is not supported beside a space put in front",
            file -> {
              setMetaspace(file, "");
              set(file, "added_tokens", "[{content: '<a>', special: false}]");
            }));
  }

  private static void setSplit(JsonObject file, String behavior, boolean invert) {
    file.add(
        "pre_tokenizer",
        object(
            "{type: Split, pattern: {String: ' '}, behavior: %s, invert: %s}"
                .formatted(behavior, invert)));
  }

  private static void setMetaspace(JsonObject file, String members) {
    file.remove("normalizer");
    file.add(
        "pre_tokenizer",
        object("{type: Metaspace, replacement: '\u2581', split: false%s}".formatted(members)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("ofCodePointsWith")
  void refusesATokenizerOfCharacters(String message, Consumer<JsonObject> change) {
    JsonObject file = ofCodePoints("ab\u2581", "a b");
    change.accept(file);
    assertRefused(message, file);
  }

  static Stream<Arguments> tekkenWith() {
    return Stream.of(
        refused("want a member pattern", file -> at(file, "config").remove("pattern")),
        refused(
            "config.pattern: this way to split is not known: .",
            file -> at(file, "config").addProperty("pattern", ".")),
        refused(
            "vocab has 257 tokens, and config wants 990",
            file -> at(file, "config").addProperty("default_vocab_size", 1_000)),
        refused(
            "vocab: token 3 has another rank",
            file -> at(file, "vocab", "3").addProperty("rank", 4)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("tekkenWith")
  void refusesATekken(String message, Consumer<JsonObject> change) {
    JsonObject file = tekken("ab");
    change.accept(file);
    assertRefused(message, file);
  }

  @Test
  void aListOfRanksNeedsASplitAndNothingElseTakesOne() {
    assertRefused(
        "a list of ranks does not say how texts are split: want a file NAME.yaml beside it with"
            + " \"split: \" and one of "
            + SplitYaml.names(),
        ranks("ab"));
    BadTokenizerFile refused =
        assertThrows(
            BadTokenizerFile.class,
            () -> TinyTokenizer.read(ofBytes(), Optional.of(SplitPattern.CL100K)));
    assertEquals("says itself how texts are split: want no file beside it", refused.getMessage());
  }

  @Test
  void whatIsNoTokenizerIsRefused() {
    assertRefused("line 1: want a token and a rank", "hello");
    assertRefused("line 2: ranks do not ascend", "YQ== 1\nYg== 1");
    assertRefused("0 tokens", "", Optional.of(SplitPattern.GPT2));
    assertRefused(
        "a token of 2 bytes is there twice", ranks("ab", "ab"), Optional.of(SplitPattern.GPT2));
    assertRefused("has no members", "{}");
    assertRefused(
        "has not the form of a tokenizer: Expected BEGIN_OBJECT but was STRING at line 1 column 12"
            + " path $.model",
        "{\"model\": \"BPE\"}");
    assertRefused("ends early", "{\"model\": {\"type\":");
    String two = ofBytes() + "{}";
    assertRefused(
        "has not the form of a tokenizer: Use JsonReader.setStrictness(Strictness.LENIENT) to"
            + " accept malformed JSON at line 1 column %d path $".formatted(two.length()),
        two);
    assertRefused(
        "a token has half a surrogate pair",
        "{\"added_tokens\": [{\"content\": \"<\\ud800>\", \"special\": false}]}");
    assertRefused("added_tokens is there twice", "{\"added_tokens\": [], \"added_tokens\": []}");
  }

  private static void assertRefused(String message, Object file) {
    assertRefused(message, file, Optional.empty());
  }

  private static void assertRefused(String message, Object file, Optional<SplitPattern> split) {
    BadTokenizerFile refused =
        assertThrows(BadTokenizerFile.class, () -> TinyTokenizer.read(file, split));
    assertEquals(message, refused.getMessage());
  }

  private static Arguments refused(String message, Consumer<JsonObject> change) {
    return Arguments.of(message, change);
  }

  private static void set(JsonObject file, String name, String json) {
    file.add(name, JsonParser.parseString(json));
  }

  private static void set(JsonObject file, String in, String name, String json) {
    set(at(file, in), name, json);
  }
}

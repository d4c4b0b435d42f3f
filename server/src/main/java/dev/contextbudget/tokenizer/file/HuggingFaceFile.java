package dev.contextbudget.tokenizer.file;

import dev.contextbudget.tokenizer.bpe.AddedTokenSplitter;
import dev.contextbudget.tokenizer.bpe.MergeList;
import dev.contextbudget.tokenizer.bpe.MergeUnit;
import dev.contextbudget.tokenizer.bpe.RankedTokens;
import dev.contextbudget.tokenizer.bpe.SeamSplitter;
import dev.contextbudget.tokenizer.bpe.Vocabulary;
import dev.contextbudget.tokenizer.bpe.VocabularyBuilder;
import dev.contextbudget.tokenizer.form.NfcForm;
import dev.contextbudget.tokenizer.form.SpaceForm;
import dev.contextbudget.tokenizer.form.SpaceForm.Front;
import dev.contextbudget.tokenizer.form.TextForm;
import dev.contextbudget.tokenizer.split.Splitter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Understands a {@code tokenizer.json} of Hugging Face, or says what of it is not supported.
 *
 * <p>Counts are those of the library with {@code add_special_tokens} off and {@code
 * encode_special_tokens} on: nothing is put around a text, and what looks like a special token is
 * text. Added tokens that the file does not call special are found in a text, as there.
 *
 * <p>What the file says of truncation and padding is not followed: a count is of the whole text and
 * of nothing else.
 */
final class HuggingFaceFile {
  private final RawTokenizer raw;
  private final Step model;
  private final List<Step> splits;
  private final List<Step> normalizers;
  private final AddedTokenRules added;

  private HuggingFaceFile(RawTokenizer raw) throws BadTokenizerFile {
    this.raw = raw;
    model = Step.of(raw.model);
    splits = Step.listOf(raw.part("pre_tokenizer"), "pretokenizers");
    normalizers = Step.listOf(raw.part("normalizer"), "normalizers");
    added = AddedTokenRules.of(raw, !normalizers.isEmpty());
  }

  /**
   * Returns the tokenizer.
   *
   * @throws BadTokenizerFile saying what is not supported
   * @throws IllegalArgumentException if the vocabulary does not hold together
   */
  static VendorTokenizer understand(RawTokenizer raw) throws BadTokenizerFile {
    HuggingFaceFile file = new HuggingFaceFile(raw);
    file.checkModel();
    PostProcessors.check(Step.listOf(raw.part("post_processor"), "processors"));
    return PreTokenizers.isByteLevel(file.splits) ? file.byBytes() : file.byCodePoints();
  }

  private void checkModel() throws BadTokenizerFile {
    if (!model.text("type").orElse("BPE").equals("BPE")) {
      throw new BadTokenizerFile(
          "model.type %s is not supported, only BPE is".formatted(model.type()));
    }
    for (String affix : List.of("continuing_subword_prefix", "end_of_word_suffix")) {
      if (!model.text(affix).orElse("").isEmpty()) {
        throw new BadTokenizerFile("model.%s is not supported".formatted(affix));
      }
    }
    if (model.number("dropout", 0) != 0) {
      throw new BadTokenizerFile("model.dropout: counts would differ from time to time");
    }
    if (raw.tokens.isEmpty()) {
      throw new BadTokenizerFile("model.vocab: want tokens");
    }
  }

  /** GPT-2 and those after it: texts are split, and merged byte by byte. */
  private VendorTokenizer byBytes() throws BadTokenizerFile {
    Splitter splitter = PreTokenizers.pattern(splits).splitter();
    Optional<TextForm> form = Optional.empty();
    for (Step normalizer : normalizers) {
      if (!normalizer.is("NFC")) {
        throw normalizer.notSupportedIn("normalizer");
      }
      added.checkBesideNfc();
      form = Optional.of(new NfcForm(added.tokens()));
    }
    List<byte @Nullable []> tokens = new ArrayList<>();
    raw.tokens.keySet().forEach(token -> tokens.add(ByteAlphabet.decode(token)));
    boolean wholePieces = model.flag("ignore_merges", false);
    Vocabulary vocabulary = vocabulary(tokens, MergeUnit.BYTE, wholePieces);
    return new VendorTokenizer(vocabulary, withAdded(splitter), form);
  }

  /** SentencePiece: a text is one piece, merged character by character. */
  private VendorTokenizer byCodePoints() throws BadTokenizerFile {
    Front front = SpaceRules.front(normalizers, splits);
    added.checkBesideSpaces(front);
    if (!model.flag("byte_fallback", false) || !SpaceRules.canWriteEveryByte(raw.tokens.keySet())) {
      throw new BadTokenizerFile(
          "model: merging characters is supported with byte_fallback and all 256 bytes only");
    }
    if (!SpaceRules.canWriteSpaces(raw.tokens.keySet())) {
      throw new BadTokenizerFile("model.vocab: want U+2581, by which spaces are written");
    }
    if (model.flag("ignore_merges", false)) {
      throw new BadTokenizerFile("model.ignore_merges is not supported without a split");
    }
    List<byte @Nullable []> tokens = new ArrayList<>();
    raw.tokens.keySet().forEach(token -> tokens.add(SpaceRules.decode(token)));
    Vocabulary vocabulary = vocabulary(tokens, MergeUnit.CODE_POINT, false);
    return new VendorTokenizer(
        vocabulary,
        withAdded(new SeamSplitter(inTexts(tokens))),
        Optional.of(new SpaceForm(front, added.tokens())));
  }

  private Splitter withAdded(Splitter splitter) {
    return added.bytes().isEmpty() ? splitter : new AddedTokenSplitter(added.tokens(), splitter);
  }

  /**
   * Returns the tables.
   *
   * @param tokens null for one that can be in no text
   */
  private Vocabulary vocabulary(List<byte @Nullable []> tokens, MergeUnit unit, boolean wholePieces)
      throws BadTokenizerFile {
    int[] places = new int[tokens.size()];
    int next = 0;
    for (int i = 0; i < places.length; i++) {
      places[i] = tokens.get(i) == null ? -1 : next++;
    }
    MergeList merges = new MergeList();
    for (int[] merge : raw.merges) {
      int left = places[merge[0]];
      int right = places[merge[1]];
      int made = places[merge[2]];
      if ((left | right | made) < 0) {
        throw new BadTokenizerFile(
            "merge %d is of a token that can be in no text".formatted(merges.size()));
      }
      merges.add(left, right, made);
    }
    RankedTokens ranked = new RankedTokens(inTexts(tokens), unit, wholePieces);
    return VocabularyBuilder.build(ranked, merges, added.bytes());
  }

  private static List<byte[]> inTexts(List<byte @Nullable []> tokens) {
    List<byte[]> inTexts = new ArrayList<>();
    for (byte[] token : tokens) {
      if (token != null) {
        inTexts.add(token);
      }
    }
    return inTexts;
  }
}

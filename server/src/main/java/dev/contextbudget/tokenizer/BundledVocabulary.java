package dev.contextbudget.tokenizer;

import dev.contextbudget.tokenizer.bpe.Vocabulary;
import dev.contextbudget.tokenizer.bpe.VocabularyImage;
import dev.contextbudget.tokenizer.split.SplitPattern;
import dev.contextbudget.tokenizer.split.Splitter;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * The vocabularies that come with the service: those of OpenAI, which are under the MIT licence
 * (openai/tiktoken 4e71bbe, 2026-08-16).
 */
enum BundledVocabulary {
  R50K_BASE("r50k_base", SplitPattern.GPT2),
  P50K_BASE("p50k_base", SplitPattern.GPT2),
  /** With other special tokens, which text never has. */
  P50K_EDIT("p50k_base", SplitPattern.GPT2),
  CL100K_BASE("cl100k_base", SplitPattern.CL100K),
  O200K_BASE("o200k_base", SplitPattern.O200K),
  /** With other special tokens, which text never has. */
  O200K_HARMONY("o200k_base", SplitPattern.O200K);

  private final String image;
  private final SplitPattern pattern;

  BundledVocabulary(String image, SplitPattern pattern) {
    this.image = image;
    this.pattern = pattern;
  }

  /** Returns the vocabulary of a name such as {@code o200k_base}. */
  static Optional<BundledVocabulary> named(String name) {
    return Arrays.stream(values()).filter(known -> known.wireName().equals(name)).findFirst();
  }

  String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Returns the name of the image, which several vocabularies may share. */
  String image() {
    return image;
  }

  Splitter splitter() {
    return pattern.splitter();
  }

  /** Returns the tables; 30 to 70 ms for the largest ({@code deploy/bench/start.sh}). */
  Vocabulary load() {
    try (InputStream file =
        Objects.requireNonNull(BundledVocabulary.class.getResourceAsStream(path(image)), image)) {
      return VocabularyImage.read(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns where an image is, from the root of the class path. */
  static String path(String image) {
    return "/vocabulary/" + image + ".image";
  }
}

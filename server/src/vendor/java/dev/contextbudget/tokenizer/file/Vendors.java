package dev.contextbudget.tokenizer.file;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import dev.contextbudget.core.token.Tokenizer;
import dev.contextbudget.core.token.Utf8Text;
import dev.contextbudget.tokenizer.split.SplitPattern;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Vendors' own files, as {@code deploy/tokenizers/fetch.sh} leaves them, and the library that their
 * models are served with.
 *
 * <p>{@code -Dvendors.dir}: where they are; {@code -Dvendors.texts}: random strings for each.
 */
final class Vendors {
  static final int TEXTS = Integer.getInteger("vendors.texts", 30_000);

  private static final Path FOLDER = Path.of(System.getProperty("vendors.dir", "vendors"));
  private static final int SEED = 1;

  static {
    // Keeps the native library out of the home.
    System.setProperty("DJL_CACHE_DIR", Path.of("target", "djl").toAbsolutePath().toString());
    System.setProperty("RUST_FLAVOR", "cpu");
  }

  private Vendors() {}

  static Path file(String name) {
    return FOLDER.resolve(name);
  }

  static Tokenizer read(Path file, Optional<SplitPattern> split) throws IOException {
    long before = liveBytes();
    long start = System.nanoTime();
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      Tokenizer tokenizer = TokenizerFile.read(in, split).named("vendor");
      long millis = (System.nanoTime() - start) / 1_000_000;
      System.out.printf("%s: %d ms, %d MB%n", file, millis, (liveBytes() - before) >> 20);
      return tokenizer;
    }
  }

  private static long liveBytes() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  /**
   * Counts slices of real texts and random strings with both.
   *
   * @param reference a {@code tokenizer.json} that means to the library what the file means to us
   */
  static void assertSameCounts(String name, Path reference, Tokenizer ours) throws IOException {
    List<String> texts = new ArrayList<>(HardTexts.slices());
    SplittableRandom random = new SplittableRandom(SEED);
    for (int i = 0; i < TEXTS; i++) {
      texts.add(HardTexts.random(random));
    }
    try (HuggingFaceTokenizer theirs = library(reference)) {
      List<String> different =
          texts.parallelStream()
              .filter(text -> tokens(theirs, text) != ours.count(Utf8Text.of(text)))
              .map(text -> text.codePoints().mapToObj("%x"::formatted).toList().toString())
              .limit(5)
              .toList();

      assertEquals(List.of(), different, () -> texts.size() + " texts");
      System.out.printf("%s: %d texts, 0 differences%n", name, texts.size());
    }
  }

  static HuggingFaceTokenizer library(Path reference) throws IOException {
    return HuggingFaceTokenizer.newInstance(
        reference, Map.of("addSpecialTokens", "false", "truncation", "false", "padding", "false"));
  }

  private static int tokens(HuggingFaceTokenizer tokenizer, String text) {
    return tokenizer.encode(text, false, false).getIds().length;
  }
}

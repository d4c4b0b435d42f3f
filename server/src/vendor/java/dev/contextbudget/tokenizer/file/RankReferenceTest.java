package dev.contextbudget.tokenizer.file;

import dev.contextbudget.tokenizer.split.SplitPattern;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Lists of ranks against the same tokens and split, written as a {@code tokenizer.json}. */
final class RankReferenceTest {
  @TempDir private static Path scratch;

  @ParameterizedTest
  @CsvSource({"kimi_k2,KIMI_K2", "glm4,CL100K"})
  void countsAsTheReferenceDoes(String name, SplitPattern split) throws IOException {
    Path file = Vendors.file(name + ".tiktoken");
    Path reference = scratch.resolve(name + ".json");
    RankedReference.write(file, split, reference);
    Vendors.assertSameCounts(name, reference, Vendors.read(file, Optional.of(split)));
  }
}

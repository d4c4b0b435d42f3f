package dev.contextbudget.tokenizer;

import dev.contextbudget.tokenizer.bpe.MergeUnit;
import dev.contextbudget.tokenizer.bpe.RankedTokens;
import dev.contextbudget.tokenizer.bpe.Vocabulary;
import dev.contextbudget.tokenizer.bpe.VocabularyBuilder;
import dev.contextbudget.tokenizer.bpe.VocabularyImage;
import dev.contextbudget.tokenizer.file.RankFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;

/**
 * Writes the images of the bundled vocabularies: a step of the build, not of the service.
 *
 * <p>The rank files are those in the jar of jtokkit, which has to be on the class path.
 */
final class ImageBuild {
  private static final String RANK_FILE = "/com/knuddels/jtokkit/%s.tiktoken";

  private ImageBuild() {}

  /**
   * Writes an image for each rank file.
   *
   * @param args the root of the class path to write to
   */
  public static void main(String[] args) throws IOException {
    Path root = Path.of(args[0]);
    for (String image :
        Arrays.stream(BundledVocabulary.values())
            .map(BundledVocabulary::image)
            .distinct()
            .toList()) {
      Path file = root.resolve(BundledVocabulary.path(image).substring(1));
      Files.createDirectories(Objects.requireNonNull(file.getParent()));
      try (OutputStream out = Files.newOutputStream(file)) {
        VocabularyImage.write(build(image), out);
      }
    }
  }

  private static Vocabulary build(String image) throws IOException {
    String path = RANK_FILE.formatted(image);
    try (InputStream ranks =
        Objects.requireNonNull(ImageBuild.class.getResourceAsStream(path), path)) {
      return VocabularyBuilder.build(new RankedTokens(RankFile.read(ranks), MergeUnit.BYTE, true));
    }
  }
}

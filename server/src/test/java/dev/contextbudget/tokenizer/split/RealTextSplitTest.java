package dev.contextbudget.tokenizer.split;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Recorded conversations, whole and line by line, against the published regular expressions.
 *
 * <p>Without an argument it takes the few conversations that are bundled. With a folder it takes
 * all files in it:
 *
 * <pre>
 * mvn -B test -pl server -am -Dtest=RealTextSplitTest -Dsurefire.failIfNoSpecifiedTests=false -Dsplit.data="$PWD/FOLDER"
 * </pre>
 */
class RealTextSplitTest {

  private static List<Path> files() throws Exception {
    String folder = System.getProperty("split.data");
    Path data =
        folder == null
            ? Path.of(RealTextSplitTest.class.getResource("/sweep").toURI())
            : Path.of(folder);
    try (Stream<Path> all = Files.walk(data)) {
      return all.filter(Files::isRegularFile).sorted().toList();
    }
  }

  @ParameterizedTest
  @EnumSource(SplitPattern.class)
  void splitsAsPublished(SplitPattern pattern) throws Exception {
    List<Path> files = files();
    assertFalse(files.isEmpty());
    RegexPieces reference = new RegexPieces(pattern.regexes());
    SplittableRandom random = new SplittableRandom(1);
    for (Path file : files) {
      String text = read(file);
      assertSplits(reference, pattern, text, random);
      for (String line : text.lines().filter(line -> !line.isEmpty()).toList()) {
        assertSplits(reference, pattern, line, random);
      }
    }
  }

  private static String read(Path file) throws IOException {
    return SplitText.agreed(Files.readString(file));
  }

  private static void assertSplits(
      RegexPieces reference, SplitPattern pattern, String text, SplittableRandom random) {
    int[] expected = reference.ends(text);
    int[] got = Ends.of(pattern.splitter(), text, 200, random);
    assertArrayEquals(expected, got, () -> pattern + " on " + Ends.shown(text, expected, got));
  }
}

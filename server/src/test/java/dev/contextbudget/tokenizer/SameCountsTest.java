package dev.contextbudget.tokenizer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingRegistry;
import dev.contextbudget.core.token.Utf8Text;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Counts many texts as jtokkit does: the files of a folder whole and line by line, every text in
 * those that are JSON, and random strings. The bundled ones by default; for more
 *
 * <pre>
 * mvn -B test -pl server -am -Dtest=SameCountsTest -Dsurefire.failIfNoSpecifiedTests=false \\
 *   -Dcounts.data="$PWD/FOLDER" -Dcounts.strings=1000000
 * </pre>
 */
class SameCountsTest {
  private static final EncodingRegistry REFERENCES = Encodings.newLazyEncodingRegistry();
  private static final Vocabularies VOCABULARIES = new Vocabularies();
  private static final Path DATA =
      Path.of(System.getProperty("counts.data", "src/test/resources/sweep"));
  private static final int STRINGS = Integer.getInteger("counts.strings", 5_000);

  private long texts;

  @ParameterizedTest
  @ValueSource(strings = {"r50k_base", "p50k_base", "p50k_edit", "cl100k_base", "o200k_base"})
  void countsTheTextsOfFiles(String vocabulary) throws IOException {
    List<Path> files;
    try (Stream<Path> found = Files.walk(DATA)) {
      files = found.filter(Files::isRegularFile).sorted().toList();
    }
    for (Path file : files) {
      String whole = Files.readString(file);
      check(vocabulary, file.toString(), whole);
      for (String line : whole.split("\n", -1)) {
        check(vocabulary, file.toString(), line);
        if (file.toString().endsWith(".jsonl")) {
          checkStrings(vocabulary, file, line);
        }
      }
    }
    System.out.printf("%s: %d texts of %d files%n", vocabulary, texts, files.size());
  }

  private void checkStrings(String vocabulary, Path file, String line) {
    Deque<JsonElement> open = new ArrayDeque<>(List.of(JsonParser.parseString(line)));
    for (JsonElement element = open.poll(); element != null; element = open.poll()) {
      if (element.isJsonObject()) {
        element.getAsJsonObject().asMap().values().forEach(open::push);
      } else if (element.isJsonArray()) {
        element.getAsJsonArray().forEach(open::push);
      } else if (element.isJsonPrimitive()) {
        check(vocabulary, file.toString(), element.getAsString());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"r50k_base", "p50k_base", "cl100k_base", "o200k_base"})
  void countsRandomStrings(String vocabulary) {
    for (int seed = 0; seed < STRINGS; seed++) {
      String text = BoundaryText.random(new SplittableRandom(seed), 40);
      check(vocabulary, "seed " + seed, text);
    }
    System.out.printf("%s: %d random strings%n", vocabulary, texts);
  }

  @AfterEach
  void hasCountedSomething() {
    assertTrue(texts > 0, () -> "no text in " + DATA.toAbsolutePath());
  }

  private void check(String vocabulary, String what, String text) {
    Encoding reference = REFERENCES.getEncoding(vocabulary).orElseThrow();
    BpeTokenizer tokenizer = VOCABULARIES.tokenizer("t", vocabulary).orElseThrow();
    texts += text.isEmpty() ? 0 : 1;
    int expected = reference.countTokensOrdinary(text);
    assertEquals(expected, tokenizer.count(Utf8Text.of(text)), () -> what + ", text " + texts);
  }
}

package dev.contextbudget.dialect.translate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonParser;
import com.google.gson.ToNumberPolicy;
import dev.contextbudget.dialect.Format;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** One body of each API as each other has it, to be read by eye. */
class TranslatedExamplesTest {
  private static final Path GOLDEN = Path.of("src/test/resources/translate");

  /** Rewrites the examples with what is answered now; only to be looked through and committed. */
  private static final boolean UPDATE = Boolean.getBoolean("golden.update");

  static Stream<Arguments> pairs() {
    return Stream.of(Format.values())
        .flatMap(
            from ->
                Stream.of(Format.values())
                    .filter(to -> to != from)
                    .map(to -> Arguments.of(from, to)));
  }

  @ParameterizedTest(name = "{0} as {1}")
  @MethodSource("pairs")
  void isAsWritten(Format from, Format to) throws Exception {
    String body = Files.readString(GOLDEN.resolve(RenderedBodies.folder(from) + ".json"));
    Path example =
        GOLDEN.resolve(
            "%s--as--%s.json".formatted(RenderedBodies.folder(from), RenderedBodies.folder(to)));

    String written = pretty(RoundTripPropertyTest.translated(from, body, to));

    if (UPDATE) {
      rewrite(example, written);
    }
    assertEquals(Files.readString(example), written);
  }

  private static String pretty(String json) {
    return new GsonBuilder()
            .setPrettyPrinting()
            .disableHtmlEscaping()
            .setObjectToNumberStrategy(ToNumberPolicy.LAZILY_PARSED_NUMBER)
            .create()
            .toJson(JsonParser.parseString(json))
        + "\n";
  }

  private static void rewrite(Path example, String written) throws IOException {
    Files.writeString(example, written);
  }
}

package dev.contextbudget.dialect.responses;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.contextbudget.core.fit.Notes;
import dev.contextbudget.core.token.Utf8Text;
import dev.contextbudget.dialect.ProviderBody;
import dev.contextbudget.dialect.ShapeProblem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The bodies that were written by hand. */
class HandWrittenBodiesTest {
  /** Rules that the reader itself sees, with what it calls them. */
  private static final Map<String, ShapeProblem.Kind> BROKEN =
      Map.of(
          "body-invalid", ShapeProblem.Kind.INVALID,
          "role-unknown", ShapeProblem.Kind.UNKNOWN_ROLE,
          "part-unknown", ShapeProblem.Kind.UNKNOWN_PART,
          "part-misplaced", ShapeProblem.Kind.MISPLACED_PART);

  /** Members that are of the right type, but not beside each other, or of no use to a fit. */
  private static final Set<String> LEFT_TO_THE_LINTER =
      Set.of(
          "body-invalid--compaction-trigger-not-last.json",
          "body-invalid--conversation-and-previous-response.json",
          "body-invalid--max-output-tokens-below-16.json",
          "body-invalid--model-is-a-number.json",
          "body-invalid--part-of-chat.json");

  static List<Path> valid() {
    return Bodies.files("");
  }

  static Stream<Path> invalid() {
    return Bodies.files("invalid").stream()
        .filter(file -> BROKEN.containsKey(rule(file)))
        .filter(file -> !LEFT_TO_THE_LINTER.contains(file.getFileName().toString()));
  }

  private static String rule(Path file) {
    return file.getFileName().toString().split("--")[0];
  }

  private static byte[] bytes(Path file) throws IOException {
    return Files.readAllBytes(file);
  }

  private static byte[] bytes(Utf8Text text) {
    byte[] bytes = new byte[text.length()];
    text.asByteBuffer().get(bytes);
    return bytes;
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("valid")
  void aValidBodyIsUnderstoodAndComesBackByteForByte(Path file) throws IOException {
    ProviderBody body = Bodies.read(bytes(file), Map.of());
    Bodies.Measured measured = Bodies.measure(body);
    assertEquals(List.of(), body.problems());
    assertEquals(List.of(), measured.violations());
    Utf8Text whole =
        measured.fit((int) measured.tokens() + 100, Notes.DEFAULT).orElseThrow().text();
    assertArrayEquals(bytes(file), bytes(whole));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("valid")
  void aFittedBodyIsUnderstoodAndFits(Path file) throws IOException {
    Bodies.Measured measured = Bodies.measure(Bodies.read(bytes(file), Map.of()));
    for (int step = 1; step < 20; step++) {
      int budget = 1 + (int) (measured.tokens() * step / 20);
      Optional<byte[]> fitted =
          measured.fit(budget, Notes.DEFAULT).map(edits -> bytes(edits.text()));
      if (fitted.isPresent()) {
        ProviderBody again = Bodies.read(fitted.get(), Map.of());
        assertEquals(List.of(), again.problems());
        assertEquals(List.of(), Bodies.measure(again).violations());
        assertTrue(Bodies.measure(again).tokens() <= budget);
      }
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("invalid")
  void whatIsWrongWithAnInvalidBodyIsTold(Path file) throws IOException {
    Set<ShapeProblem.Kind> kinds =
        Bodies.read(bytes(file), Map.of()).problems().stream()
            .map(ShapeProblem::kind)
            .collect(Collectors.toSet());
    assertEquals(Set.of(BROKEN.get(rule(file))), kinds);
  }
}

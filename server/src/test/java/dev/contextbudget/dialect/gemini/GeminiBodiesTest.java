package dev.contextbudget.dialect.gemini;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.contextbudget.core.item.Reduction;
import dev.contextbudget.dialect.ProviderBody;
import dev.contextbudget.dialect.ShapeProblem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The bodies that were written by hand, valid and not. */
class GeminiBodiesTest {
  /** Stand for the kinds of parts and members that are announced tomorrow. */
  private static final String UNKNOWN = "unknown-member-";

  private static Path folder() {
    URL url = Objects.requireNonNull(GeminiBodiesTest.class.getResource("/bodies/gemini"));
    try {
      return Path.of(url.toURI());
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  private static Stream<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      List<String> names =
          files
              .map(file -> file.getFileName().toString())
              .filter(n -> n.endsWith(".json"))
              .toList();
      return names.stream().sorted();
    }
  }

  static Stream<String> valid() throws IOException {
    return names(folder());
  }

  private static String json(String name) {
    try {
      return Files.readString(folder().resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void areMany() throws IOException {
    assertTrue(valid().count() >= 60);
  }

  @ParameterizedTest
  @MethodSource("valid")
  void aValidBodyHasNoProblems(String name) {
    ReadBody body = ReadBody.of(json(name));
    List<ShapeProblem> problems =
        body.body().problems().stream()
            .filter(
                problem ->
                    problem.kind() != ShapeProblem.Kind.UNKNOWN_PART || !name.startsWith(UNKNOWN))
            .toList();
    assertEquals(List.of(), problems);
    assertEquals(List.of(), body.violations());
  }

  @ParameterizedTest
  @MethodSource("valid")
  void atEveryBudgetWhatIsLeftCountsNoMore(String name) {
    for (Reduction reduction :
        List.of(
            new Reduction.DropItems(),
            new Reduction.Truncate(Reduction.Side.MIDDLE),
            new Reduction.ClearToolResults(0, 0, Set.of()))) {
      ReadBody body = ReadBody.of(json(name), Map.of(), reduction);
      for (int step = 1; step <= 10; step++) {
        var fit = body.fit(Math.max(1, body.tokens() * step / 10), true);
        ReadBody again = ReadBody.of(body.render(fit));
        assertEquals(List.of(), again.violations());
        assertTrue(again.tokens() <= fit.totalTokens(), name + " at " + step);
      }
    }
  }

  /** But for numbers out of their range and parts of other APIs, which are the linter's. */
  static Stream<String> invalid() throws IOException {
    return names(folder().resolve("invalid"))
        .filter(name -> name.startsWith("body-invalid--"))
        .filter(name -> !name.equals("body-invalid--max-output-tokens-negative.json"))
        .filter(name -> !name.equals("body-invalid--image-of-another-provider.json"))
        .map(name -> "invalid/" + name);
  }

  @ParameterizedTest
  @MethodSource("invalid")
  void aBodyOfAnotherShapeCannotBeFitted(String name) {
    ProviderBody body = ReadBody.body(json(name));
    assertTrue(body.problems().stream().anyMatch(problem -> problem.kind().isFatal()));
  }

  static Stream<String> orphans() throws IOException {
    return names(folder().resolve("invalid"))
        .filter(
            name ->
                name.startsWith("tool-result-orphan--")
                    || name.startsWith("tool-call-unanswered--"))
        .map(name -> "invalid/" + name);
  }

  @ParameterizedTest
  @MethodSource("orphans")
  void callsAndResponsesThatMissEachOtherAreFound(String name) {
    assertTrue(ReadBody.of(json(name)).violations().size() > 0);
  }
}

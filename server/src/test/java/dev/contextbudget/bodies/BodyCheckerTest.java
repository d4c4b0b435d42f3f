package dev.contextbudget.bodies;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The second judge refuses what it should, and nothing that a provider takes. */
class BodyCheckerTest {
  /** What a body of a valid folder may still be told, because it is allowed there. */
  private static final Set<String> ALLOWED =
      Set.of(
          "tool-call-in-flight",
          "first-message-not-user",
          "last-message-not-user",
          "roles-not-alternating",
          "replacement-character",
          "compaction-not-first",
          "thought-signature-missing",
          "text-empty");

  /** Many servers of this dialect count ids from zero in each turn, so it takes them. */
  private static final Set<String> REPEATED_LATER =
      Set.of(
          "openai-chat/invalid/tool-call-id-duplicate--in-two-turns.json",
          "threads/invalid/openai-chat--langchain4j-langchain4j-4668--tool-call-id-duplicate.json");

  static Stream<TestBody> broken() {
    return TestBody.invalid().stream()
        .filter(body -> BodyChecker.RULES.contains(body.rule()))
        .filter(body -> !REPEATED_LATER.contains(body.name()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("broken")
  void findsTheRuleThatIsBroken(TestBody body) {
    Set<String> rules =
        BodyChecker.problems(body.dialect(), body.text()).stream()
            .map(Problem::rule)
            .collect(Collectors.toSet());
    assertTrue(rules.contains(body.rule()), body.rule() + " is not among " + rules);
  }

  static List<TestBody> valid() {
    return TestBody.valid();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("valid")
  void findsNothingInWhatAProviderTakes(TestBody body) {
    List<Problem> problems =
        BodyChecker.problems(body.dialect(), body.text()).stream()
            .filter(problem -> !ALLOWED.contains(problem.rule()))
            .toList();
    assertEquals(List.of(), problems);
  }
}

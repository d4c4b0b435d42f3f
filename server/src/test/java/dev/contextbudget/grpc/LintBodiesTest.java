package dev.contextbudget.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.contextbudget.bodies.TestBody;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every body that breaks a rule gives it, as bad and at the places that are expected, and every
 * body that a provider accepts gives no error.
 */
class LintBodiesTest {
  private static final Map<String, List<String>> EXPECTED = ExpectedFindings.of(invalid());

  static List<TestBody> valid() {
    return TestBody.valid();
  }

  static List<TestBody> invalid() {
    return TestBody.invalid().stream().filter(b -> !b.rule().equals("lone-surrogate")).toList();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("invalid")
  void findsWhatIsWrongWithABody(TestBody body) {
    List<String> found = ExpectedFindings.found(body);

    assertEquals(EXPECTED.get(body.name()), found);
    assertTrue(found.stream().anyMatch(f -> f.split(" ")[1].equals(body.rule())), body.rule());
  }

  @Test
  void expectsNothingOfABodyThatIsGone() {
    Set<String> gone = new TreeSet<>(EXPECTED.keySet());
    invalid().forEach(body -> gone.remove(body.name()));
    assertEquals(Set.of(), gone);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("valid")
  void findsNoErrorInABodyThatAProviderAccepts(TestBody body) {
    assertEquals(List.of(), LintedBodies.errors(LintedBodies.lint(body)));
  }
}

package dev.contextbudget.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.contextbudget.bodies.TestBody;
import dev.contextbudget.v1.LintContextResponse;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every body that breaks a rule gives it, and every body that a provider accepts gives no error.
 */
class LintBodiesTest {

  static List<TestBody> valid() {
    return TestBody.valid();
  }

  static List<TestBody> invalid() {
    return TestBody.invalid().stream().filter(b -> !b.rule().equals("lone-surrogate")).toList();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("invalid")
  void findsTheRuleThatABodyBreaks(TestBody body) {
    LintContextResponse response = LintedBodies.lint(body);

    assertTrue(
        LintedBodies.rules(response).contains(body.rule()),
        () -> body + " gives " + LintedBodies.rules(response));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("valid")
  void findsNoErrorInABodyThatAProviderAccepts(TestBody body) {
    assertEquals(List.of(), LintedBodies.errors(LintedBodies.lint(body)));
  }
}

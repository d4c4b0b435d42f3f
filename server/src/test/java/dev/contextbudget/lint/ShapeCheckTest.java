package dev.contextbudget.lint;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.contextbudget.core.error.StopSignal;
import dev.contextbudget.dialect.Format;
import dev.contextbudget.dialect.ShapeProblem;
import dev.contextbudget.dialect.json.JsonFault;
import dev.contextbudget.dialect.json.JsonIndexer;
import dev.contextbudget.dialect.json.JsonValue;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a reader met is never left out of a report. */
class ShapeCheckTest {
  private static final byte[] BODY =
      "{\"role\":\"a\",\"type\":{}}".getBytes(StandardCharsets.UTF_8);

  @ParameterizedTest
  @EnumSource
  void everyKindOfProblemHasASeverityInEveryFormat(ShapeProblem.Kind kind) throws JsonFault {
    JsonValue root = JsonIndexer.index(BODY, StopSignal.NEVER).root();
    List<JsonValue> places = List.of(root, root.members().get(0).value());

    for (JsonValue at : places) {
      for (Format format : Format.values()) {
        LintRule rule = ShapeCheck.rule(new ShapeProblem(kind, at, "must be another"));
        assertTrue(rule.severity(format).isPresent(), () -> rule + " in " + format);
      }
    }
  }
}

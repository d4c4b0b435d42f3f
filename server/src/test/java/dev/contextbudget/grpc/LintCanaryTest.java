package dev.contextbudget.grpc;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.contextbudget.bodies.TestBody;
import dev.contextbudget.core.error.BudgetUnsatisfiable;
import dev.contextbudget.core.error.ContextBudgetException;
import dev.contextbudget.core.error.InvalidRequest;
import dev.contextbudget.dialect.json.StrictJackson;
import dev.contextbudget.v1.LintContextResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Names of members are a caller's data too: they are in no report and no error. */
class LintCanaryTest {
  private static final String CANARY = "zqxcanary";
  private static final int MEGABYTE = 1 << 20;

  /** With what is around them no more than a schema may have. */
  private static final int NAMES_BYTES = 200_000;

  /** Found by the rules on texts wherever it is read, and by the rule on volatile text. */
  private static final String BAD_TEXT =
      "\uFFFD <|endoftext|> 550e8400-e29b-41d4-a716-446655440000 " + "Aa0+".repeat(80);

  static List<TestBody> all() {
    return LintReportTest.all();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("all")
  void noNameThatIsNotDocumentedIsInAReport(TestBody body) {
    JsonNode tree = StrictJackson.tree(new String(body.json(), StandardCharsets.UTF_8));
    plant(tree);

    LintContextResponse report = LintedBodies.lint(body.dialect(), "gpt-4o", bytes(tree));

    assertFalse(report.toString().contains("canary"), report::toString);
    LintReportTest.assertPointsInto(bytes(tree), report);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("all")
  void noNameThatIsNotDocumentedIsInAnErrorOfAFit(TestBody body) {
    JsonNode tree = StrictJackson.tree(new String(body.json(), StandardCharsets.UTF_8));
    plant(tree);
    for (int window : new int[] {1, 1_000_000}) {
      try {
        BodyFits.fit(BodyFits.within(BodyFits.request(body.dialect(), bytes(tree)), window));
      } catch (InvalidRequest refused) {
        assertFalse(refused.violations().toString().contains("canary"), refused::toString);
      } catch (BudgetUnsatisfiable refused) {
        assertFalse(refused.toString().contains("canary"), refused::toString);
      } catch (ContextBudgetException refused) {
        assertFalse(refused.toString().contains("canary"), refused::toString);
      }
    }
  }

  /** Puts members of a secret name, at two depths, into every object. */
  private static void plant(JsonNode node) {
    List<JsonNode> children = new ArrayList<>();
    node.forEach(children::add);
    children.forEach(LintCanaryTest::plant);
    if (node instanceof ObjectNode object) {
      object.put(CANARY, BAD_TEXT);
      ArrayNode list = object.putObject(CANARY + "/~outer").putArray(CANARY + "inner");
      list.add(BAD_TEXT).addObject().put("cache_control", 1).put(CANARY, BAD_TEXT);
    }
  }

  private static byte[] bytes(JsonNode tree) {
    return tree.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** Where many findings can stand behind one long name, or behind many documented ones. */
  enum Nest {
    LONG_NAME("{\"%s\":[", "x".repeat(NAMES_BYTES)),
    LONG_NAME_OF_ESCAPES("{\"%s\":[", "\\u0041".repeat(NAMES_BYTES / 6)),
    LONG_NAMES_IN_DEPTH("{\"%s\":[", ("x".repeat(NAMES_BYTES / 10) + "\":{\"").repeat(10) + "y"),
    DOCUMENTED_NAMES_IN_DEPTH("{\"%s\":[", "prompt_cache_breakpoint\":{\"".repeat(40) + "y");

    private final String before;

    Nest(String pattern, String name) {
      this.before = pattern.formatted(name);
    }

    String around(String elements) {
      int opened = (int) before.chars().filter(c -> c == '{').count();
      return before + elements + "]" + "}".repeat(opened);
    }
  }

  /** A thousand findings in each, in arguments, schemas and results. */
  @ParameterizedTest
  @EnumSource
  void aReportOnLongNamesIsBelowAMegabyte(Nest nest) {
    String nested = nest.around(("\"\uFFFD\",").repeat(5_000) + "0");
    Map<String, String> bodies =
        Map.of(
            "anthropic",
            """
            {"tools":[{"name":"a","input_schema":%s}],"messages":[{"role":"assistant","content":[
            {"type":"tool_use","id":"b","name":"a","input":%s}]}]}""",
            "gemini",
            """
            {"contents":[{"role":"model","parts":[{"functionCall":{"name":"a","args":%s}}]},
            {"parts":[{"functionResponse":{"name":"a","response":%s}}]}]}""",
            "openai-chat",
            """
            {"tools":[{"type":"function","function":{"name":"a","parameters":%s}},{"b":%s}]}""",
            "openai-responses",
            """
            {"tools":[{"type":"function","name":"a","parameters":%s}],"input":[%s]}""");

    bodies.forEach(
        (dialect, body) -> {
          byte[] json = bytes(body.formatted(nested, nested));
          LintContextResponse report = LintedBodies.lint(dialect, "gpt-4o", json);

          assertTrue(report.getFindingsCount() > 900, () -> dialect + report);
          assertTrue(report.getSerializedSize() < MEGABYTE, () -> report.getSerializedSize() + "");
        });
  }

  private static byte[] bytes(String json) {
    return json.getBytes(StandardCharsets.UTF_8);
  }
}

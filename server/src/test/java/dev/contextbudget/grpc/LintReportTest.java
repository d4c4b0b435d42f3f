package dev.contextbudget.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.contextbudget.Seeds;
import dev.contextbudget.bodies.TestBody;
import dev.contextbudget.core.error.InvalidRequest;
import dev.contextbudget.core.error.Reason;
import dev.contextbudget.dialect.json.JsonFault;
import dev.contextbudget.dialect.json.StrictJackson;
import dev.contextbudget.v1.LintContextResponse;
import dev.contextbudget.v1.LintFinding;
import dev.contextbudget.v1.LintSeverity;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds of every report: order, number, and that no text of a body is in it. */
class LintReportTest {
  private static final String CANARY = "zqxcanary";

  /** A string that is long enough to be a text, and neither a name nor a mark. */
  private static final Pattern TEXT =
      Pattern.compile(
          "(\"(?:text|content|description|arguments|thinking|system|output|input)\"\\s*:\\s*\")");

  static List<TestBody> all() {
    List<TestBody> bodies = new ArrayList<>(TestBody.valid());
    bodies.addAll(
        TestBody.invalid().stream().filter(b -> !b.rule().equals("lone-surrogate")).toList());
    return bodies;
  }

  static List<TestBody> brokenJson() {
    return TestBody.invalid().stream().filter(b -> b.rule().equals("lone-surrogate")).toList();
  }

  static LongStream seeds() {
    return Seeds.all();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("all")
  void tellsTheWorstFirstAndPointsIntoTheBody(TestBody body) {
    LintContextResponse report = LintedBodies.lint(body);

    List<LintSeverity> severities =
        report.getFindingsList().stream().map(LintFinding::getSeverity).toList();
    assertEquals(severities.stream().sorted().toList(), severities);
    assertEquals(report.getValid(), !severities.contains(LintSeverity.LINT_SEVERITY_ERROR));
    assertEquals(0, report.getMoreCount());
    report.getFindingsList().forEach(finding -> assertFalse(finding.getMessage().isBlank()));
    assertPointsInto(body.json(), report);
  }

  /** A value stands at each place, and where bytes are told, a text that has them. */
  static void assertPointsInto(byte[] json, LintContextResponse report) {
    JsonNode tree = StrictJackson.tree(new String(json, StandardCharsets.UTF_8));
    for (LintFinding finding : report.getFindingsList()) {
      JsonNode at = tree.at(finding.getJsonPointer());
      assertFalse(at.isMissingNode(), finding::toString);
      assertEquals(finding.hasStartByte(), finding.hasEndByte());
      if (finding.hasStartByte()) {
        int bytes = at.textValue().getBytes(StandardCharsets.UTF_8).length;
        assertTrue(finding.getStartByte() < finding.getEndByte(), finding::toString);
        assertTrue(finding.getEndByte() <= bytes, finding::toString);
      }
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("brokenJson")
  void refusesWhatIsNoJson(TestBody body) {
    InvalidRequest refused = assertThrows(InvalidRequest.class, () -> LintedBodies.lint(body));

    assertEquals(Reason.BAD_JSON, refused.violations().get(0).reason());
    String field = refused.violations().get(0).field();
    assertTrue(field.startsWith("provider_request.json"), field);
    assertTrue(
        refused
            .violations()
            .get(0)
            .description()
            .startsWith(JsonFault.Kind.LONE_SURROGATE.description()));
  }

  /** A word is put into the texts of a body, which is then broken somewhere. */
  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void noTextOfABodyIsInAReport(long seed) {
    Random random = new Random(seed);
    List<TestBody> bodies = all();
    TestBody body = bodies.get(random.nextInt(bodies.size()));
    String json = new String(body.json(), StandardCharsets.UTF_8);
    Matcher texts = TEXT.matcher(json);
    String planted = texts.replaceAll(match -> Matcher.quoteReplacement(match.group() + CANARY));
    planted = planted.replaceFirst("\"role\"\\s*:\\s*\"[a-z]+\"", "\"role\":\"" + CANARY + "\"");
    if (random.nextBoolean()) {
      planted = planted.replaceFirst("\"type\"\\s*:\\s*\"[a-z_]+\"", "\"type\":\"" + CANARY + "\"");
    }
    if (random.nextBoolean()) {
      planted = planted.replaceFirst("\"name\"\\s*:\\s*\"", "\"name\":\"" + CANARY + " ");
    }

    String report = LintedBodies.lint(body.dialect(), "gpt-4o", bytes(planted)).toString();

    assertFalse(report.contains("canary"), report);
  }

  private static byte[] bytes(String json) {
    return json.getBytes(StandardCharsets.UTF_8);
  }

  /** The oracle counts and sorts all; the report keeps the first thousand of them. */
  @Test
  void keepsTheWorstThousandOfMany() {
    StringBuilder messages = new StringBuilder();
    Random random = new Random(1);
    int empty = 0;
    int replaced = 0;
    for (int i = 0; i < 3_000; i++) {
      boolean error = random.nextInt(4) == 0;
      empty += error ? 1 : 0;
      replaced += error ? 0 : 1;
      messages
          .append(i == 0 ? "" : ",")
          .append("{\"role\":\"")
          .append(i % 2 == 0 ? "user" : "assistant")
          .append("\",\"content\":[{\"type\":\"text\",\"text\":\"")
          .append(error ? "" : "\uFFFD")
          .append("\"}]}");
    }
    String json = "{\"model\":\"m\",\"max_tokens\":9,\"messages\":[" + messages + "]}";

    LintContextResponse report = LintedBodies.lint("anthropic", "claude-haiku-4-5", bytes(json));

    List<LintFinding> findings = report.getFindingsList();
    assertEquals(1_000, findings.size());
    int others = 2; // who is last, and that nothing is marked
    assertEquals(empty + replaced + others, findings.size() + report.getMoreCount());
    assertEquals(empty, findings.stream().filter(f -> f.getRule().equals("text-empty")).count());
    List<Integer> places =
        findings.stream()
            .skip(empty)
            .map(f -> Integer.valueOf(f.getJsonPointer().split("/")[2]))
            .toList();
    assertEquals(places.stream().sorted(Comparator.naturalOrder()).toList(), places);
    assertTrue(places.get(places.size() - 1) < 3_000 / 2);
    assertFalse(report.getValid());
  }
}

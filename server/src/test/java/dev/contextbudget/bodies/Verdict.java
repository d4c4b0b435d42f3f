package dev.contextbudget.bodies;

import com.fasterxml.jackson.databind.JsonNode;
import com.flipkart.zjsonpatch.JsonPatch;
import com.google.protobuf.ByteString;
import dev.contextbudget.dialect.json.StrictJackson;
import dev.contextbudget.grpc.BodyFits;
import dev.contextbudget.grpc.LintedBodies;
import dev.contextbudget.v1.FitContextRequest;
import dev.contextbudget.v1.FitContextResponse;
import dev.contextbudget.v1.ItemDecision;
import dev.contextbudget.v1.LintSeverity;
import dev.contextbudget.v1.View;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Judges what a body became. */
final class Verdict {
  private static final String LINTED = "linted ";

  private final TestBody body;
  private final List<String> itemIds;
  private final Transcript transcript;
  private final RestRules rest;
  private final Map<String, Long> known;
  private final String model;
  private final List<Problem> errors;
  private final Map<String, Long> knownErrors;

  Verdict(TestBody body) {
    this.body = body;
    this.itemIds =
        BodyFits.whole(body.dialect(), body.json()).getDecisionsList().stream()
            .map(ItemDecision::getItemId)
            .toList();
    this.transcript = Transcript.of(body.dialect(), body.text());
    this.rest = new RestRules(body.text(), transcript.list());
    this.known = counts(BodyChecker.problems(body.dialect(), body.text()), Problem::rule);
    this.model = LintedBodies.modelOf(body);
    this.errors = lint(body.json());
    this.knownErrors = counts(errors, byValue(body.text()));
  }

  private List<Problem> lint(byte[] json) {
    return LintedBodies.lint(body.dialect(), model, json).getFindingsList().stream()
        .filter(finding -> finding.getSeverity() == LintSeverity.LINT_SEVERITY_ERROR)
        .map(finding -> new Problem(finding.getRule(), LINTED + finding.getJsonPointer()))
        .toList();
  }

  /**
   * Tells what the linter found by its rule and the value that stands at its place: places move
   * with what leaves before them, and an error that is at another value is another one.
   */
  private static Function<Problem, String> byValue(String json) {
    JsonNode tree = StrictJackson.tree(json);
    return problem -> {
      String pointer = problem.at().substring(LINTED.length());
      return pointer.isEmpty() ? problem.rule() : problem.rule() + " at " + tree.at(pointer);
    };
  }

  /** Returns those that the body itself does not have, or not so often. */
  private static List<Problem> added(
      List<Problem> found, Map<String, Long> known, Function<Problem, String> key) {
    Map<String, Long> counts = counts(found, key);
    return found.stream()
        .filter(p -> counts.get(key.apply(p)) > known.getOrDefault(key.apply(p), 0L))
        .toList();
  }

  private static Map<String, Long> counts(List<Problem> problems, Function<Problem, String> key) {
    return problems.stream().collect(Collectors.groupingBy(key, Collectors.counting()));
  }

  /** Returns the ids of the messages of the body, in order. */
  List<String> messageIds() {
    String list = "/" + transcript.list() + "/";
    return itemIds.stream().filter(id -> id.startsWith(list)).toList();
  }

  /** Returns the rules that the body itself breaks. */
  Set<String> errors() {
    return errors.stream().map(Problem::rule).collect(Collectors.toSet());
  }

  /** Returns what is wrong with a fit; empty if nothing is. */
  List<Problem> problems(
      FitContextRequest.Builder request, CutPolicy policy, Cuts.Outcome outcome) {
    FitContextResponse answer = outcome.answer();
    String json = Cuts.json(answer);
    FitContextRequest sent = BodyFits.within(request, outcome.window());
    Comparison comparison = Comparison.of(transcript, json);
    List<Problem> problems = shape(json, comparison);
    rest.check(json, policy.tools(), problems);
    if (comparison.notes() > 0 && !policy.notes()) {
      problems.add(new Problem("note", "although there shall be none"));
    }
    checkTokens(sent, answer, json, problems);
    checkDecisions(answer, problems);
    FitContextResponse edits = BodyFits.fit(sent.toBuilder().setView(View.VIEW_EDITS).build());
    checkPatch(json, edits.getBody().getJsonPatch().toStringUtf8(), problems);
    if (policy.hints().isEmpty() && !policy.tools()) {
      checkSettled(sent, json, problems);
    }
    return problems;
  }

  /** Returns what is wrong with what this body became, and with the patch that makes it of it. */
  List<Problem> problemsOf(String json, String patch) {
    List<Problem> problems = shape(json, Comparison.of(transcript, json));
    rest.check(json, false, problems);
    checkPatch(json, patch, problems);
    return problems;
  }

  private List<Problem> shape(String json, Comparison comparison) {
    List<Problem> problems = new ArrayList<>(comparison.problems());
    added(BodyChecker.problems(body.dialect(), json), known, Problem::rule).stream()
        .filter(problem -> !problem.rule().equals("roles-not-alternating")) // judged as neighbours
        .forEach(problems::add);
    problems.addAll(added(lint(json.getBytes(StandardCharsets.UTF_8)), knownErrors, byValue(json)));
    return problems;
  }

  private static void checkTokens(
      FitContextRequest sent, FitContextResponse answer, String json, List<Problem> problems) {
    int total = answer.getReport().getTotalTokens();
    int budget = answer.getReport().getEquation().getInputBudgetTokens();
    if (total > budget) {
      problems.add(new Problem("over-budget", total + " of " + budget));
    }
    int counted = BodyFits.count(sent, json.getBytes(StandardCharsets.UTF_8)).getTotalTokens();
    if (counted != total) {
      problems.add(new Problem("count", "said %d, counted %d".formatted(total, counted)));
    }
  }

  private void checkDecisions(FitContextResponse answer, List<Problem> problems) {
    List<String> decided = answer.getDecisionsList().stream().map(ItemDecision::getItemId).toList();
    if (!decided.equals(itemIds)) {
      problems.add(new Problem("decisions", decided + " for " + itemIds));
    }
  }

  /** A patch makes the same tree of what was sent. */
  private void checkPatch(String json, String patch, List<Problem> problems) {
    JsonNode patched = JsonPatch.apply(StrictJackson.tree(patch), StrictJackson.tree(body.text()));
    if (!patched.equals(StrictJackson.tree(json))) {
      problems.add(new Problem("patch", patch));
    }
  }

  /**
   * A fit changes nothing of what it made. With hints it may, as turns that they split are gone,
   * and where tools may leave, as calls of them are.
   */
  private static void checkSettled(FitContextRequest sent, String json, List<Problem> problems) {
    FitContextRequest.Builder again = sent.toBuilder();
    again.getProviderRequestBuilder().setJson(ByteString.copyFromUtf8(json));
    String second = Cuts.json(BodyFits.fit(again.build()));
    if (!second.equals(json)) {
      problems.add(new Problem("not-settled", difference(json, second)));
    }
  }

  private static String difference(String json, String second) {
    int at = 0;
    while (at < Math.min(json.length(), second.length()) && json.charAt(at) == second.charAt(at)) {
      at++;
    }
    return "%d chars, then %d, other from %d: %s"
        .formatted(
            json.length(),
            second.length(),
            at,
            second.substring(at, Math.min(second.length(), at + 120)));
  }
}

package dev.contextbudget.bodies;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import dev.contextbudget.dialect.json.StrictJackson;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A second judge of bodies, written from the providers' rules alone: it shares no class with the
 * dialects or the linter, and is as small as it can be.
 */
final class BodyChecker {
  /** The rules it knows. */
  static final Set<String> RULES =
      Set.of(
          "tool-result-orphan",
          "tool-call-unanswered",
          "tool-call-in-flight",
          "tool-call-id-duplicate",
          "tool-result-duplicate",
          "tool-result-not-first",
          "thinking-signature-missing",
          "thinking-not-first",
          "reasoning-without-item",
          "thought-signature-missing",
          "compaction-not-first",
          "role-unknown",
          "messages-empty",
          "first-message-not-user",
          "roles-not-alternating",
          "last-message-not-user",
          "assistant-trailing-white-space",
          "system-message-misplaced",
          "text-empty",
          "text-blank",
          "content-empty",
          "lone-surrogate",
          "replacement-character");

  private BodyChecker() {}

  /** Returns what is wrong with a body. */
  static List<Problem> problems(String dialect, String json) {
    List<Problem> problems = new ArrayList<>();
    try {
      checkTexts(StrictJackson.tree(json), problems);
    } catch (UncheckedIOException e) {
      return List.of(new Problem("not-json", String.valueOf(e.getMessage())));
    }
    Transcript transcript = Transcript.of(dialect, json);
    PairRules.check(transcript, problems);
    ShapeRules.check(transcript, problems);
    SealedRules.check(transcript, problems);
    return problems;
  }

  private static void checkTexts(JsonNode value, List<Problem> problems) {
    if (value.isTextual()) {
      String text = value.textValue();
      if (!UTF_8.newEncoder().canEncode(text)) {
        problems.add(new Problem("lone-surrogate", "in a text"));
      }
      text.chars()
          .filter(c -> c == 0xFFFD)
          .forEach(c -> problems.add(new Problem("replacement-character", "in a text")));
    }
    value.forEach(inner -> checkTexts(inner, problems));
  }
}

package dev.contextbudget.lint;

import dev.contextbudget.core.model.CacheRules;
import dev.contextbudget.dialect.Format;
import dev.contextbudget.dialect.json.JsonValue;
import dev.contextbudget.lint.transcript.Message;
import dev.contextbudget.lint.transcript.Speaker;
import java.util.List;

/** Marks for the provider's cache: how many, where, in which order, and whether they pay. */
final class CacheMarkCheck {
  /** Of all providers that have marks, as far as they say; the catalogue knows it by model. */
  private static final int DEFAULT_MOST_MARKS = 4;

  private final Linted body;
  private final Findings findings;
  private final CacheRules rules;
  private final List<CacheMark> marks;

  private CacheMarkCheck(Linted body, Findings findings) {
    this.body = body;
    this.findings = findings;
    this.rules = body.model().cache();
    this.marks = CacheMarks.of(body);
  }

  static void check(Linted body, Findings findings) {
    CacheMarkCheck check = new CacheMarkCheck(body, findings);
    check.checkNumber();
    check.checkPlaces();
    check.checkLength();
    if (body.isFor(Format.ANTHROPIC_MESSAGES)) {
      check.checkTimesToLive();
      check.checkDistance();
      check.checkNone();
    }
  }

  /** The implicit mark of OpenAI takes one of the places. */
  private void checkNumber() {
    int most = rules.maxMarks() == 0 ? DEFAULT_MOST_MARKS : rules.maxMarks();
    if (!body.isFor(Format.ANTHROPIC_MESSAGES) && !isExplicit()) {
      most--;
    }
    if (marks.size() > most) {
      findings.add(
          LintRule.CACHE_MARKS_TOO_MANY,
          marks.get(most).at(),
          "%d cache marks, the provider takes %d".formatted(marks.size(), most));
    }
  }

  private boolean isExplicit() {
    JsonValue options = body.root().member("prompt_cache_options");
    return options != null && options.is("mode", "explicit");
  }

  private void checkPlaces() {
    for (CacheMark mark : marks) {
      if (!mark.mayStand()) {
        findings.add(LintRule.CACHE_MARK_MISPLACED, mark.at());
      }
      if (!mark.isDocumented()) {
        findings.add(LintRule.CACHE_MARK_UNKNOWN, mark.at());
      }
    }
  }

  /** An estimate that may be too low by its margin does not make a prefix short. */
  private void checkLength() {
    int least = rules.minPrefixTokens().orElse(0);
    for (CacheMark mark : marks) {
      long tokens =
          mark.isAutomatic() ? body.tokens().totalTokens() : body.tokens().upTo(mark.bearer());
      if (mark.mayStand() && mostTokens(tokens) < least) {
        findings.add(
            LintRule.CACHE_PREFIX_SHORT,
            mark.at(),
            "some %d tokens before the mark, the model caches from %d".formatted(tokens, least));
      }
    }
  }

  private double mostTokens(long tokens) {
    return tokens * (1 + body.model().tokenizer().errorMarginRatio());
  }

  private void checkTimesToLive() {
    boolean shorter = false;
    for (CacheMark mark : marks) {
      if (mark.isLong() && shorter) {
        findings.add(LintRule.CACHE_MARK_TTL_ORDER, mark.at());
      }
      shorter |= !mark.isLong();
    }
  }

  /**
   * The request before this one ended, with a mark, in the message before the last of the model.
   * What came since must be within the look-back of a mark, or have one in its midst.
   */
  private void checkDistance() {
    if (rules.lookBackBlocks().isEmpty() || marks.isEmpty()) {
      return;
    }
    CacheMark last = marks.get(marks.size() - 1);
    int blocks = 0;
    boolean ofModel = false;
    List<Message> messages = body.transcript().messages();
    for (int i = messages.size() - 1; i >= 0; i--) {
      Message message = messages.get(i);
      if (ofModel && message.speaker() != Speaker.MODEL) {
        break; // what the request before this one ended with
      }
      ofModel |= message.speaker() == Speaker.MODEL;
      blocks += message.pieces().size();
    }
    if (ofModel
        && (last.isAutomatic() || last.isIn(messages.get(messages.size() - 1).at()))
        && marksSince(messages) < 2
        && blocks > rules.lookBackBlocks().getAsInt()) {
      findings.add(
          LintRule.CACHE_MARK_FAR,
          last.at(),
          "the last step added %d blocks, the provider looks back %d"
              .formatted(blocks, rules.lookBackBlocks().getAsInt()));
    }
  }

  private long marksSince(List<Message> messages) {
    int from = messages.size() - 1;
    while (from > 0 && messages.get(from).speaker() != Speaker.MODEL) {
      from--;
    }
    int start = messages.get(from).at().startByte();
    JsonValue last = messages.get(messages.size() - 1).at();
    int end = last.startByte() + last.raw().length();
    return marks.stream()
        .filter(m -> m.isAutomatic() || (m.at().startByte() > start && m.at().startByte() < end))
        .count();
  }

  /** The last message is new each time; what stands before it could be read again. */
  private void checkNone() {
    List<Message> messages = body.transcript().messages();
    boolean caches =
        rules.mode() == CacheRules.Mode.EXPLICIT && rules.minPrefixTokens().isPresent();
    if (!marks.isEmpty() || messages.isEmpty() || !caches) {
      return;
    }
    long tokens = body.tokens().totalTokens() - body.tokens().ofLastMessage();
    if (tokens >= rules.minPrefixTokens().getAsInt()) {
      findings.add(
          LintRule.CACHE_MARK_NONE,
          body.root(),
          "some %d tokens before the last message, the model caches from %d, and nothing is marked"
              .formatted(tokens, rules.minPrefixTokens().getAsInt()));
    }
  }
}

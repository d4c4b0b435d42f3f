package dev.contextbudget.lint;

import dev.contextbudget.dialect.Format;
import dev.contextbudget.dialect.json.JsonValue;
import dev.contextbudget.lint.transcript.Message;
import dev.contextbudget.lint.transcript.Piece;
import dev.contextbudget.lint.transcript.Speaker;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Pairs the client's tool calls with their results, as each provider wants them: in the next
 * message (Anthropic, Gemini), in the tool messages directly behind (Chat Completions), or anywhere
 * behind (Responses).
 */
final class ToolCallCheck {

  /** A call that waits for its result. */
  private static final class Open {
    private final Piece call;
    private boolean answered;

    Open(Piece call) {
      this.call = call;
    }
  }

  private final Linted body;
  private final Findings findings;
  private final List<Message> messages;
  private final boolean anywhere;
  private final boolean keptElsewhere;

  /** The last batch of calls; where results may stand anywhere, all calls. */
  private final List<Open> batch = new ArrayList<>();

  private final Map<String, Deque<Open>> byId = new HashMap<>();
  private final Map<String, Deque<Open>> byName = new HashMap<>();
  private final Set<String> idsOfBatch = new HashSet<>();
  private final Set<String> seenIds = new HashSet<>();
  private final Set<String> answeredIds = new HashSet<>();
  private boolean batchHasResults;
  private boolean endsInOther;

  private ToolCallCheck(Linted body, Findings findings) {
    this.body = body;
    this.findings = findings;
    this.messages = body.transcript().messages();
    this.anywhere = body.isFor(Format.OPENAI_RESPONSES);
    this.keptElsewhere = anywhere && isContinued(body.root());
  }

  static void check(Linted body, Findings findings) {
    ToolCallCheck check = new ToolCallCheck(body, findings);
    for (Message message : check.messages) {
      check.read(message);
    }
    check.end();
  }

  private void read(Message message) {
    boolean results = message.has(Piece.Kind.RESULT);
    if (!anywhere && !batch.isEmpty() && !continuesBatch(message, results)) {
      closeBatch();
    }
    boolean split = results && batchHasResults && isMerged();
    if (split) {
      findings.add(
          LintRule.TOOL_CALL_UNANSWERED,
          LintSeverity.WARNING,
          message.at(),
          "the results of one answer stand in two messages, which the provider joins");
    }
    boolean other = split && endsInOther;
    for (Piece piece : message.pieces()) {
      body.stop().check();
      if (piece.is(Piece.Kind.RESULT)) {
        answer(piece);
        if (other) {
          findings.add(LintRule.TOOL_RESULT_NOT_FIRST, piece.at());
        }
      } else {
        other = true;
      }
      if (piece.is(Piece.Kind.CALL)) {
        call(piece);
      }
    }
    endsInOther = other;
    batchHasResults |= results && !batch.isEmpty();
    if (results && body.isFor(Format.GEMINI) && !batch.isEmpty()) {
      closeBatch();
    }
  }

  /** Neighbours of the user are one message to Anthropic, though results in two cost calls. */
  private boolean isMerged() {
    return body.isFor(Format.ANTHROPIC_MESSAGES);
  }

  private boolean isInNextMessage() {
    return body.isFor(Format.ANTHROPIC_MESSAGES) || body.isFor(Format.GEMINI);
  }

  /** Neighbours of the model are one answer, so their calls are one batch. */
  private boolean continuesBatch(Message message, boolean results) {
    return results || (message.speaker() == Speaker.MODEL && !batchHasResults && isInNextMessage());
  }

  private void call(Piece call) {
    if (!call.id().isEmpty()) {
      if (!idsOfBatch.add(call.id())) {
        findings.add(LintRule.TOOL_CALL_ID_DUPLICATE, call.at());
      } else if (seenIds.contains(call.id())) {
        LintSeverity severity =
            body.isFor(Format.OPENAI_CHAT) ? LintSeverity.WARNING : LintSeverity.ERROR;
        findings.add(
            LintRule.TOOL_CALL_ID_DUPLICATE,
            severity,
            call.at(),
            "an earlier tool call has the same id");
      }
      seenIds.add(call.id());
    }
    Open open = new Open(call);
    batch.add(open);
    if (!call.id().isEmpty()) {
      byId.computeIfAbsent(call.id(), unused -> new ArrayDeque<>()).add(open);
    }
    byName.computeIfAbsent(call.name(), unused -> new ArrayDeque<>()).add(open);
  }

  private void answer(Piece result) {
    Open open = next(result);
    if (open != null) {
      open.answered = true;
      answeredIds.add(result.id());
    } else if (isAnswered(result)) {
      findings.add(LintRule.TOOL_RESULT_DUPLICATE, result.at());
    } else if (!keptElsewhere) {
      findings.add(LintRule.TOOL_RESULT_ORPHAN, result.at());
    }
  }

  /** Returns the open call that a result answers: by its id, else by the name of the tool. */
  private @Nullable Open next(Piece result) {
    Open byItsId = next(byId.get(result.id()));
    if (byItsId != null || (!result.id().isEmpty() && !body.isFor(Format.GEMINI))) {
      return byItsId;
    }
    Open byItsName = next(byName.get(result.name()));
    boolean bothHaveIds =
        byItsName != null && !result.id().isEmpty() && !byItsName.call.id().isEmpty();
    return bothHaveIds ? null : byItsName;
  }

  private static @Nullable Open next(@Nullable Deque<Open> calls) {
    while (calls != null && !calls.isEmpty() && calls.peek().answered) {
      calls.poll();
    }
    return calls == null ? null : calls.peek();
  }

  /** Where results must stand in one message, another one is a result of nothing. */
  private boolean isAnswered(Piece result) {
    Set<String> answered = body.isFor(Format.ANTHROPIC_MESSAGES) ? idsOfBatch : answeredIds;
    return !body.isFor(Format.GEMINI) && !result.id().isEmpty() && answered.contains(result.id());
  }

  /** The provider keeps what stood before, and maybe the call in it. */
  private static boolean isContinued(JsonValue root) {
    for (String name : List.of("previous_response_id", "conversation")) {
      JsonValue kept = root.member(name);
      if (kept != null && !kept.isNull()) {
        return true;
      }
    }
    return root.elementsOf("input").stream().anyMatch(item -> item.is("type", "item_reference"));
  }

  private void closeBatch() {
    for (Open open : batch) {
      if (!open.answered) {
        findings.add(LintRule.TOOL_CALL_UNANSWERED, open.call.at());
      }
    }
    batch.clear();
    byId.clear();
    byName.clear();
    idsOfBatch.clear();
    batchHasResults = false;
  }

  /**
   * A call is in flight if it is of the last answer of the model, and nothing has come since: what
   * has some of its results is meant to be sent, and all providers refuse it.
   */
  private void end() {
    if (!anywhere && batchHasResults) {
      closeBatch();
    }
    int goneOn = goneOn();
    boolean told = false;
    for (Open open : batch) {
      if (open.answered) {
        continue;
      }
      if (anywhere && open.call.at().startByte() < goneOn) {
        findings.add(LintRule.TOOL_CALL_UNANSWERED, open.call.at());
      } else if (!told) {
        findings.add(LintRule.TOOL_CALL_IN_FLIGHT, open.call.at());
        told = true;
      }
    }
  }

  /** Returns where the last message is that somebody said, or that answers a call. */
  private int goneOn() {
    int last = -1;
    for (Message message : messages) {
      boolean ofModel = message.speaker() == Speaker.MODEL;
      boolean spoken = message.speaker() == Speaker.USER || message.speaker() == Speaker.SYSTEM;
      if (spoken || message.has(Piece.Kind.RESULT) || (ofModel && message.has(Piece.Kind.TEXT))) {
        last = message.at().startByte();
      }
    }
    return last;
  }
}

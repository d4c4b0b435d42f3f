package dev.contextbudget.grpc;

import dev.contextbudget.core.error.Reason;
import dev.contextbudget.core.token.RunningCount;
import dev.contextbudget.core.token.Tokenizer;
import dev.contextbudget.core.token.Utf8Text;
import org.jspecify.annotations.Nullable;

/**
 * The text of the last document of a stream, from which the next one may go on.
 *
 * <p>Holds a document until the next one comes, and of a text that goes on only what is counted
 * again: most documents are whole, and are counted by a cache that a running count has no use for.
 */
final class GrowingText {
  private final Tokenizer tokenizer;
  private final Limits limits;
  private Utf8Text whole = Utf8Text.EMPTY;
  private @Nullable RunningCount count;
  private @Nullable Reason failure = Reason.CONFLICT; // nothing to go on from
  private long bytes;
  private int mostTokens;

  GrowingText(Tokenizer tokenizer, Limits limits) {
    this.tokenizer = tokenizer;
    this.limits = limits;
  }

  /** Begins a text. */
  void begin(Utf8Text text) {
    whole = text;
    count = null;
    failure = null;
    bytes = text.length();
    mostTokens = 0;
  }

  /** Ends the text, so that nothing can go on from it. */
  void fail(Reason reason) {
    begin(Utf8Text.EMPTY);
    failure = reason;
  }

  /** Checks that so many bytes can be added. */
  void checkPart(int partBytes, Violations violations) {
    if (failure != null) {
      violations.add(
          FieldPath.of("continues_previous"),
          failure,
          "needs a document that was counted before it");
    } else if (violations.atMost(
        FieldPath.of("text_utf8"),
        Reason.TEXT_TOO_LARGE,
        "the bytes of a text",
        limits.maxTextBytes(),
        bytes + partBytes)) {
      violations.atMost(
          FieldPath.of("text_utf8"),
          FixedLimit.OPEN_TEXT_BYTES,
          "the bytes that are counted again",
          running().openBytes());
    }
  }

  /** Adds a part, and returns the tokens of the whole text. */
  int append(Utf8Text part) {
    RunningCount running = running();
    running.append(part);
    bytes += part.length();
    return running.tokens();
  }

  private RunningCount running() {
    RunningCount running = count;
    if (running == null) {
      running = tokenizer.running();
      running.append(whole);
      whole = Utf8Text.EMPTY;
      count = running;
    }
    return running;
  }

  /** Returns by how many tokens a count of the text is the highest one yet. */
  int newTokens(int tokens) {
    int added = Math.max(0, tokens - mostTokens);
    mostTokens += added;
    return added;
  }
}

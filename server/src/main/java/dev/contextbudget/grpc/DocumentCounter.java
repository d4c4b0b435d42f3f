package dev.contextbudget.grpc;

import com.google.protobuf.ByteString;
import dev.contextbudget.core.error.Reason;
import dev.contextbudget.core.token.ChunkLimit;
import dev.contextbudget.core.token.Tokenizer;
import dev.contextbudget.core.token.Utf8Text;
import dev.contextbudget.v1.CountTokensStreamRequest;
import dev.contextbudget.v1.CountTokensStreamResponse;

/**
 * Answers the documents of one stream. What is wrong with one is its answer, and that of those that
 * go on from it.
 */
final class DocumentCounter {
  /** A chunk of less has no use, and an answer with an end for every few bytes would be large. */
  private static final int MIN_CHUNK_TOKENS = 16;

  private final Tokenizer tokenizer;
  private final Limits limits;
  private final AnswerMeters meters;
  private final GrowingText previous;

  DocumentCounter(Tokenizer tokenizer, Limits limits, AnswerMeters meters) {
    this.tokenizer = tokenizer;
    this.limits = limits;
    this.meters = meters;
    previous = new GrowingText(tokenizer, limits);
  }

  /** Returns the answer for a document, into which it is put. */
  CountTokensStreamResponse answer(
      CountTokensStreamRequest document, CountTokensStreamResponse.Builder answer) {
    Violations violations = new Violations();
    if (document.getContinuesPrevious()) {
      previous.checkPart(document.getTextUtf8().size(), violations);
    }
    ByteString id = document.getDocumentIdBytes();
    if (violations.atMost(
        FieldPath.of("document_id"), FixedLimit.ID_BYTES, "the bytes of an id", id.size())) {
      answer.setDocumentIdBytes(id);
    }
    checkChunks(document, violations);
    Utf8Text text = Texts.of(FieldPath.of("text_utf8"), document.getTextUtf8(), limits, violations);
    if (violations.found().isEmpty()) {
      count(document, text, answer);
    } else {
      Reason reason = violations.found().get(0).reason();
      previous.fail(reason);
      answer.setErrorReason(reason.name());
    }
    return answer.build();
  }

  private static void checkChunks(CountTokensStreamRequest document, Violations violations) {
    int tokens = document.getChunkTokens();
    if (tokens != 0) {
      violations.upTo(FixedLimit.TOKENS, FieldPath.of("chunk_tokens"), tokens, MIN_CHUNK_TOKENS);
      if (document.getContinuesPrevious()) {
        violations.add(FieldPath.of("chunk_tokens"), Reason.CONFLICT, "not of a text that goes on");
      }
    }
  }

  private void count(
      CountTokensStreamRequest document, Utf8Text text, CountTokensStreamResponse.Builder answer) {
    int tokens;
    if (document.getContinuesPrevious()) {
      tokens = previous.append(text);
    } else {
      tokens = tokenizer.count(text);
      previous.begin(text);
    }
    meters.countedOfStream(previous.newTokens(tokens));
    answer.setTokens(tokens);
    if (document.getChunkTokens() != 0) {
      ChunkLimit limit = ChunkLimit.ofTokens(document.getChunkTokens());
      for (int end : tokenizer.chunkEnds(text, limit)) {
        answer.addChunkEndsBytes(end);
      }
    }
  }
}

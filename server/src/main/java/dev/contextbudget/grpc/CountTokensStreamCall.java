package dev.contextbudget.grpc;

import com.google.protobuf.ByteString;
import dev.contextbudget.core.error.InvalidRequest;
import dev.contextbudget.core.error.Reason;
import dev.contextbudget.core.error.Violation;
import dev.contextbudget.core.model.ModelCatalog;
import dev.contextbudget.core.model.ModelProfile;
import dev.contextbudget.core.token.Tokenizer;
import dev.contextbudget.core.token.Utf8Text;
import dev.contextbudget.v1.CountTokensStreamRequest;
import dev.contextbudget.v1.CountTokensStreamResponse;
import io.grpc.Context;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * {@code CountTokensStream}: counts documents one after the other, however many there are.
 *
 * <p>At most {@value #MAX_ASKED} documents are in memory, one that is counted and one that comes in
 * meanwhile, and none is asked for while the caller does not read the answers: what a call holds is
 * bounded, however slow its caller. Between documents it holds no thread.
 *
 * <p>What is wrong with a document is its answer. What is wrong with the stream, and what a stop
 * signal ends, goes on to the defect boundary.
 */
final class CountTokensStreamCall implements StreamObserver<CountTokensStreamRequest> {
  /** The second is there when the first is done; of small ones 8 at a time go twice as fast. */
  private static final int MAX_ASKED = 2;

  private final Supplier<ModelCatalog> catalogs;
  private final Limits limits;
  private final ServerCallStreamObserver<CountTokensStreamResponse> answers;
  private final AnswerMeters meters;
  private final Context call = Context.current();
  private @Nullable Tokenizer tokenizer;
  private int documents;
  private int asked;

  private CountTokensStreamCall(
      Supplier<ModelCatalog> catalogs,
      Limits limits,
      ServerCallStreamObserver<CountTokensStreamResponse> answers,
      AnswerMeters meters) {
    this.catalogs = catalogs;
    this.limits = limits;
    this.answers = answers;
    this.meters = meters;
  }

  /** Starts a call on the thread that it came in on; all that follows comes one after the other. */
  static StreamObserver<CountTokensStreamRequest> start(
      Supplier<ModelCatalog> catalogs,
      Limits limits,
      ServerCallStreamObserver<CountTokensStreamResponse> answers,
      AnswerMeters meters) {
    CountTokensStreamCall stream = new CountTokensStreamCall(catalogs, limits, answers, meters);
    answers.disableAutoRequest();
    answers.setOnReadyHandler(stream::ask);
    answers.setOnCancelHandler(() -> {}); // the stop signal tells; without it, answering throws
    return stream;
  }

  /** Asks for documents, unless their answers would have to wait. */
  private void ask() {
    if (asked < MAX_ASKED && answers.isReady()) {
      answers.request(MAX_ASKED - asked);
      asked = MAX_ASKED;
    }
  }

  @Override
  public void onNext(CountTokensStreamRequest document) {
    asked--;
    CountTokensStreamResponse.Builder answer = CountTokensStreamResponse.newBuilder();
    Tokenizer counter = tokenizer;
    if (counter == null) {
      ModelProfile model = Request.found(catalogs.get(), document.getModel()).model();
      answer.setBasis(BasisCodec.of(model, 0));
      counter =
          model.tokenizer().stoppedBy(Unary.stopSignal(call::isCancelled, call.getDeadline()));
      tokenizer = counter;
    } else if (!document.getModel().isEmpty()) {
      throw refused(
          Violation.of("model", Reason.CONFLICT, "must stand in the first message alone"));
    }
    if (++documents > limits.maxDocuments()) {
      throw refused(
          Violation.ofLimit(
              "stream",
              Reason.TOO_MANY_ITEMS,
              "the number of documents",
              limits.maxDocuments(),
              documents));
    }
    answers.onNext(meters.counted(count(document, counter, answer)));
    ask();
  }

  private static InvalidRequest refused(Violation violation) {
    return new InvalidRequest(violation);
  }

  private CountTokensStreamResponse count(
      CountTokensStreamRequest document,
      Tokenizer counter,
      CountTokensStreamResponse.Builder answer) {
    Violations violations = new Violations();
    ByteString id = document.getDocumentIdBytes();
    if (violations.atMost("document_id", FixedLimit.ID_BYTES, "the bytes of an id", id.size())) {
      answer.setDocumentIdBytes(id);
    }
    Utf8Text text = Texts.of("text_utf8", document.getTextUtf8(), limits, violations);
    return violations.found().isEmpty()
        ? answer.setTokens(counter.count(text)).build()
        : answer.setErrorReason(violations.found().get(0).reason().name()).build();
  }

  @Override
  public void onCompleted() {
    answers.onCompleted();
  }

  /** The caller has gone; work that is under way sees it through its stop signal. */
  @Override
  public void onError(Throwable failure) {}
}

package dev.contextbudget.grpc;

import dev.contextbudget.core.error.InvalidRequest;
import dev.contextbudget.core.error.Reason;
import dev.contextbudget.core.error.Violation;
import dev.contextbudget.core.model.ModelCatalog;
import dev.contextbudget.core.model.ModelProfile;
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
 * <p>At most {@value #MAX_ASKED} documents are in memory and the one before them: one that is
 * counted, one that comes in meanwhile, and one to go on from. None is asked for while the caller
 * does not read the answers: what a call holds is bounded, however slow its caller. Those that are
 * there at once are counted in one turn with a worker, and the next are asked for when it is over:
 * others have theirs between, and a caller that sends nothing holds no thread.
 *
 * <p>What is wrong with a document is its answer. What is wrong with the stream, and what a stop
 * signal ends, goes on to the defect boundary.
 */
final class CountTokensStreamCall implements StreamObserver<CountTokensStreamRequest> {
  /** The next ones are there when the first is done: small ones come several in a packet. */
  private static final int MAX_ASKED = 2;

  private final Supplier<ModelCatalog> catalogs;
  private final Limits limits;
  private final ServerCallStreamObserver<CountTokensStreamResponse> answers;
  private final AnswerMeters meters;
  private final Context call = Context.current();
  private @Nullable DocumentCounter counter;
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
    DocumentCounter counts = counter;
    if (counts == null) {
      ModelProfile model = RequestDecoder.found(catalogs.get(), document.getModel()).model();
      answer.setBasis(BasisCodec.of(model, 0));
      counts = new DocumentCounter(model.tokenizer().stoppedBy(CallStop.of(call)), limits, meters);
      counter = counts;
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
    answers.onNext(counts.answer(document, answer));
    ask();
  }

  private static InvalidRequest refused(Violation violation) {
    return new InvalidRequest(violation);
  }

  @Override
  public void onCompleted() {
    answers.onCompleted();
  }

  /** The caller has gone; work that is under way sees it through its stop signal. */
  @Override
  public void onError(Throwable failure) {}
}

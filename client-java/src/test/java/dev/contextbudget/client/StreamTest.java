package dev.contextbudget.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import dev.contextbudget.v1.CountTokensStreamRequest;
import dev.contextbudget.v1.CountTokensStreamResponse;
import io.grpc.Status;
import io.grpc.Status.Code;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Many documents over one call, against a scripted server on a real port. */
final class StreamTest {
  private final ScriptedServer server = new ScriptedServer();
  private final ContextBudgetClient client =
      ContextBudgetClient.create(
          ClientOptions.plaintext(server.target(), Duration.ofMinutes(1)).withMaxBytes(5_000, 99));

  @AfterEach
  void close() throws Exception {
    client.close();
    server.close();
  }

  private static CountTokensStreamRequest document(int number) {
    return CountTokensStreamRequest.newBuilder()
        .setDocumentId("d" + number)
        .setTextUtf8(ByteString.copyFrom(new byte[4_000]))
        .build();
  }

  private static CountTokensStreamResponse count(Object document) {
    return CountTokensStreamResponse.newBuilder()
        .setDocumentId(((CountTokensStreamRequest) document).getDocumentId())
        .build();
  }

  private static Iterator<CountTokensStreamRequest> documents(int count) {
    return IntStream.range(0, count).mapToObj(StreamTest::document).iterator();
  }

  @Test
  void everyDocumentIsAnsweredInOrder() {
    server.then((document, answers) -> answers.onNext(count(document)));
    List<String> ids = new ArrayList<>();

    client.countTokensStream(documents(2_000), answer -> ids.add(answer.getDocumentId()));

    assertEquals(IntStream.range(0, 2_000).mapToObj(i -> "d" + i).toList(), ids);
    assertEquals(1, server.attempts.size());
  }

  /** A million documents of 4 kB would be 4 GB; they are taken only as the server reads them. */
  @Test
  void documentsAreTakenOnlyWhenTheyCanBeSent() {
    AtomicInteger taken = new AtomicInteger();
    server.then((document, answers) -> answers.onError(Status.ABORTED.asRuntimeException()));

    var e =
        assertThrows(
            ContextBudgetClientException.class,
            () ->
                client.countTokensStream(
                    Stream.generate(() -> document(taken.incrementAndGet()))
                        .limit(1_000_000)
                        .iterator(),
                    answer -> {}));

    assertEquals(Code.ABORTED, e.code());
    assertTrue(taken.get() < 100_000, "taken: " + taken);
  }

  @Test
  void whatTheDocumentsThrowComesOut() {
    var broken = new IllegalStateException("disk");
    Iterator<CountTokensStreamRequest> documents =
        Stream.<CountTokensStreamRequest>generate(
                () -> {
                  throw broken;
                })
            .iterator();

    assertSame(
        broken,
        assertThrows(
            IllegalStateException.class, () -> client.countTokensStream(documents, answer -> {})));
  }

  @Test
  void whatTheTakerOfAnswersThrowsComesOut() {
    server.then((document, answers) -> answers.onNext(count(document)));
    var broken = new IllegalStateException("full");

    assertSame(
        broken,
        assertThrows(
            IllegalStateException.class,
            () ->
                client.countTokensStream(
                    documents(3),
                    answer -> {
                      throw broken;
                    })));
  }

  @Test
  void aDocumentAboveTheLimitEndsTheCall() {
    var large =
        CountTokensStreamRequest.newBuilder()
            .setTextUtf8(ByteString.copyFrom(new byte[5_000]))
            .build();

    var e =
        assertThrows(
            ContextBudgetClientException.class,
            () -> client.countTokensStream(List.of(large).iterator(), answer -> {}));

    assertEquals(Code.RESOURCE_EXHAUSTED, e.code());
  }

  @Test
  void anInterruptedStreamIsCancelled() {
    server.then((document, answers) -> {}); // never answers
    Thread.currentThread().interrupt();

    var e =
        assertThrows(
            ContextBudgetClientException.class,
            () -> client.countTokensStream(documents(1), answer -> {}));

    assertEquals(Code.CANCELLED, e.code());
    assertTrue(Thread.interrupted());
  }

  @Test
  void textsAreDocumentsWithTheirNumbersAndTheModelOnlyOnce() {
    var documents = Documents.of("m", List.of("\u00e9", "\ud800").iterator());

    assertEquals(
        CountTokensStreamRequest.newBuilder()
            .setModel("m")
            .setDocumentId("0")
            .setTextUtf8(ByteString.copyFrom(new byte[] {(byte) 0xC3, (byte) 0xA9}))
            .build(),
        documents.next());
    assertEquals(
        CountTokensStreamRequest.newBuilder()
            .setDocumentId("1")
            .setTextUtf8(ByteString.copyFromUtf8("?"))
            .build(),
        documents.next());
    assertFalse(documents.hasNext());
    assertThrows(NoSuchElementException.class, documents::next);
  }

  @Test
  void partsOfATextGoOnFromTheOneBefore() {
    var parts = Documents.ofParts("m", List.of("a", "b").iterator());

    assertEquals(
        CountTokensStreamRequest.newBuilder()
            .setModel("m")
            .setDocumentId("0")
            .setTextUtf8(ByteString.copyFromUtf8("a"))
            .build(),
        parts.next());
    assertEquals(
        CountTokensStreamRequest.newBuilder()
            .setDocumentId("1")
            .setTextUtf8(ByteString.copyFromUtf8("b"))
            .setContinuesPrevious(true)
            .build(),
        parts.next());
    assertFalse(parts.hasNext());
  }

  @Test
  void noDocumentsAreNoFailure() {
    client.countTokensStream(documents(0), answer -> {});
    assertEquals(1, server.attempts.size());
  }
}

package dev.contextbudget.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import dev.contextbudget.client.ClientOptions;
import dev.contextbudget.client.ContextBudgetClient;
import dev.contextbudget.client.ContextBudgetClientException;
import dev.contextbudget.client.ContextRequest;
import dev.contextbudget.client.Conversation;
import dev.contextbudget.client.Documents;
import dev.contextbudget.client.Edits;
import dev.contextbudget.v1.CompactRequest;
import dev.contextbudget.v1.CompactResponse;
import dev.contextbudget.v1.CountTokensResponse;
import dev.contextbudget.v1.ErrorReason;
import dev.contextbudget.v1.FitContextRequest;
import dev.contextbudget.v1.FitContextResponse;
import dev.contextbudget.v1.LintContextRequest;
import dev.contextbudget.v1.ListModelsRequest;
import dev.contextbudget.v1.Message;
import dev.contextbudget.v1.NameMatch;
import dev.contextbudget.v1.PlanBudgetRequest;
import dev.contextbudget.v1.PlanBudgetResponse;
import dev.contextbudget.v1.Policy;
import dev.contextbudget.v1.ProviderFormat;
import dev.contextbudget.v1.ProviderRequest;
import dev.contextbudget.v1.View;
import io.grpc.Status.Code;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Every RPC of the real server, once, through the client. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ClientTest {
  private static final String MODEL = "gpt-4o";

  private final ServerRuntime server = TestServer.start();
  private final ContextBudgetClient client =
      ContextBudgetClient.create(
          ClientOptions.plaintext("127.0.0.1:" + server.port(), Duration.ofMinutes(1)));

  @AfterAll
  void close() {
    client.close();
    server.close();
  }

  private static Conversation talk(int turns) {
    Conversation talk = new Conversation();
    for (int i = 0; i < turns; i++) {
      talk.user("Question %d: what about order 47%02d of 2026-11-%02d?".formatted(i, i, i % 28 + 1))
          .toolCall("call-" + i, "find", "{\"number\":47%02d}".formatted(i))
          .toolResult("call-" + i, "{\"carrier\":\"DHL\",\"status\":\"shipped\"} ".repeat(9))
          .assistant("It was shipped. It arrives soon. The number is 47%02d.".formatted(i));
    }
    return talk.user("Thanks, and the last one?");
  }

  private static ContextRequest context() {
    return ContextRequest.forModel(MODEL)
        .system("You help.")
        .history(talk(12))
        .window(900)
        .reserveOutput(100);
  }

  @Test
  void countTokens() {
    CountTokensResponse count = client.countTokens(context().count());

    assertEquals(MODEL, count.getBasis().getModelId());
    assertEquals(
        count.getTotalTokens(),
        count.getFramingTokens()
            + count.getComponentsList().stream().mapToInt(c -> c.getTokens()).sum());
  }

  @Test
  void planBudget() {
    PlanBudgetResponse plan =
        client.planBudget(
            PlanBudgetRequest.newBuilder()
                .setModel(MODEL)
                .setPolicy(
                    Policy.newBuilder().setPreset(client.listPresets().getPresets(0).getName()))
                .build());

    assertEquals(
        plan.getGrantedTokens(),
        plan.getSlotsList().stream().mapToInt(s -> s.getGrantTokens()).sum());
  }

  @Test
  void fitContextInBothViewsAndThenTheNextTurn() {
    FitContextRequest request = context().keepPrefix(ByteString.EMPTY).fit();

    FitContextResponse full = client.fitContext(request);
    FitContextResponse edits =
        client.fitContext(request.toBuilder().setView(View.VIEW_EDITS).build());

    assertTrue(full.getReport().getTotalTokens() <= 800);
    assertTrue(full.getReport().getBeforeTokens() > 800);
    assertEquals(full, Edits.apply(request, edits));
    FitContextResponse next =
        client.fitContext(context().keepPrefix(full.getCache().getPrefixToken()).fit());
    assertTrue(next.getCache().getPrefixKept());
  }

  @Test
  void compact() {
    List<Message> messages = talk(12).messages();
    CompactRequest request =
        CompactRequest.newBuilder()
            .setModel(MODEL)
            .addAllMessages(messages)
            .setTargetTokens(500)
            .build();

    CompactResponse compact = client.compact(request);
    CompactResponse edits = client.compact(request.toBuilder().setView(View.VIEW_EDITS).build());

    assertTrue(compact.getAfterTokens() < compact.getBeforeTokens());
    assertEquals(messages.size(), compact.getReplacementsCount());
    assertEquals(compact, Edits.apply(request, edits));
  }

  @Test
  void countTokensStream() {
    List<String> counts = new ArrayList<>();

    client.countTokensStream(
        Documents.of(MODEL, Stream.of("Hello world", "", "one two three").iterator()),
        answer -> counts.add(answer.getDocumentId() + ": " + answer.getTokens()));

    assertEquals(List.of("0: 2", "1: 0", "2: 3"), counts);
  }

  /** More than fits into all buffers on the way. */
  @Test
  void countTokensStreamOfManyDocuments() {
    AtomicInteger answers = new AtomicInteger();

    client.countTokensStream(
        Documents.of(MODEL, Stream.generate(() -> "four ".repeat(400)).limit(5_000).iterator()),
        answer -> {
          assertEquals(Integer.toString(answers.getAndIncrement()), answer.getDocumentId());
          assertEquals(401, answer.getTokens());
        });

    assertEquals(5_000, answers.get());
  }

  @Test
  void aBodyIsFittedAndLinted() {
    ProviderRequest body =
        ProviderRequest.newBuilder()
            .setFormat(ProviderFormat.PROVIDER_FORMAT_OPENAI_CHAT)
            .setJson(ByteString.copyFromUtf8("{\"model\":\"gpt-4o\",\"messages\":[]}"))
            .build();

    var linted =
        client.lintContext(LintContextRequest.newBuilder().setProviderRequest(body).build());

    assertFalse(linted.getValid());
    assertEquals("messages-empty", linted.getFindings(0).getRule());
    var e =
        assertThrows(
            ContextBudgetClientException.class,
            () ->
                client.fitContext(FitContextRequest.newBuilder().setProviderRequest(body).build()));
    assertEquals(ErrorReason.ERROR_REASON_EMPTY_REQUEST, e.reason());
  }

  @Test
  void theCatalogue() {
    var page = client.listModels(ListModelsRequest.newBuilder().setPageSize(2).build());

    assertEquals(2, page.getModelsCount());
    assertFalse(page.getNextPageToken().isEmpty());
    assertEquals(NameMatch.NAME_MATCH_ID, client.getModel(MODEL).getMatch());
    assertFalse(client.listPresets().getPresetsList().isEmpty());
    assertTrue(
        client.getLimits().getLimitsList().stream()
            .anyMatch(limit -> limit.getName().equals("max_messages")));
  }

  @Test
  void failuresComeWithWhatTheServerKnows() {
    var unknown = assertThrows(ContextBudgetClientException.class, () -> client.getModel("gpt-40"));
    assertEquals(Code.NOT_FOUND, unknown.code());
    assertEquals(ErrorReason.ERROR_REASON_UNKNOWN_MODEL, unknown.reason());
    assertTrue(unknown.metadata().getOrDefault("nearNames", "").contains("gpt-4"));

    var bad =
        assertThrows(
            ContextBudgetClientException.class,
            () -> client.fitContext(context().window(-1).fit()));
    assertEquals(Code.INVALID_ARGUMENT, bad.code());
    assertEquals("policy.context_window_tokens", bad.violations().get(0).field());
    assertEquals("OUT_OF_RANGE", bad.violations().get(0).reason());
  }
}

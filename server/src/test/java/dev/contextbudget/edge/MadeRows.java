package dev.contextbudget.edge;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import dev.contextbudget.app.LiveServer;
import dev.contextbudget.v1.Action;
import dev.contextbudget.v1.Chunk;
import dev.contextbudget.v1.CompactRequest;
import dev.contextbudget.v1.CompactResponse;
import dev.contextbudget.v1.ContextBudgetServiceGrpc;
import dev.contextbudget.v1.CountTokensRequest;
import dev.contextbudget.v1.CountTokensResponse;
import dev.contextbudget.v1.CountTokensStreamRequest;
import dev.contextbudget.v1.FitContextRequest;
import dev.contextbudget.v1.FitContextResponse;
import dev.contextbudget.v1.PlanBudgetRequest;
import dev.contextbudget.v1.PlanBudgetResponse;
import dev.contextbudget.v1.PromptMessage;
import dev.contextbudget.v1.SlotGrant;
import io.grpc.StatusRuntimeException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Rows 31 to 92 that take more than a request of a few lines: size, several calls, or a clock. */
final class MadeRows {
  private static final String TEXT =
      "model: 'gpt-4o' components { id: 'a' kind: COMPONENT_KIND_CUSTOM text { value: '%s' } }";
  private static final String HISTORY =
      "model: 'gpt-4o' components { id: 'h' kind: COMPONENT_KIND_HISTORY messages { %s } }";
  private static final String USER = "messages { role: ROLE_USER parts { text: '%s' } } ";
  private static final int PLANS = 300;

  private MadeRows() {}

  static Stream<CatalogueRow> all() {
    return Stream.of(counts(), plans(), fits(), compactions(), cancellations())
        .flatMap(rows -> rows);
  }

  private static Stream<CatalogueRow> counts() {
    String mebibytes = "a".repeat(4 << 20);
    return Stream.of(
        request(38, "4 MiB of a", "OK 524288 + 7 tokens", "CountTokens", TEXT.formatted(mebibytes)),
        request(
            39,
            "4 MiB of spaces",
            "OK 32768 + 7 tokens",
            "CountTokens",
            TEXT.formatted(mebibytes.replace('a', ' '))),
        request(
            39,
            "4 MiB of line ends",
            "OK 262144 + 7 tokens",
            "CountTokens",
            TEXT.formatted("\\n".repeat(4 << 20))),
        CatalogueRow.of(
            43,
            "a document that ends inside a character",
            "2, BAD_UTF8, BAD_UTF8",
            server -> stream(server, document("caf\u00e9"), part("\u00e9", 1), part("x", 1))),
        request(
            47,
            "a tool call with 1 MB of JSON",
            "OK 125008 + 7 tokens",
            "CountTokens",
            HISTORY.formatted(
                "messages { role: ROLE_ASSISTANT parts { tool_call { id: 'c' name: 'f'"
                    + " arguments_json: '{\"a\":\"%s\"}' } } }".formatted("a".repeat(1_000_000)))),
        request(
            50,
            "20,001 messages",
            "INVALID_ARGUMENT TOO_MANY_MESSAGES components[0].messages.messages actual=20001"
                + " limit=20000",
            "CountTokens",
            HISTORY.formatted(USER.formatted("x").repeat(20_001))),
        request(
            51,
            "1,001 components",
            "INVALID_ARGUMENT TOO_MANY_COMPONENTS components actual=1001 limit=1000",
            "CountTokens",
            "model: 'gpt-4o' "
                + "components { id: 'a' kind: COMPONENT_KIND_CUSTOM } ".repeat(1_001)),
        CatalogueRow.of(
            51,
            "a bad document among good ones fails alone",
            "2, BAD_UTF8, 1",
            server ->
                stream(server, document("good day"), document(new byte[] {-1}), document("x"))));
  }

  private static CountTokensStreamRequest document(String text) {
    return document(text.getBytes(StandardCharsets.UTF_8));
  }

  private static CountTokensStreamRequest document(byte[] text) {
    return CountTokensStreamRequest.newBuilder().setTextUtf8(ByteString.copyFrom(text)).build();
  }

  /** The first bytes of a text, which go on from the document before. */
  private static CountTokensStreamRequest part(String text, int bytes) {
    return document(text).toBuilder()
        .setTextUtf8(ByteString.copyFromUtf8(text).substring(0, bytes))
        .setContinuesPrevious(true)
        .build();
  }

  private static String stream(LiveServer server, CountTokensStreamRequest... documents) {
    documents[0] = documents[0].toBuilder().setModel("gpt-4o").build();
    return server
        .exchange(ContextBudgetServiceGrpc.getCountTokensStreamMethod(), List.of(documents))
        .stream()
        .map(a -> a.getErrorReason().isEmpty() ? "" + a.getTokens() : a.getErrorReason())
        .collect(Collectors.joining(", "));
  }

  private static Stream<CatalogueRow> plans() {
    return Stream.of(
        request(
            58,
            "a slot with a name of 10 kB",
            "INVALID_ARGUMENT BAD_ID policy.slots[0].name",
            "PlanBudget",
            "policy { context_window_tokens: 9 slots { name: '%s' } }"
                .formatted("a".repeat(10_000))),
        request(
            60,
            "10,001 slots",
            "INVALID_ARGUMENT TOO_MANY_SLOTS policy.slots actual=10001 limit=1000",
            "PlanBudget",
            "policy { context_window_tokens: 9 %s }"
                .formatted("slots { name: 'a' } ".repeat(10_001))),
        CatalogueRow.of(62, "equal priorities, twice", "the same", MadeRows::planTwice),
        CatalogueRow.of(
            63, "grants of %d plans add up".formatted(PLANS), "all", MadeRows::planAtRandom));
  }

  private static String planTwice(LiveServer server) {
    Message request = plan(new SplittableRandom(62));
    return plan(server, request).equals(plan(server, request)) ? "the same" : "another";
  }

  private static String planAtRandom(LiveServer server) {
    SplittableRandom random = new SplittableRandom(63);
    for (int i = 0; i < PLANS; i++) {
      PlanBudgetResponse plan = plan(server, plan(random));
      int granted = plan.getSlotsList().stream().mapToInt(SlotGrant::getGrantTokens).sum();
      if (granted != plan.getEquation().getInputBudgetTokens()) {
        return "not %d: %s".formatted(i, plan);
      }
    }
    return "all";
  }

  private static PlanBudgetResponse plan(LiveServer server, Message request) {
    return (PlanBudgetResponse) server.call(Calls.of("PlanBudget"), request);
  }

  private static PlanBudgetRequest plan(SplittableRandom random) {
    StringBuilder text = new StringBuilder("policy { output_reserve_tokens: 0 ");
    text.append("context_window_tokens: ").append(random.nextInt(1, 1_000_000)).append(' ');
    int slots = random.nextInt(1, 12);
    for (int i = 0; i < slots; i++) {
      text.append(
          "slots { name: 's%d' weight: %s priority: %d } "
              .formatted(i, random.nextInt(1, 100) / 7.0, random.nextInt(2)));
    }
    return (PlanBudgetRequest) Calls.request("PlanBudget", text + "}");
  }

  private static Stream<CatalogueRow> fits() {
    return Stream.of(
        CatalogueRow.of(76, "20,000 messages of a token", "fits 2000", MadeRows::fitTwentyThousand),
        CatalogueRow.of(77, "what fits already", "as sent", MadeRows::fitWhatFits),
        CatalogueRow.of(78, "a fitted request again", "as it was", MadeRows::fitTwice),
        CatalogueRow.of(79, "a fitted request, counted anew", "all", MadeRows::fitAndCount));
  }

  private static FitContextResponse fit(LiveServer server, FitContextRequest request) {
    return server.call(ContextBudgetServiceGrpc.getFitContextMethod(), request);
  }

  private static String fitTwentyThousand(LiveServer server) {
    FitContextRequest.Builder request = history(20_000, "x");
    request.getPolicyBuilder().setContextWindowTokens(2_000).setOutputReserveTokens(0);
    int total = fit(server, request.build()).getReport().getTotalTokens();
    return total <= 2_000 && total > 1_900 ? "fits 2000" : "has " + total;
  }

  private static String fitWhatFits(LiveServer server) {
    FitContextRequest request = history(5, "Hello there.").build();
    FitContextResponse fit = fit(server, request);
    return fit.getPrompt().getMessagesList().stream()
            .map(PromptMessage::getPartsList)
            .allMatch(
                parts -> parts.isEmpty() || parts.get(0).getPart().getText().equals("Hello there."))
        ? "as sent"
        : fit.toString();
  }

  private static FitContextRequest.Builder history(int messages, String text) {
    StringBuilder all = new StringBuilder();
    for (int i = 0; i < messages; i++) {
      all.append(
          "messages { role: %s parts { text: '%s' } } "
              .formatted(i % 2 == 0 ? "ROLE_USER" : "ROLE_ASSISTANT", text));
    }
    return ((FitContextRequest) Calls.request("FitContext", HISTORY.formatted(all))).toBuilder();
  }

  /** Chunks, as what is left of them can be sent again as chunks. */
  private static FitContextRequest.Builder chunks(String model) {
    FitContextRequest.Builder request =
        ((FitContextRequest)
                Calls.request(
                    "FitContext",
                    "model: '%s' components { id: 'a' kind: COMPONENT_KIND_RETRIEVED chunks {} }"
                        .formatted(model)))
            .toBuilder();
    for (int i = 0; i < 40; i++) {
      request
          .getComponentsBuilder(0)
          .getChunksBuilder()
          .addChunks(
              Chunk.newBuilder()
                  .setId("c" + i)
                  .setScore(1.0 / (i + 1))
                  .setValue(
                      "Passage %d says that the fare is %d dollars. "
                          .formatted(i, 37 * i)
                          .repeat(1 + i % 5)));
    }
    request.getPolicyBuilder().setContextWindowTokens(400).setOutputReserveTokens(0);
    request.getPolicyBuilder().getNotesBuilder().setDisabled(true);
    return request;
  }

  private static FitContextRequest kept(FitContextRequest request, FitContextResponse fit) {
    FitContextRequest.Builder again = request.toBuilder();
    List<String> ids =
        fit.getDecisionsList().stream()
            .filter(d -> d.getAction() == Action.ACTION_KEEP)
            .map(d -> d.getItemId())
            .toList();
    List<Chunk> chunks =
        request.getComponents(0).getChunks().getChunksList().stream()
            .filter(chunk -> ids.contains(chunk.getId()))
            .toList();
    again.getComponentsBuilder(0).getChunksBuilder().clearChunks().addAllChunks(chunks);
    return again.build();
  }

  private static String fitTwice(LiveServer server) {
    FitContextRequest request = chunks("gpt-4o").build();
    FitContextResponse first = fit(server, request);
    FitContextResponse second = fit(server, kept(request, first));
    return first.getPrompt().equals(second.getPrompt()) ? "as it was" : second.toString();
  }

  private static String fitAndCount(LiveServer server) {
    for (String model : List.of("gpt-4o", "gpt-4", "claude-sonnet-4-5", "gemini-2.5-pro")) {
      FitContextRequest request = chunks(model).build();
      FitContextResponse fit = fit(server, request);
      FitContextRequest left = kept(request, fit);
      CountTokensResponse count =
          server.call(
              ContextBudgetServiceGrpc.getCountTokensMethod(),
              CountTokensRequest.newBuilder()
                  .setModel(model)
                  .addAllComponents(left.getComponentsList())
                  .build());
      int budget = fit.getReport().getEquation().getInputBudgetTokens();
      if (count.getTotalTokens() != fit.getReport().getTotalTokens()
          || count.getTotalTokens() > budget) {
        return "%s: %d of %d".formatted(model, count.getTotalTokens(), budget);
      }
    }
    return "all";
  }

  private static Stream<CatalogueRow> compactions() {
    String compact = "model: 'gpt-4o' target_tokens: 10 ";
    return Stream.of(
        CatalogueRow.of(85, "a deadline of 1 ms", "DEADLINE_EXCEEDED", MadeRows::compactInNoTime),
        request(
            87,
            "1 MB of instructions",
            "INVALID_ARGUMENT TEXT_TOO_LARGE digest_heading actual=1000000 limit=1024",
            "Compact",
            compact
                + USER.formatted("x")
                + "digest_heading: '%s'".formatted("a".repeat(1_000_000))),
        CatalogueRow.of(
            91, "a summary longer than its source", "SUMMARY_TOO_LONG", MadeRows::commitTooMuch));
  }

  private static CompactRequest.Builder longHistory(int messages) {
    CompactRequest.Builder request =
        CompactRequest.newBuilder().setModel("gpt-4o").setTargetTokens(100);
    request.addAllMessages(
        history(messages, "The fare to Boston is 317 dollars and 40 cents. ".repeat(8))
            .getComponents(0)
            .getMessages()
            .getMessagesList());
    return request;
  }

  private static String compactInNoTime(LiveServer server) {
    try {
      ContextBudgetServiceGrpc.newBlockingStub(server.channel())
          .withDeadlineAfter(1, TimeUnit.MILLISECONDS)
          .compact(longHistory(15_000).build());
      return "OK";
    } catch (StatusRuntimeException e) {
      return Failure.line(e);
    }
  }

  private static String commitTooMuch(LiveServer server) {
    CompactRequest.Builder request = longHistory(9);
    request.getPrepareBuilder();
    CompactResponse prepared =
        server.call(ContextBudgetServiceGrpc.getCompactMethod(), request.build());
    request
        .getCommitBuilder()
        .setCommitToken(prepared.getOrder().getCommitToken())
        .setSummary("The fare to Boston is 317 dollars and 40 cents. ".repeat(100));
    return server
        .call(ContextBudgetServiceGrpc.getCompactMethod(), request.build())
        .getNoOpReason()
        .name()
        .replace("NO_OP_REASON_", "");
  }

  /** The stages that a stream goes through; those of the work itself are in CancellationTest. */
  private static Stream<CatalogueRow> cancellations() {
    return Stream.of(
        CatalogueRow.of(92, "cancelled after its headers", "", server -> cancel(server, 0, 1)),
        CatalogueRow.of(92, "cancelled in its message", "", server -> cancel(server, 1, 2)),
        CatalogueRow.of(92, "cancelled when it is whole", "", server -> cancel(server, 1, 1)));
  }

  /** Sends a part of a compaction and resets its stream. */
  private static String cancel(LiveServer server, int part, int of) throws Exception {
    RawCall call =
        RawCall.of(
            "/contextbudget.v1.ContextBudgetService/Compact",
            longHistory(100).build().toByteArray());
    try (RawConnection connection = RawConnection.open(server.port())) {
      int stream = connection.stream(0, call.headers());
      byte[] body = Arrays.copyOf(call.body(), call.body().length * part / of);
      call.withBody(body).sendBody(connection, stream, part == of);
      connection.frame(RawConnection.RST_STREAM, 0, stream, new byte[] {0, 0, 0, 8});
      connection.sync();
      return connection.end().line();
    }
  }

  private static CatalogueRow request(
      int number, String name, String expected, String call, String text) {
    return RequestRows.row(number, name, expected, Calls.request(call, text));
  }
}

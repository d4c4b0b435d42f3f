package dev.contextbudget.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.TextFormat;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import dev.contextbudget.client.Edits;
import dev.contextbudget.v1.CommitCompaction;
import dev.contextbudget.v1.CompactRequest;
import dev.contextbudget.v1.CompactResponse;
import dev.contextbudget.v1.CompactionLevel;
import dev.contextbudget.v1.CompactionOrder;
import dev.contextbudget.v1.ContextBudgetServiceGrpc;
import dev.contextbudget.v1.NoOpReason;
import dev.contextbudget.v1.PrepareCompaction;
import dev.contextbudget.v1.PromptMessage;
import dev.contextbudget.v1.View;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.protobuf.StatusProto;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** {@code Compact} as a caller sees it: the whole server, on a port, with the bundled catalogue. */
class CompactOverGrpcTest {
  private static final String CONVERSATION =
      """
      model: "gpt-4o"
      messages { role: ROLE_SYSTEM parts { text: "You serve customers of an airline." } }
      messages { role: ROLE_USER parts { text: "Hello! I am Mia Li, mia_li_3668. Please find a flight from New York to Seattle on May 20th. Thank you so much." } }
      messages { role: ROLE_ASSISTANT parts { tool_call { id: "c1" name: "search" arguments_json: "{\\"from\\":\\"JFK\\",\\"to\\":\\"SEA\\"}" } } }
      messages { role: ROLE_TOOL parts { tool_result { call_id: "c1" parts { text: "HAT069 leaves at 06:00 for $121. HAT083 leaves at 01:00 for $100. HAT170 leaves at 13:00 for $184. HAT218 leaves at 18:00 for $98. HAT276 leaves at 22:00 for $163. Seats are left in each of them, and none of them has been delayed so far today." } } } }
      messages { role: ROLE_ASSISTANT parts { text: "There are five. HAT083 is early. Would you like one of these?" } }
      messages { role: ROLE_USER parts { text: "That sounds good, thanks. The one at 13:00, please, and two bags." } }
      messages { role: ROLE_ASSISTANT parts { tool_call { id: "c2" name: "book" arguments_json: "{\\"flight\\":\\"HAT170\\"}" } } }
      messages { role: ROLE_TOOL parts { tool_result { call_id: "c2" parts { text: "Booked. The reservation is 4WQ150 and was paid with certificate_7504069." } } } }
      messages { role: ROLE_ASSISTANT parts { text: "It is booked: reservation 4WQ150. Is there anything else that I can do for you today?" } }
      messages { role: ROLE_USER parts { text: "Which seat do I have?" } }
      clear_tool_results { keep_last: 1 }
      """;

  private static ServerRuntime runtime;
  private static ManagedChannel channel;

  @BeforeAll
  static void start() {
    Settings settings = new Settings();
    settings.addFlag("server.port=0");
    settings.addFlag("admin.port=0");
    settings.addFlag("server.drain-delay=0s");
    runtime = ServerRuntime.start(ServerConfig.read(settings), Services::create);
    channel =
        NettyChannelBuilder.forAddress("127.0.0.1", runtime.port())
            .usePlaintext()
            .disableRetry()
            .build();
  }

  @AfterAll
  static void stop() throws InterruptedException {
    channel.shutdownNow();
    channel.awaitTermination(10, TimeUnit.SECONDS);
    runtime.close();
  }

  private static CompactRequest request(String more) {
    try {
      return TextFormat.parse(CONVERSATION + more, CompactRequest.class);
    } catch (TextFormat.ParseException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static CompactResponse compact(CompactRequest request) {
    return ContextBudgetServiceGrpc.newBlockingStub(channel)
        .withDeadlineAfter(30, TimeUnit.SECONDS)
        .compact(request);
  }

  @Test
  void editsAreTheFullAnswerAtEveryTargetAndHoldNoTextOfTheRequest() {
    int before = compact(request("target_tokens: 1000000")).getBeforeTokens();
    Set<CompactionLevel> levels = EnumSet.noneOf(CompactionLevel.class);
    for (int target = 1; target <= before + 1; target++) {
      CompactRequest request = request("target_tokens: " + target);
      CompactResponse full = compact(request);
      CompactResponse edits = compact(request.toBuilder().setView(View.VIEW_EDITS).build());

      assertEquals(full, Edits.apply(request, edits));
      assertFalse(edits.getHistory().toString().contains("HAT"));
      assertFalse(edits.getHistory().toString().contains("seat"));
      assertEquals(before, full.getBeforeTokens());
      assertEquals(full.getAfterTokens() <= target, full.getTargetMet());
      assertTrue(full.getNoOp() || full.getAfterTokens() <= 0.9 * before);
      assertEquals(full.getNoOp() ? 0 : 1, full.getGeneration());
      assertEquals(full.getNoOp(), full.getNoOpReason() != NoOpReason.NO_OP_REASON_UNSPECIFIED);
      levels.add(full.getLevel());
    }
    assertEquals(
        EnumSet.of(
            CompactionLevel.COMPACTION_LEVEL_NONE,
            CompactionLevel.COMPACTION_LEVEL_TOOL_RESULTS,
            CompactionLevel.COMPACTION_LEVEL_EXTRACT),
        levels);
  }

  @Test
  void whatNobodyCanGuessOutlivesSmallTalk() {
    CompactResponse answer = compact(request("target_tokens: 160 keep_last_turns: 1"));

    assertTrue(answer.getTargetMet());
    String digest = answer.getHistory().getMessages(1).getParts(0).getPart().getText();
    assertTrue(digest.contains("user: ") && digest.contains("mia_li_3668"), digest);
    assertTrue(digest.contains("4WQ150") && digest.contains("HAT170"), digest);
    assertFalse(digest.contains("anything else"), digest);
    assertEquals(
        answer.getRetention().getFactCount(),
        answer.getRetention().getKeptCount() + answer.getRetention().getLostFactsCount());
  }

  @Test
  void aTriggerAndATargetAreCheckedTogether() {
    CompactResponse below = compact(request("target_ratio: 0.0005 trigger_ratio: 0.8"));
    assertEquals(NoOpReason.NO_OP_REASON_BELOW_TRIGGER, below.getNoOpReason());
    int before = below.getBeforeTokens();
    assertFalse(compact(request("target_tokens: 100 trigger_tokens: " + before)).getNoOp());
    assertTrue(compact(request("target_tokens: 100 trigger_tokens: " + (before + 1))).getNoOp());

    for (String trigger : List.of("trigger_tokens: 100", "trigger_ratio: 0.0001")) {
      StatusRuntimeException e = refused(request("target_tokens: 100 " + trigger));
      assertEquals(Status.Code.INVALID_ARGUMENT, e.getStatus().getCode());
      assertEquals("TARGET_NOT_BELOW_TRIGGER", reason(e));
      assertEquals(trigger.split(":")[0], field(e));
    }
  }

  @Test
  void aSummaryIsOrderedAndPutInPlace() {
    CompactRequest request = request("target_tokens: 200 keep_last_turns: 1 generation: 4");
    CompactRequest.Builder prepare = request.toBuilder();
    prepare.setPrepare(PrepareCompaction.newBuilder().setLanguage("de"));
    CompactResponse ordered = compact(prepare.build());

    CompactionOrder order = ordered.getOrder();
    assertFalse(ordered.getNoOp());
    assertEquals(4, ordered.getGeneration());
    assertEquals("messages:1", order.getItemIds(0));
    assertEquals(8, order.getItemIdsCount());
    assertTrue(order.getFactsList().contains("4WQ150"));
    assertTrue(order.getPrompt().contains(" " + order.getMaxSummaryTokens() + " "));
    assertTrue(order.getPrompt().contains(" de,"));

    String summary = "Mia Li (mia_li_3668) booked HAT170, reservation 4WQ150, with two bags.";
    CompactRequest commit = commit(request, order.getCommitToken(), summary, 0.1);
    CompactResponse committed = compact(commit);
    assertEquals(CompactionLevel.COMPACTION_LEVEL_SUMMARY, committed.getLevel());
    assertEquals(5, committed.getGeneration());
    assertEquals(2, committed.getHistory().getMessagesCount());
    PromptMessage question = committed.getHistory().getMessages(1);
    assertTrue(question.getParts(0).getPart().getText().endsWith("\n" + summary));
    assertEquals("Which seat do I have?", question.getParts(1).getPart().getText());
    CompactResponse edits = compact(commit.toBuilder().setView(View.VIEW_EDITS).build());
    assertEquals(committed, Edits.apply(request, edits));

    CompactResponse forgetful = compact(commit(request, order.getCommitToken(), summary, 1));
    assertEquals(NoOpReason.NO_OP_REASON_FACTS_LOST, forgetful.getNoOpReason());
    assertEquals(forgetful.getBeforeTokens(), forgetful.getAfterTokens());
    assertEquals(0, forgetful.getRetention().getLostFactsCount());
    assertTrue(forgetful.getSummaryRetention().getLostFactsList().contains("HAT083"));
    assertFalse(forgetful.getSummaryRetention().getLostFactsList().contains("HAT170"));
    assertEquals(forgetful.getSummaryRetention(), committed.getSummaryRetention());
    assertFalse(compact(commit(request, order.getCommitToken(), "", 1)).hasSummaryRetention());
  }

  private static CompactRequest commit(
      CompactRequest request, ByteString token, String summary, double minRetention) {
    return request.toBuilder()
        .setCommit(
            CommitCompaction.newBuilder()
                .setCommitToken(token)
                .setSummary(summary)
                .setMinRetentionRatio(minRetention))
        .build();
  }

  @Test
  void anOrderWithNothingToSummariseSaysWhy() {
    CompactResponse answer = compact(request("target_tokens: 100000 prepare {}"));

    assertTrue(answer.getNoOp());
    assertEquals(NoOpReason.NO_OP_REASON_AT_TARGET, answer.getNoOpReason());
    assertEquals(0, answer.getOrder().getItemIdsCount());
  }

  @Test
  void aTokenOfAnotherHistoryIsStaleAndADamagedOneIsInvalid() {
    ByteString token =
        compact(request("target_tokens: 200 prepare {}")).getOrder().getCommitToken();

    CompactRequest grown =
        request("target_tokens: 200 messages { role: ROLE_ASSISTANT parts { text: \"12A.\" } }");
    StatusRuntimeException stale = refused(commit(grown, token, "Mia flies.", 0));
    assertEquals(Status.Code.FAILED_PRECONDITION, stale.getStatus().getCode());
    assertEquals("COMPACTION_STALE", reason(stale));

    ByteString damaged = token.substring(0, token.size() - 1);
    StatusRuntimeException e =
        refused(commit(request("target_tokens: 200"), damaged, "Mia flies.", 0));
    assertEquals(Status.Code.INVALID_ARGUMENT, e.getStatus().getCode());
    assertEquals("INVALID_COMMIT_TOKEN", reason(e));
    assertEquals("commit.commit_token", field(e));
  }

  private static StatusRuntimeException refused(CompactRequest request) {
    return assertThrows(StatusRuntimeException.class, () -> compact(request));
  }

  private static String reason(StatusRuntimeException e) {
    return detail(e, ErrorInfo.class).getReason();
  }

  private static String field(StatusRuntimeException e) {
    return detail(e, BadRequest.class).getFieldViolations(0).getField();
  }

  private static <T extends com.google.protobuf.Message> T detail(
      StatusRuntimeException e, Class<T> type) {
    try {
      for (Any any : StatusProto.fromThrowable(e).getDetailsList()) {
        if (any.is(type)) {
          return any.unpack(type);
        }
      }
    } catch (com.google.protobuf.InvalidProtocolBufferException damaged) {
      throw new AssertionError(damaged);
    }
    throw new AssertionError("no " + type.getSimpleName());
  }
}

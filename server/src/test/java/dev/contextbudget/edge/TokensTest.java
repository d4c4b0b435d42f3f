package dev.contextbudget.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.protobuf.ByteString;
import dev.contextbudget.app.LiveServer;
import dev.contextbudget.v1.CommitCompaction;
import dev.contextbudget.v1.CompactRequest;
import dev.contextbudget.v1.ContextBudgetServiceGrpc;
import dev.contextbudget.v1.FitContextRequest;
import dev.contextbudget.v1.FitContextResponse;
import dev.contextbudget.v1.PrepareCompaction;
import io.grpc.StatusRuntimeException;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Tokens that the service gave out and gets back, damaged or in the wrong place. */
class TokensTest {
  private static final FitContextRequest FIT =
      (FitContextRequest)
          Calls.request(
              "FitContext",
              """
              model: "gpt-4o"
              components { id: "s" kind: COMPONENT_KIND_SYSTEM text { value: "Be brief." } }
              components { id: "q" kind: COMPONENT_KIND_USER_INPUT text { value: "Hello?" } }
              """);
  private static final CompactRequest COMPACT =
      (CompactRequest)
          Calls.request(
              "Compact",
              """
              model: "gpt-4o" target_tokens: 60 keep_last_turns: 1
              messages { role: ROLE_USER parts { text: "My order is 48213 and I live in Graz." } }
              messages { role: ROLE_ASSISTANT parts { text: "Thank you, I have found it." } }
              messages { role: ROLE_USER parts { text: "When will it come?" } }
              """);

  @AutoClose private static final LiveServer server = LiveServer.start();

  private static ByteString prefixToken() {
    return server
        .call(ContextBudgetServiceGrpc.getFitContextMethod(), FIT)
        .getCache()
        .getPrefixToken();
  }

  private static ByteString commitToken() {
    CompactRequest prepare =
        COMPACT.toBuilder().setPrepare(PrepareCompaction.getDefaultInstance()).build();
    return server
        .call(ContextBudgetServiceGrpc.getCompactMethod(), prepare)
        .getOrder()
        .getCommitToken();
  }

  private static FitContextResponse fit(ByteString prefixToken) {
    FitContextRequest.Builder request = FIT.toBuilder();
    request.getCacheBuilder().setPrefixToken(prefixToken);
    return server.call(ContextBudgetServiceGrpc.getFitContextMethod(), request.build());
  }

  private static void commit(CompactRequest history, ByteString token) {
    server.call(
        ContextBudgetServiceGrpc.getCompactMethod(),
        history.toBuilder()
            .setCommit(
                CommitCompaction.newBuilder()
                    .setCommitToken(token)
                    .setSummary("Order 48213, to Graz."))
            .build());
  }

  private static String failure(Runnable call) {
    return Failure.line(assertThrows(StatusRuntimeException.class, call::run));
  }

  private static ByteString flipped(ByteString token, int at) {
    byte[] bytes = token.toByteArray();
    bytes[at] ^= 1;
    return ByteString.copyFrom(bytes);
  }

  @Test
  void aPrefixTokenWithOneBitFlippedIsRefusedWhereverItIs() {
    ByteString token = prefixToken();
    fit(token);

    for (int i = 0; i < token.size(); i++) {
      ByteString damaged = flipped(token, i);
      assertEquals(
          "INVALID_ARGUMENT INVALID_PREFIX_TOKEN cache.prefix_token",
          failure(() -> fit(damaged)),
          "byte " + i);
    }
  }

  @Test
  void aPrefixTokenThatIsCutOrGoesOnIsRefused() {
    ByteString token = prefixToken();

    for (int length = 1; length < token.size(); length++) {
      ByteString cut = token.substring(0, length);
      assertEquals(
          "INVALID_ARGUMENT INVALID_PREFIX_TOKEN cache.prefix_token", failure(() -> fit(cut)));
    }
    assertEquals(
        "INVALID_ARGUMENT INVALID_PREFIX_TOKEN cache.prefix_token",
        failure(() -> fit(token.concat(token))));
  }

  @Test
  void aTokenOfTheOtherKindIsRefused() {
    ByteString commitToken = commitToken();
    ByteString prefixToken = prefixToken();

    assertEquals(
        "INVALID_ARGUMENT INVALID_PREFIX_TOKEN cache.prefix_token",
        failure(() -> fit(commitToken)));
    assertEquals(
        "INVALID_ARGUMENT INVALID_COMMIT_TOKEN commit.commit_token",
        failure(() -> commit(COMPACT, prefixToken)));
  }

  @Test
  void aCommitTokenWithOneBitFlippedIsRefusedWhereverItIs() {
    ByteString token = commitToken();
    commit(COMPACT, token);

    for (int i = 0; i < token.size(); i++) {
      ByteString damaged = flipped(token, i);
      assertEquals(
          "INVALID_ARGUMENT INVALID_COMMIT_TOKEN commit.commit_token",
          failure(() -> commit(COMPACT, damaged)),
          "byte " + i);
    }
  }

  @Test
  void aCommitTokenOfAnotherHistoryIsStale() {
    CompactRequest longer = COMPACT.toBuilder().addMessages(COMPACT.getMessages(1)).build();
    CompactRequest options = COMPACT.toBuilder().setTargetTokens(61).build();
    ByteString token = commitToken();

    assertEquals("FAILED_PRECONDITION COMPACTION_STALE", failure(() -> commit(longer, token)));
    assertEquals("FAILED_PRECONDITION COMPACTION_STALE", failure(() -> commit(options, token)));
  }
}

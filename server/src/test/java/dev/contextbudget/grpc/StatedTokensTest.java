package dev.contextbudget.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.protobuf.ByteString;
import com.google.rpc.BadRequest;
import com.google.rpc.BadRequest.FieldViolation;
import dev.contextbudget.app.LiveServer;
import dev.contextbudget.v1.Chunk;
import dev.contextbudget.v1.ChunkContent;
import dev.contextbudget.v1.CompactRequest;
import dev.contextbudget.v1.Component;
import dev.contextbudget.v1.ComponentKind;
import dev.contextbudget.v1.ContextBudgetServiceGrpc;
import dev.contextbudget.v1.CountTokensRequest;
import dev.contextbudget.v1.File;
import dev.contextbudget.v1.FitContextRequest;
import dev.contextbudget.v1.Image;
import dev.contextbudget.v1.KnownTokens;
import dev.contextbudget.v1.Message;
import dev.contextbudget.v1.MessageContent;
import dev.contextbudget.v1.Opaque;
import dev.contextbudget.v1.Part;
import dev.contextbudget.v1.Role;
import dev.contextbudget.v1.Thinking;
import dev.contextbudget.v1.ToolCall;
import dev.contextbudget.v1.ToolResult;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** What a request states and does not show must not overflow what is summed of it. */
class StatedTokensTest {
  private static final int MOST = 1_000_000_000;
  private static final String MODEL = "gpt-5.6"; // an image of it may cost millions of tokens

  @AutoClose private static final LiveServer server = LiveServer.start();

  private static KnownTokens known(int tokens) {
    return KnownTokens.newBuilder().setTokenizerId("o200k_base").setTokenCount(tokens).build();
  }

  private static Component chunks(int... tokens) {
    ChunkContent.Builder chunks = ChunkContent.newBuilder();
    Arrays.stream(tokens)
        .forEach(t -> chunks.addChunks(Chunk.newBuilder().setKnownTokens(known(t))));
    return Component.newBuilder()
        .setId("documents")
        .setKind(ComponentKind.COMPONENT_KIND_RETRIEVED)
        .setChunks(chunks)
        .build();
  }

  private static Message says(Role role, Part... parts) {
    return Message.newBuilder().setRole(role).addAllParts(List.of(parts)).build();
  }

  private static Message pinned(int tokens) {
    return says(Role.ROLE_USER, text("hi")).toBuilder()
        .setPinned(true)
        .setKnownTokens(known(tokens))
        .build();
  }

  private static Part text(String text) {
    return Part.newBuilder().setText(text).build();
  }

  private static Component history(Message... messages) {
    return Component.newBuilder()
        .setId("history")
        .setKind(ComponentKind.COMPONENT_KIND_HISTORY)
        .setMessages(MessageContent.newBuilder().addAllMessages(List.of(messages)))
        .build();
  }

  private static void count(Component component) {
    server.call(
        ContextBudgetServiceGrpc.getCountTokensMethod(),
        CountTokensRequest.newBuilder().setModel(MODEL).addComponents(component).build());
  }

  private static void fit(Component component) {
    server.call(
        ContextBudgetServiceGrpc.getFitContextMethod(),
        FitContextRequest.newBuilder().setModel(MODEL).addComponents(component).build());
  }

  private static void compact(Message... messages) {
    server.call(
        ContextBudgetServiceGrpc.getCompactMethod(),
        CompactRequest.newBuilder()
            .setModel(MODEL)
            .addAllMessages(List.of(messages))
            .setTargetTokens(100)
            .build());
  }

  private static void refuses(String field, Runnable call) throws Exception {
    StatusRuntimeException e = assertThrows(StatusRuntimeException.class, call::run);

    assertEquals(Status.Code.INVALID_ARGUMENT, e.getStatus().getCode(), e::getMessage);
    com.google.rpc.Status status = e.getTrailers().get(Errors.DETAILS);
    List<FieldViolation> violations =
        status.getDetails(1).unpack(BadRequest.class).getFieldViolationsList();
    assertEquals(1, violations.size(), violations::toString);
    assertEquals(field, violations.get(0).getField());
    assertEquals("OUT_OF_RANGE", violations.get(0).getReason());
  }

  @Test
  void theSumOfKnownTokensIsBounded() throws Exception {
    String second = "components[0].chunks.chunks[1].known_tokens.token_count";

    refuses(second, () -> count(chunks(MOST, 1, MOST)));
    refuses(second, () -> fit(chunks(MOST, MOST, MOST)));
    refuses(
        "components[0].messages.messages[2].known_tokens.token_count",
        () -> fit(history(pinned(MOST / 2), pinned(MOST / 2), pinned(MOST))));
    refuses(
        "messages[2].known_tokens.token_count",
        () -> compact(pinned(MOST / 2), pinned(MOST / 2), pinned(1)));
  }

  @Test
  void theMostThatMayBeStatedIsCountedFittedAndCompacted() {
    count(chunks(MOST - 1, 1));
    fit(chunks(MOST - 1, 1));
    compact(says(Role.ROLE_USER, text("hi")), pinned(MOST));
  }

  @Test
  void whatPartsStateIsBoundedWithThem() throws Exception {
    Part opaque = Part.newBuilder().setOpaque(Opaque.newBuilder().setTokens(MOST)).build();
    Part thinking = Part.newBuilder().setThinking(Thinking.newBuilder().setTokens(1)).build();
    String parts = "components[0].messages.messages[0].parts";

    refuses(
        parts + "[1].thinking.tokens",
        () -> count(history(says(Role.ROLE_ASSISTANT, opaque, thinking))));
    refuses(
        "components[0].messages.messages[1].parts[0].tool_result.parts[0].opaque.tokens",
        () ->
            fit(
                history(
                    says(Role.ROLE_ASSISTANT, thinking, call("c")),
                    says(Role.ROLE_TOOL, result("c", opaque)))));
  }

  private static Part call(String id) {
    return Part.newBuilder()
        .setToolCall(ToolCall.newBuilder().setId(id).setName("f").setArgumentsJson("{}"))
        .build();
  }

  private static Part result(String id, Part part) {
    return Part.newBuilder()
        .setToolResult(ToolResult.newBuilder().setCallId(id).addParts(part))
        .build();
  }

  /** Fourteen bytes are an image of five million tokens, twelve are a file of tens of millions. */
  @Test
  void imagesAndFilesAreStatedToo() throws Exception {
    Part image =
        Part.newBuilder()
            .setImage(
                Image.newBuilder()
                    .setWidthPixels(65_536)
                    .setHeightPixels(65_536)
                    .setPayload(ByteString.EMPTY))
            .build();
    Part file = Part.newBuilder().setFile(File.newBuilder().setPageCount(10_000)).build();
    Part[] images = Collections.nCopies(256, image).toArray(new Part[0]);
    Part[] files = Collections.nCopies(256, file).toArray(new Part[0]);

    refuses(
        "components[0].messages.messages[0].parts[198].image",
        () -> count(history(says(Role.ROLE_USER, images))));
    refuses(
        "components[0].messages.messages[0].parts[13].file.page_count",
        () -> fit(history(says(Role.ROLE_USER, files))));
  }
}

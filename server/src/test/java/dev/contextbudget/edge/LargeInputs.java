package dev.contextbudget.edge;

import com.google.protobuf.Message;
import dev.contextbudget.v1.Chunk;
import dev.contextbudget.v1.ChunkContent;
import dev.contextbudget.v1.ClearToolResults;
import dev.contextbudget.v1.CommitCompaction;
import dev.contextbudget.v1.CompactRequest;
import dev.contextbudget.v1.Component;
import dev.contextbudget.v1.ComponentKind;
import dev.contextbudget.v1.CountTokensRequest;
import dev.contextbudget.v1.Entry;
import dev.contextbudget.v1.EntryContent;
import dev.contextbudget.v1.FitContextRequest;
import dev.contextbudget.v1.GetModelRequest;
import dev.contextbudget.v1.MessageContent;
import dev.contextbudget.v1.Notes;
import dev.contextbudget.v1.Part;
import dev.contextbudget.v1.PlanBudgetRequest;
import dev.contextbudget.v1.Policy;
import dev.contextbudget.v1.Role;
import dev.contextbudget.v1.Slot;
import dev.contextbudget.v1.SlotDemand;
import dev.contextbudget.v1.TextContent;
import dev.contextbudget.v1.Tool;
import dev.contextbudget.v1.ToolContent;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;

/** Requests that are wrong because there is too much of something: each one above its limit. */
final class LargeInputs {
  private static final String MODEL = "gpt-4o";
  private static final int MIB = 1 << 20;
  private static final String LONG_NAME = "n".repeat(129);
  private static final dev.contextbudget.v1.Message HELLO = message("hello");

  private LargeInputs() {}

  static Stream<BadInput> all() {
    return Stream.of(lists(), texts(), names(), wholeRequests()).flatMap(rows -> rows);
  }

  private static Stream<BadInput> lists() {
    return Stream.of(
            history(
                "20,001 messages",
                Collections.nCopies(20_001, HELLO),
                "INVALID_ARGUMENT TOO_MANY_MESSAGES ~messages actual=20001 limit=20000"),
            history(
                "257 parts",
                List.of(
                    HELLO.toBuilder()
                        .addAllParts(Collections.nCopies(256, HELLO.getParts(0)))
                        .build()),
                "INVALID_ARGUMENT TOO_MANY_PARTS ~messages[0].parts actual=257 limit=256"),
            history(
                "257 messages to stay with",
                List.of(HELLO.toBuilder().addAllKeepWith(Collections.nCopies(257, "m")).build()),
                "INVALID_ARGUMENT TOO_MANY_ITEMS ~messages[0].keep_with actual=257 limit=256"),
            components(
                "20,001 messages in two components",
                List.of(
                    messages("a", Collections.nCopies(20_000, HELLO)),
                    messages("b", List.of(HELLO))),
                "INVALID_ARGUMENT TOO_MANY_MESSAGES components[1].messages.messages"
                    + " actual=20001 limit=20000"),
            components(
                "20,001 chunks and entries",
                List.of(chunks("a", 20_000, "x"), entries("b", 1)),
                "INVALID_ARGUMENT TOO_MANY_ITEMS components[1].entries.entries"
                    + " actual=20001 limit=20000"),
            components(
                "1,001 tools",
                List.of(tools("a", 1_001)),
                "INVALID_ARGUMENT TOO_MANY_ITEMS components[0].tools.tools actual=1001 limit=1000"),
            components(
                "1,001 components",
                Collections.nCopies(1_001, text("a", "x")),
                "INVALID_ARGUMENT TOO_MANY_COMPONENTS components actual=1001 limit=1000"),
            slots(),
            Stream.of(
                new BadInput(
                    "1,001 demands",
                    "PlanBudget",
                    PlanBudgetRequest.newBuilder()
                        .setModel(MODEL)
                        .setPolicy(Policy.newBuilder().addSlots(Slot.newBuilder().setName("a")))
                        .addAllDemands(
                            new ArrayList<>(
                                Collections.nCopies(1_001, SlotDemand.getDefaultInstance())))
                        .build(),
                    "INVALID_ARGUMENT TOO_MANY_SLOTS demands actual=1001 limit=1000"),
                new BadInput(
                    "33 models to compare",
                    "FitContext",
                    FitContextRequest.newBuilder()
                        .setModel(MODEL)
                        .addComponents(text("a", "x"))
                        .addAllCompareModels(Collections.nCopies(33, MODEL))
                        .build(),
                    "INVALID_ARGUMENT TOO_MANY_ITEMS compare_models actual=33 limit=32"),
                new BadInput(
                    "257 tools whose results stay",
                    "Compact",
                    compact()
                        .setClearToolResults(
                            ClearToolResults.newBuilder()
                                .addAllExcludeTools(Collections.nCopies(257, "f")))
                        .build(),
                    "INVALID_ARGUMENT TOO_MANY_ITEMS clear_tool_results.exclude_tools"
                        + " actual=257 limit=256")))
        .flatMap(rows -> rows);
  }

  private static Stream<BadInput> slots() {
    Policy.Builder policy = Policy.newBuilder();
    for (int i = 0; i <= 1_000; i++) {
      policy.addSlots(Slot.newBuilder().setName("s" + i));
    }
    return policy(
        "1,001 slots",
        policy,
        "INVALID_ARGUMENT TOO_MANY_SLOTS policy.slots actual=1001 limit=1000");
  }

  private static Stream<BadInput> texts() {
    String text = "a".repeat(4 * MIB + 1);
    String refusal = "INVALID_ARGUMENT TEXT_TOO_LARGE %s actual=4194305 limit=4194304";
    return Stream.of(
            history(
                "a text of 4 MiB and a byte",
                List.of(message(text)),
                refusal.formatted("~messages[0].parts[0].text")),
            components(
                "a component of 4 MiB and a byte",
                List.of(text("a", text)),
                refusal.formatted("components[0].text.value")),
            components(
                "a chunk of 4 MiB and a byte",
                List.of(chunks("a", 1, text)),
                refusal.formatted("components[0].chunks.chunks[0].value")),
            components(
                "a schema of 256 KiB and a byte",
                List.of(schema("{\"description\":\"" + "a".repeat((256 << 10) - 17) + "\"}")),
                "INVALID_ARGUMENT SCHEMA_TOO_LARGE components[0].tools.tools[0]"
                    + ".parameters_json_schema actual=262145 limit=262144"),
            components("a text of 4 MiB", List.of(text("a", text.substring(1))), "OK").limit(1),
            Stream.of(
                new BadInput(
                    "a summary of 1 MiB and a byte",
                    "Compact",
                    compact()
                        .setCommit(CommitCompaction.newBuilder().setSummary("a".repeat(MIB + 1)))
                        .build(),
                    "INVALID_ARGUMENT TEXT_TOO_LARGE commit.summary actual=1048577 limit=1048576")))
        .flatMap(rows -> rows);
  }

  private static Stream<BadInput> names() {
    return Stream.of(
            history(
                "a speaker's name of 129 bytes",
                List.of(HELLO.toBuilder().setName(LONG_NAME).build()),
                "INVALID_ARGUMENT TEXT_TOO_LARGE ~messages[0].name actual=129 limit=128"),
            components(
                "a tool's name of 129 bytes",
                List.of(
                    Component.newBuilder()
                        .setId("t")
                        .setKind(ComponentKind.COMPONENT_KIND_TOOLS)
                        .setTools(
                            ToolContent.newBuilder().addTools(Tool.newBuilder().setName(LONG_NAME)))
                        .build()),
                "INVALID_ARGUMENT TEXT_TOO_LARGE components[0].tools.tools[0].name"
                    + " actual=129 limit=128"),
            policy(
                    "a note of 1,025 bytes",
                    Policy.newBuilder()
                        .addSlots(Slot.newBuilder().setName("a"))
                        .setNotes(Notes.newBuilder().setCutText("n".repeat(1_025))),
                    "INVALID_ARGUMENT TEXT_TOO_LARGE policy.notes.cut_text actual=1025 limit=1024")
                .filter(row -> row.call().equals("FitContext")), // a plan has no notes
            Stream.of(
                new BadInput(
                    "a heading of 1,025 bytes",
                    "Compact",
                    compact().setDigestHeading("n".repeat(1_025)).build(),
                    "INVALID_ARGUMENT TEXT_TOO_LARGE digest_heading actual=1025 limit=1024")))
        .flatMap(rows -> rows);
  }

  /** The transport refuses before anything is decoded, so there is no reason and no field. */
  private static Stream<BadInput> wholeRequests() {
    Message plan = PlanBudgetRequest.newBuilder().setModel(MODEL + "a".repeat(256 << 10)).build();
    Message model = GetModelRequest.newBuilder().setModel(MODEL + "a".repeat(256 << 10)).build();
    return Stream.of(
            history("16 MiB of a", List.of(message("a".repeat(16 * MIB))), "RESOURCE_EXHAUSTED"),
            history(
                "16 MiB of a less what is around them",
                List.of(message("a".repeat(16 * MIB - 64))),
                "INVALID_ARGUMENT TEXT_TOO_LARGE ~messages[0].parts[0].text"
                    + " actual=16777152 limit=4194304"),
            Stream.of(
                new BadInput("256 KiB of a", "PlanBudget", plan, tooLarge(plan)),
                new BadInput("256 KiB of a", "GetModel", model, tooLarge(model))))
        .flatMap(rows -> rows);
  }

  private static String tooLarge(Message request) {
    return "RESOURCE_EXHAUSTED MESSAGE_TOO_LARGE actual=%d limit=262144"
        .formatted(request.getSerializedSize());
  }

  private static Stream<BadInput> history(
      String name, List<dev.contextbudget.v1.Message> messages, String expected) {
    String inComponent = expected.replace("~", "components[0].messages.");
    return Stream.concat(
        components(name, List.of(messages("h", messages)), inComponent),
        Stream.of(
            new BadInput(
                name,
                "Compact",
                compact().clearMessages().addAllMessages(messages).build(),
                expected.replace("~", ""))));
  }

  private static Stream<BadInput> components(
      String name, List<Component> components, String expected) {
    return Stream.of(
        new BadInput(
            name,
            "CountTokens",
            CountTokensRequest.newBuilder().setModel(MODEL).addAllComponents(components).build(),
            expected),
        new BadInput(
            name,
            "FitContext",
            FitContextRequest.newBuilder().setModel(MODEL).addAllComponents(components).build(),
            expected));
  }

  private static Stream<BadInput> policy(String name, Policy.Builder policy, String expected) {
    return Stream.of(
        new BadInput(
            name,
            "PlanBudget",
            PlanBudgetRequest.newBuilder().setModel(MODEL).setPolicy(policy).build(),
            expected),
        new BadInput(
            name,
            "FitContext",
            FitContextRequest.newBuilder()
                .setModel(MODEL)
                .setPolicy(policy)
                .addComponents(text("a", "x"))
                .build(),
            expected));
  }

  private static CompactRequest.Builder compact() {
    return CompactRequest.newBuilder().setModel(MODEL).setTargetTokens(10).addMessages(HELLO);
  }

  private static dev.contextbudget.v1.Message message(String text) {
    return dev.contextbudget.v1.Message.newBuilder()
        .setRole(Role.ROLE_USER)
        .addParts(Part.newBuilder().setText(text))
        .build();
  }

  private static Component.Builder component(String id) {
    return Component.newBuilder().setId(id).setKind(ComponentKind.COMPONENT_KIND_CUSTOM);
  }

  private static Component text(String id, String text) {
    return component(id).setText(TextContent.newBuilder().setValue(text)).build();
  }

  private static Component messages(String id, List<dev.contextbudget.v1.Message> messages) {
    return component(id).setMessages(MessageContent.newBuilder().addAllMessages(messages)).build();
  }

  private static Component chunks(String id, int count, String text) {
    return component(id)
        .setChunks(
            ChunkContent.newBuilder()
                .addAllChunks(
                    Collections.nCopies(count, Chunk.newBuilder().setValue(text).build())))
        .build();
  }

  private static Component entries(String id, int count) {
    return component(id)
        .setEntries(
            EntryContent.newBuilder()
                .addAllEntries(Collections.nCopies(count, Entry.newBuilder().setKey("k").build())))
        .build();
  }

  private static Component tools(String id, int count) {
    ToolContent.Builder tools = ToolContent.newBuilder();
    for (int i = 0; i < count; i++) {
      tools.addTools(Tool.newBuilder().setName(id + i));
    }
    return component(id).setKind(ComponentKind.COMPONENT_KIND_TOOLS).setTools(tools).build();
  }

  private static Component schema(String schema) {
    return component("t")
        .setKind(ComponentKind.COMPONENT_KIND_TOOLS)
        .setTools(
            ToolContent.newBuilder()
                .addTools(Tool.newBuilder().setName("f").setParametersJsonSchema(schema)))
        .build();
  }
}

package dev.contextbudget.grpc;

import com.google.protobuf.ByteString;
import dev.contextbudget.v1.ByRelevance;
import dev.contextbudget.v1.Chunk;
import dev.contextbudget.v1.ChunkContent;
import dev.contextbudget.v1.ClearToolResults;
import dev.contextbudget.v1.Component;
import dev.contextbudget.v1.ComponentKind;
import dev.contextbudget.v1.DropItems;
import dev.contextbudget.v1.Entry;
import dev.contextbudget.v1.EntryContent;
import dev.contextbudget.v1.FitContextRequest;
import dev.contextbudget.v1.Image;
import dev.contextbudget.v1.ItemOrder;
import dev.contextbudget.v1.KnownTokens;
import dev.contextbudget.v1.Message;
import dev.contextbudget.v1.MessageContent;
import dev.contextbudget.v1.Opaque;
import dev.contextbudget.v1.Part;
import dev.contextbudget.v1.Policy;
import dev.contextbudget.v1.Reduction;
import dev.contextbudget.v1.Role;
import dev.contextbudget.v1.TextContent;
import dev.contextbudget.v1.Tool;
import dev.contextbudget.v1.ToolCall;
import dev.contextbudget.v1.ToolContent;
import dev.contextbudget.v1.ToolResult;
import dev.contextbudget.v1.Truncate;
import dev.contextbudget.v1.TruncateSide;
import dev.contextbudget.v1.UnsatisfiableAction;
import dev.contextbudget.v1.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Makes requests on the wire from a seed, in every form the contract has for an item. */
final class WireRequests {
  private static final String[] WORDS = {
    "order",
    "4711",
    "späť",
    "日本語",
    "नमस्ते",
    "👩‍👩‍👧",
    "<|endoftext|>",
    "HAT170.",
    "the",
    "\n\n",
    "refund,"
  };

  private final SplittableRandom random;
  private final String model;
  private final String tokenizer;
  private int calls;

  WireRequests(long seed) {
    this(seed, "gpt-4o", "o200k_base");
  }

  /**
   * @param tokenizer id of the model's tokenizer, for counts that are known
   */
  WireRequests(long seed, String model, String tokenizer) {
    this.random = new SplittableRandom(seed);
    this.model = model;
    this.tokenizer = tokenizer;
  }

  /** Returns a request that seldom fits and never fails. */
  FitContextRequest fit() {
    List<Component> components = new ArrayList<>();
    components.add(text("rules", ComponentKind.COMPONENT_KIND_SYSTEM, 20));
    components.add(tools());
    components.add(chunks());
    components.add(entries());
    components.add(text("paper", ComponentKind.COMPONENT_KIND_CUSTOM, 200));
    components.add(history());
    Policy.Builder policy =
        Policy.newBuilder()
            .setContextWindowTokens(700 + random.nextInt(1_500))
            .setOutputReserveTokens(0)
            .setWhenUnsatisfiable(UnsatisfiableAction.UNSATISFIABLE_ACTION_DEGRADE);
    policy.getNotesBuilder().setDisabled(random.nextInt(5) == 0);
    return FitContextRequest.newBuilder()
        .setModel(model)
        .setPolicy(policy)
        .addAllComponents(components)
        .build();
  }

  /** Returns messages with tool loops and parts of every kind, some without id or body. */
  List<Message> messages() {
    List<Message> messages = new ArrayList<>();
    for (int turn = 1 + random.nextInt(8); turn > 0; turn--) {
      boolean bodiless = random.nextInt(8) == 0;
      List<Part> said = bodiless ? List.of() : List.of(words(40), other());
      add(messages, Role.ROLE_USER, random.nextBoolean() ? "Mia" : "", said);
      for (int loop = random.nextInt(3); loop > 0; loop--) {
        loop(messages);
      }
      add(messages, Role.ROLE_ASSISTANT, "", List.of(words(60)));
    }
    return messages;
  }

  private void loop(List<Message> messages) {
    List<Part> batch = new ArrayList<>();
    List<Part> results = new ArrayList<>();
    for (int i = 1 + random.nextInt(2); i > 0; i--) {
      String id = "call" + calls++;
      ToolCall call =
          ToolCall.newBuilder().setId(id).setName("find").setArgumentsJson("{}").build();
      batch.add(Part.newBuilder().setToolCall(call).build());
      ToolResult.Builder result =
          ToolResult.newBuilder()
              .setCallId(id)
              .setIsError(random.nextBoolean())
              .addParts(words(90));
      if (random.nextInt(3) == 0) {
        result.addParts(other()).addParts(words(30));
      }
      results.add(Part.newBuilder().setToolResult(result).build());
    }
    add(messages, Role.ROLE_ASSISTANT, "", batch);
    results.forEach(result -> add(messages, Role.ROLE_TOOL, "find", List.of(result)));
  }

  private void add(List<Message> messages, Role role, String name, List<Part> parts) {
    Message.Builder message = Message.newBuilder().setRole(role).setName(name).addAllParts(parts);
    if (random.nextBoolean()) {
      message.setId("m" + messages.size());
    }
    if (parts.isEmpty()) {
      message.setKnownTokens(known());
    }
    messages.add(message.build());
  }

  private Component history() {
    return Component.newBuilder()
        .setId("talk")
        .setKind(ComponentKind.COMPONENT_KIND_HISTORY)
        .setReduction(reduction(true))
        .setMessages(MessageContent.newBuilder().addAllMessages(messages()))
        .build();
  }

  private Component tools() {
    ToolContent.Builder tools = ToolContent.newBuilder();
    tools.addTools(
        Tool.newBuilder()
            .setName("find")
            .setDescription(string(6))
            .setPriority(random.nextInt(3))
            .setPinned(random.nextBoolean())
            .setParametersJsonSchema(
                random.nextBoolean() ? "{\"type\":\"object\"}" : "{ \"type\": \"object\" }"));
    tools.addTools(Tool.newBuilder().setName("bare").setGroup("g").addKeepWith("tool:find"));
    return Component.newBuilder()
        .setId("tools")
        .setKind(ComponentKind.COMPONENT_KIND_TOOLS)
        .setTools(tools)
        .build();
  }

  private Component chunks() {
    ChunkContent.Builder chunks = ChunkContent.newBuilder();
    for (int i = random.nextInt(8); i > 0; i--) {
      Chunk.Builder chunk = Chunk.newBuilder().setScore(random.nextInt(10)).setSource("s");
      switch (random.nextInt(3)) {
        case 0 -> chunk.setValue(string(40));
        case 1 -> chunk.setUtf8(ByteString.copyFromUtf8(string(40)));
        default -> chunk.setKnownTokens(known());
      }
      if (random.nextInt(3) == 0) {
        chunk.addVariants(string(8)).addVariants(string(2));
      }
      chunks.addChunks(chunk);
    }
    return Component.newBuilder()
        .setId("found")
        .setKind(ComponentKind.COMPONENT_KIND_RETRIEVED)
        .setOrder(ItemOrder.forNumber(random.nextInt(4)))
        .setReduction(reduction(false))
        .setChunks(chunks)
        .build();
  }

  private Component entries() {
    EntryContent.Builder entries = EntryContent.newBuilder();
    for (int i = random.nextInt(5); i > 0; i--) {
      Entry.Builder entry = Entry.newBuilder().setKey("ключ" + i);
      entries.addEntries(
          random.nextInt(3) == 0 ? entry.setKnownTokens(known()) : entry.setValue(string(20)));
    }
    return Component.newBuilder()
        .setId("memory")
        .setKind(ComponentKind.COMPONENT_KIND_MEMORY)
        .setReduction(reduction(false))
        .setEntries(entries)
        .build();
  }

  private Component text(String id, ComponentKind kind, int words) {
    Component.Builder component = Component.newBuilder().setId(id).setKind(kind);
    if (kind == ComponentKind.COMPONENT_KIND_CUSTOM) {
      component.setReduction(truncate());
      if (random.nextInt(6) == 0) {
        return component.setText(TextContent.newBuilder().setKnownTokens(known())).build();
      }
    }
    String text = string(words);
    return component
        .setText(
            random.nextBoolean()
                ? TextContent.newBuilder().setValue(text)
                : TextContent.newBuilder().setUtf8(ByteString.copyFromUtf8(text)))
        .build();
  }

  private Reduction reduction(boolean history) {
    return switch (random.nextInt(history ? 5 : 3)) {
      case 0 -> truncate();
      case 1 -> Reduction.newBuilder().setByRelevance(ByRelevance.getDefaultInstance()).build();
      case 2 -> Reduction.newBuilder().setDropItems(DropItems.getDefaultInstance()).build();
      case 3 -> Reduction.newBuilder().setWindow(Window.newBuilder().setMessageCount(6)).build();
      default ->
          Reduction.newBuilder()
              .setClearToolResults(ClearToolResults.newBuilder().setKeepLast(random.nextInt(3)))
              .build();
    };
  }

  private Reduction truncate() {
    TruncateSide side = TruncateSide.forNumber(random.nextInt(4));
    return Reduction.newBuilder().setTruncate(Truncate.newBuilder().setSide(side)).build();
  }

  private KnownTokens known() {
    return KnownTokens.newBuilder()
        .setTokenizerId(tokenizer)
        .setTokenCount(random.nextInt(60))
        .build();
  }

  private Part words(int most) {
    return random.nextBoolean()
        ? Part.newBuilder().setText(string(most)).build()
        : Part.newBuilder().setTextUtf8(ByteString.copyFromUtf8(string(most))).build();
  }

  private Part other() {
    return switch (random.nextInt(3)) {
      case 0 -> Part.newBuilder().setText("").build();
      case 1 ->
          Part.newBuilder()
              .setImage(
                  Image.newBuilder()
                      .setWidthPixels(64)
                      .setHeightPixels(64)
                      .setMediaType("image/png"))
              .build();
      default ->
          Part.newBuilder()
              .setOpaque(Opaque.newBuilder().setData(ByteString.fromHex("00ff")).setTokens(3))
              .build();
    };
  }

  private String string(int most) {
    StringBuilder text = new StringBuilder("x");
    for (int i = random.nextInt(most + 1); i > 0; i--) {
      text.append(' ').append(WORDS[random.nextInt(WORDS.length)]);
    }
    return text.toString();
  }
}

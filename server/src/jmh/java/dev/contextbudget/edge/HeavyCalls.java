package dev.contextbudget.edge;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import dev.contextbudget.v1.CacheOptions;
import dev.contextbudget.v1.Chunk;
import dev.contextbudget.v1.ChunkContent;
import dev.contextbudget.v1.CompactRequest;
import dev.contextbudget.v1.Component;
import dev.contextbudget.v1.ComponentKind;
import dev.contextbudget.v1.CountTokensRequest;
import dev.contextbudget.v1.CountTokensStreamRequest;
import dev.contextbudget.v1.FitContextRequest;
import dev.contextbudget.v1.LintContextRequest;
import dev.contextbudget.v1.MessageContent;
import dev.contextbudget.v1.Part;
import dev.contextbudget.v1.PlanBudgetRequest;
import dev.contextbudget.v1.Policy;
import dev.contextbudget.v1.ProviderFormat;
import dev.contextbudget.v1.ProviderRequest;
import dev.contextbudget.v1.Reduction;
import dev.contextbudget.v1.Role;
import dev.contextbudget.v1.Slot;
import dev.contextbudget.v1.TextContent;
import dev.contextbudget.v1.Truncate;
import dev.contextbudget.v1.TruncateSide;
import dev.contextbudget.v1.View;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/** Calls as large as the limits let them be, of every kind of work. */
final class HeavyCalls {
  private static final String MODEL = "gpt-4o";
  private static final String STREAM = "CountTokensStream";
  private static final int BYTES = 15 << 20;
  private static final int TEXT_BYTES = 4 << 20;

  private HeavyCalls() {}

  static List<HeavyCall> all() {
    return List.of(
        HeavyCall.unary("CountTokens prose", "CountTokens", () -> count(MODEL, history(15_000))),
        HeavyCall.unary(
            "CountTokens small messages", "CountTokens", () -> count(MODEL, short20k())),
        HeavyCall.unary("CountTokens 4 MiB letters", "CountTokens", () -> count(MODEL, run('a'))),
        HeavyCall.unary("CountTokens 4 MiB spaces", "CountTokens", () -> count(MODEL, run(' '))),
        HeavyCall.unary(
            "CountTokens estimate",
            "CountTokens",
            () -> count("claude-sonnet-4-5", history(15_000))),
        HeavyCall.unary("CountTokens body", "CountTokens", () -> countBody()),
        HeavyCall.unary(
            "CountTokens chunks",
            "CountTokens",
            () -> count(MODEL, chunks(20_000, "A passage of some words. ".repeat(25)))),
        new HeavyCall("CountTokensStream prose", STREAM, () -> documents(0)),
        new HeavyCall("CountTokensStream cut", STREAM, () -> documents(16)),
        HeavyCall.unary("PlanBudget 1,000 slots", "PlanBudget", HeavyCalls::plan),
        HeavyCall.unary(
            "FitContext prose", "FitContext", () -> fit(history(15_000), View.VIEW_FULL)),
        HeavyCall.unary(
            "FitContext edits, cache", "FitContext", () -> fit(history(15_000), View.VIEW_EDITS)),
        HeavyCall.unary(
            "FitContext small messages", "FitContext", () -> fit(short20k(), View.VIEW_FULL)),
        HeavyCall.unary(
            "FitContext chunks",
            "FitContext",
            () -> fit(chunks(20_000, "A passage of some words. ".repeat(25)), View.VIEW_FULL)),
        HeavyCall.unary(
            "FitContext body",
            "FitContext",
            () -> fitBody(ProviderFormat.PROVIDER_FORMAT_UNSPECIFIED)),
        HeavyCall.unary(
            "FitContext body, rendered",
            "FitContext",
            () -> fitBody(ProviderFormat.PROVIDER_FORMAT_ANTHROPIC_MESSAGES)),
        HeavyCall.unary("Compact prose", "Compact", () -> compact(history(15_000))),
        HeavyCall.unary("Compact texts of 3 MiB", "Compact", () -> compact(messages(5, 3 << 20))),
        HeavyCall.unary("Compact 4 MiB letters", "Compact", () -> compact(texts("a"))),
        HeavyCall.unary("Compact 4 MiB spaces", "Compact", () -> compact(texts(" "))),
        HeavyCall.unary("Compact 4 MiB lines", "Compact", () -> compact(texts("abc\n"))),
        HeavyCall.unary("Compact 4 MiB quotes", "Compact", () -> compact(texts("\"b1\" "))),
        HeavyCall.unary("Compact 4 MiB ideographs", "Compact", () -> compact(texts("\u6f22"))),
        HeavyCall.unary("Compact body", "Compact", HeavyCalls::compactBody),
        HeavyCall.unary("FitContext cut letters", "FitContext", () -> cut("a")),
        HeavyCall.unary("FitContext cut words", "FitContext", () -> cut("abc ")),
        HeavyCall.unary("FitContext cut tags", "FitContext", () -> cut("<a>b</a>")),
        HeavyCall.unary("LintContext body", "LintContext", () -> lint(body())),
        HeavyCall.unary("LintContext 4 MiB letters", "LintContext", () -> lint(body("a"))),
        HeavyCall.unary("LintContext 4 MiB times", "LintContext", () -> lint(body("12:03 "))));
  }

  /** Calls as most are: some KiB. */
  static List<HeavyCall> everyday() {
    return List.of(
        HeavyCall.unary("count", "CountTokens", () -> count(MODEL, messages(64, 500))),
        HeavyCall.unary("plan", "PlanBudget", HeavyCalls::plan),
        HeavyCall.unary("fit", "FitContext", () -> fit(messages(1_000, 500), View.VIEW_FULL)),
        HeavyCall.unary("compact", "Compact", () -> compact(messages(200, 500))),
        HeavyCall.unary("large", "CountTokens", () -> count(MODEL, messages(1_000, 4_000))));
  }

  /** A request of texts of a mebibyte, the same for each call that takes components. */
  static byte[] texts(byte[] letters) {
    FitContextRequest.Builder request = FitContextRequest.newBuilder().setModel(MODEL);
    for (int at = 0; at < letters.length; at += 1 << 20) {
      request.addComponents(
          component()
              .setId("a" + at)
              .setText(
                  TextContent.newBuilder().setUtf8(ByteString.copyFrom(letters, at, 1 << 20))));
    }
    return request.build().toByteArray();
  }

  private static Message count(String model, Component component) {
    return CountTokensRequest.newBuilder().setModel(model).addComponents(component).build();
  }

  /** Four, each as long as a text may be. */
  private static Stream<CountTokensStreamRequest> documents(int chunkTokens) {
    CountTokensStreamRequest document =
        CountTokensStreamRequest.newBuilder()
            .setTextUtf8(ByteString.copyFromUtf8(words(new SplittableRandom(1), TEXT_BYTES)))
            .setChunkTokens(chunkTokens)
            .build();
    CountTokensStreamRequest first = document.toBuilder().setModel(MODEL).build();
    return Stream.of(first, document, document, document);
  }

  private static Message countBody() {
    return CountTokensRequest.newBuilder().setModel(MODEL).setProviderRequest(body()).build();
  }

  private static Message fit(Component component, View view) {
    return FitContextRequest.newBuilder()
        .setModel(MODEL)
        .setPolicy(Policy.newBuilder().setContextWindowTokens(100_000))
        .addComponents(component)
        .setCache(CacheOptions.getDefaultInstance())
        .setView(view)
        .build();
  }

  private static Message fitBody(ProviderFormat renderAs) {
    boolean same = renderAs == ProviderFormat.PROVIDER_FORMAT_UNSPECIFIED;
    return FitContextRequest.newBuilder()
        .setModel(same ? MODEL : "claude-sonnet-4-5")
        .setPolicy(Policy.newBuilder().setContextWindowTokens(100_000))
        .setProviderRequest(body().toBuilder().setRenderAs(renderAs))
        .build();
  }

  private static Message compact(Component history) {
    return CompactRequest.newBuilder()
        .setModel(MODEL)
        .setTargetTokens(10_000)
        .addAllMessages(history.getMessages().getMessagesList())
        .build();
  }

  private static Message compactBody() {
    return CompactRequest.newBuilder()
        .setModel(MODEL)
        .setTargetTokens(100_000)
        .setProviderRequest(body())
        .build();
  }

  private static Message lint(ProviderRequest body) {
    return LintContextRequest.newBuilder().setModel(MODEL).setProviderRequest(body).build();
  }

  private static Message plan() {
    Policy.Builder policy = Policy.newBuilder();
    for (int i = 0; i < 1_000; i++) {
      policy.addSlots(Slot.newBuilder().setName("slot" + i).setWeight(i + 1));
    }
    return PlanBudgetRequest.newBuilder().setModel(MODEL).setPolicy(policy).build();
  }

  private static Component history(int messages) {
    return messages(messages, BYTES / messages - 16);
  }

  private static Component short20k() {
    return messages(20_000, 4);
  }

  private static Component messages(int count, int bytes) {
    List<dev.contextbudget.v1.Message> messages = new ArrayList<>();
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < count; i++) {
      messages.add(
          dev.contextbudget.v1.Message.newBuilder()
              .setRole(i % 2 == 0 ? Role.ROLE_USER : Role.ROLE_ASSISTANT)
              .addParts(Part.newBuilder().setText(words(random, bytes)))
              .build());
    }
    return component()
        .setKind(ComponentKind.COMPONENT_KIND_HISTORY)
        .setMessages(MessageContent.newBuilder().addAllMessages(messages))
        .build();
  }

  /** Sentences of words that no vocabulary has, with numbers, which are facts. */
  private static String words(SplittableRandom random, int bytes) {
    StringBuilder text = new StringBuilder(bytes);
    while (text.length() < bytes) {
      int kind = random.nextInt(14);
      if (kind == 0) {
        text.append(random.nextInt(100_000));
      } else {
        int letters = random.nextInt(2, 10);
        for (int i = 0; i < letters; i++) {
          text.append((char) ('a' + random.nextInt(26)));
        }
      }
      text.append(kind == 1 ? ". " : " ");
    }
    text.setLength(bytes);
    return text.toString();
  }

  private static Component run(char letter) {
    return text(String.valueOf(letter)).build();
  }

  private static Component.Builder text(String repeated) {
    return component().setText(TextContent.newBuilder().setUtf8(filled(repeated)));
  }

  /** As long as a text may be. */
  private static ByteString filled(String repeated) {
    ByteString once = ByteString.copyFromUtf8(repeated);
    return ByteString.copyFromUtf8(repeated.repeat(TEXT_BYTES / once.size()));
  }

  /** Three of them, and turns that stay. */
  private static Component texts(String repeated) {
    MessageContent.Builder messages = MessageContent.newBuilder();
    for (int i = 0; i < 9; i++) {
      messages
          .addMessagesBuilder()
          .setRole(i % 2 == 0 ? Role.ROLE_USER : Role.ROLE_ASSISTANT)
          .addPartsBuilder()
          .setTextUtf8(i < 3 ? filled(repeated) : ByteString.copyFromUtf8("Go on."));
    }
    return component().setMessages(messages).build();
  }

  private static Message cut(String repeated) {
    return FitContextRequest.newBuilder()
        .setModel(MODEL)
        .setPolicy(Policy.newBuilder().setContextWindowTokens(100_000))
        .addComponents(
            text(repeated)
                .setReduction(
                    Reduction.newBuilder()
                        .setTruncate(
                            Truncate.newBuilder().setSide(TruncateSide.TRUNCATE_SIDE_MIDDLE))))
        .build();
  }

  private static Component chunks(int count, String text) {
    Chunk chunk = Chunk.newBuilder().setValue(text).build();
    ChunkContent.Builder chunks = ChunkContent.newBuilder();
    for (int i = 0; i < count; i++) {
      chunks.addChunks(chunk);
    }
    return component().setKind(ComponentKind.COMPONENT_KIND_RETRIEVED).setChunks(chunks).build();
  }

  private static Component.Builder component() {
    return Component.newBuilder().setId("a").setKind(ComponentKind.COMPONENT_KIND_CUSTOM);
  }

  private static ProviderRequest body(String repeated) {
    return ProviderRequest.newBuilder()
        .setFormat(ProviderFormat.PROVIDER_FORMAT_OPENAI_CHAT)
        .setJson(
            ByteString.copyFromUtf8("{\"messages\":[{\"role\":\"system\",\"content\":\"")
                .concat(filled(repeated))
                .concat(ByteString.copyFromUtf8("\"}]}")))
        .build();
  }

  private static ProviderRequest body() {
    SplittableRandom random = new SplittableRandom(1);
    StringBuilder json = new StringBuilder("{\"messages\":[");
    for (int i = 0; json.length() < BYTES; i++) {
      json.append(i == 0 ? "" : ",")
          .append("{\"role\":\"")
          .append(i % 2 == 0 ? "user" : "assistant")
          .append("\",\"content\":\"")
          .append(words(random, 1_000))
          .append("\"}");
    }
    return ProviderRequest.newBuilder()
        .setFormat(ProviderFormat.PROVIDER_FORMAT_OPENAI_CHAT)
        .setJson(ByteString.copyFromUtf8(json.append("]}").toString()))
        .build();
  }
}

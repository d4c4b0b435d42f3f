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
import java.util.function.Supplier;

/** Calls as large as the limits let them be, of every kind of work. */
final class HeavyCalls {
  private static final String MODEL = "gpt-4o";
  private static final int BYTES = 15 << 20;
  private static final int TEXT_BYTES = 4 << 20;

  private HeavyCalls() {}

  /** A call that is heavy in its own way. */
  record Kind(String name, String call, Supplier<Message> message) {
    byte[] request() {
      return message.get().toByteArray();
    }
  }

  static List<Kind> all() {
    return List.of(
        new Kind("CountTokens prose", "CountTokens", () -> count(MODEL, history(15_000))),
        new Kind("CountTokens small messages", "CountTokens", () -> count(MODEL, short20k())),
        new Kind("CountTokens 4 MiB letters", "CountTokens", () -> count(MODEL, run('a'))),
        new Kind("CountTokens 4 MiB spaces", "CountTokens", () -> count(MODEL, run(' '))),
        new Kind(
            "CountTokens estimate",
            "CountTokens",
            () -> count("claude-sonnet-4-5", history(15_000))),
        new Kind("CountTokens body", "CountTokens", () -> countBody()),
        new Kind(
            "CountTokens chunks of 8 bytes",
            "CountTokens",
            () -> count(MODEL, chunks(1_200_000, "abcd"))),
        new Kind("PlanBudget 1,000 slots", "PlanBudget", HeavyCalls::plan),
        new Kind("FitContext prose", "FitContext", () -> fit(history(15_000), View.VIEW_FULL)),
        new Kind(
            "FitContext edits, cache", "FitContext", () -> fit(history(15_000), View.VIEW_EDITS)),
        new Kind("FitContext small messages", "FitContext", () -> fit(short20k(), View.VIEW_FULL)),
        new Kind(
            "FitContext chunks",
            "FitContext",
            () -> fit(chunks(20_000, "A passage of some words. ".repeat(25)), View.VIEW_FULL)),
        new Kind(
            "FitContext body",
            "FitContext",
            () -> fitBody(ProviderFormat.PROVIDER_FORMAT_UNSPECIFIED)),
        new Kind(
            "FitContext body, rendered",
            "FitContext",
            () -> fitBody(ProviderFormat.PROVIDER_FORMAT_ANTHROPIC_MESSAGES)),
        new Kind("Compact prose", "Compact", () -> compact(history(15_000))),
        new Kind("Compact texts of 3 MiB", "Compact", () -> compact(messages(5, 3 << 20))),
        new Kind("Compact 4 MiB letters", "Compact", () -> compact(texts("a"))),
        new Kind("Compact 4 MiB spaces", "Compact", () -> compact(texts(" "))),
        new Kind("Compact 4 MiB lines", "Compact", () -> compact(texts("abc\n"))),
        new Kind("Compact 4 MiB quotes", "Compact", () -> compact(texts("\"b1\" "))),
        new Kind("Compact 4 MiB ideographs", "Compact", () -> compact(texts("\u6f22"))),
        new Kind("Compact body", "Compact", HeavyCalls::compactBody),
        new Kind("FitContext cut letters", "FitContext", () -> cut("a")),
        new Kind("FitContext cut words", "FitContext", () -> cut("abc ")),
        new Kind("FitContext cut tags", "FitContext", () -> cut("<a>b</a>")),
        new Kind("LintContext body", "LintContext", () -> lint(body())),
        new Kind("LintContext 4 MiB letters", "LintContext", () -> lint(body("a"))),
        new Kind("LintContext 4 MiB times", "LintContext", () -> lint(body("12:03 "))));
  }

  /** Calls as most are: some KiB. */
  static List<Kind> everyday() {
    return List.of(
        new Kind("count", "CountTokens", () -> count(MODEL, messages(64, 500))),
        new Kind("plan", "PlanBudget", HeavyCalls::plan),
        new Kind("fit", "FitContext", () -> fit(messages(1_000, 500), View.VIEW_FULL)),
        new Kind("compact", "Compact", () -> compact(messages(200, 500))),
        new Kind("large", "CountTokens", () -> count(MODEL, messages(1_000, 4_000))));
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

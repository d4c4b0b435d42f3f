package dev.contextbudget.edge;

import static dev.contextbudget.edge.HeavyTexts.TEXT_BYTES;
import static dev.contextbudget.edge.HeavyTexts.body;
import static dev.contextbudget.edge.HeavyTexts.chunks;
import static dev.contextbudget.edge.HeavyTexts.component;
import static dev.contextbudget.edge.HeavyTexts.history;
import static dev.contextbudget.edge.HeavyTexts.messages;
import static dev.contextbudget.edge.HeavyTexts.run;
import static dev.contextbudget.edge.HeavyTexts.short20k;
import static dev.contextbudget.edge.HeavyTexts.text;
import static dev.contextbudget.edge.HeavyTexts.texts;
import static dev.contextbudget.edge.HeavyTexts.words;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import dev.contextbudget.v1.CacheOptions;
import dev.contextbudget.v1.CompactRequest;
import dev.contextbudget.v1.Component;
import dev.contextbudget.v1.CountTokensRequest;
import dev.contextbudget.v1.CountTokensStreamRequest;
import dev.contextbudget.v1.FitContextRequest;
import dev.contextbudget.v1.LintContextRequest;
import dev.contextbudget.v1.PlanBudgetRequest;
import dev.contextbudget.v1.Policy;
import dev.contextbudget.v1.ProviderFormat;
import dev.contextbudget.v1.ProviderRequest;
import dev.contextbudget.v1.Reduction;
import dev.contextbudget.v1.Slot;
import dev.contextbudget.v1.TextContent;
import dev.contextbudget.v1.Truncate;
import dev.contextbudget.v1.TruncateSide;
import dev.contextbudget.v1.View;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/** Calls as large as the limits let them be, of every kind of work. */
final class HeavyCalls {
  private static final String MODEL = "gpt-4o";
  private static final String STREAM = "CountTokensStream";

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
  static byte[] requestOfTexts(byte[] letters) {
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
}

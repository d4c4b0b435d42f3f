package dev.contextbudget.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.protobuf.ByteString;
import dev.contextbudget.catalog.CatalogReader;
import dev.contextbudget.catalog.LintFactsReader;
import dev.contextbudget.core.error.BudgetUnsatisfiable;
import dev.contextbudget.core.error.Pace;
import dev.contextbudget.core.error.StopSignal;
import dev.contextbudget.core.error.StopsContract;
import dev.contextbudget.core.model.ModelCatalog;
import dev.contextbudget.v1.CacheOptions;
import dev.contextbudget.v1.Chunk;
import dev.contextbudget.v1.ChunkContent;
import dev.contextbudget.v1.CompactRequest;
import dev.contextbudget.v1.Component;
import dev.contextbudget.v1.ComponentKind;
import dev.contextbudget.v1.CountTokensRequest;
import dev.contextbudget.v1.FitContextRequest;
import dev.contextbudget.v1.LintContextRequest;
import dev.contextbudget.v1.Message;
import dev.contextbudget.v1.MessageContent;
import dev.contextbudget.v1.Part;
import dev.contextbudget.v1.PlanBudgetRequest;
import dev.contextbudget.v1.Policy;
import dev.contextbudget.v1.ProviderFormat;
import dev.contextbudget.v1.ProviderRequest;
import dev.contextbudget.v1.Reduction;
import dev.contextbudget.v1.Role;
import dev.contextbudget.v1.TextContent;
import dev.contextbudget.v1.Truncate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** Long work asks in each of its loops whether anybody waits, and ends where it learns not. */
class StopsTest extends StopsContract {
  private static final ModelCatalog CATALOG = new CatalogReader().bundled();
  private static final Limits LIMITS = Limits.DEFAULTS;
  private static final LintContextCall LINT =
      new LintContextCall(LIMITS, LintFactsReader.bundled());
  private static final int ITEMS = 300;
  private static final int WINDOW_BYTES = 64 << 10;
  private static final String MODEL = "gpt-4o";

  private static final String CALLS = "{\"messages\":[{\"role\":\"assistant\",\"content\":[%s]}]}";
  private static final String INSTRUCTIONS = "{\"system\":\"%s\",\"messages\":[]}";
  private static final String TOOLS = "{\"tools\":[%s],\"messages\":[]}";
  private static final String TOOL = "{\"name\":\"a\",\"description\":\"turn 1\"}";
  private static final String SCHEMA =
      "{\"tools\":[{\"name\":\"a\",\"input_schema\":{\"b\":[%s]}}],\"messages\":[]}";

  static Stream<Arguments> works() {
    String long4 = "She sells sea shells. ".repeat(4 * WINDOW_BYTES / 22);
    Component history =
        component("h").setMessages(MessageContent.newBuilder().addAllMessages(messages())).build();
    Component chunks =
        component("c").setChunks(ChunkContent.newBuilder().addAllChunks(chunks())).build();
    Component text = component("t").setText(TextContent.newBuilder().setValue(long4)).build();
    Component cut =
        text.toBuilder()
            .setReduction(Reduction.newBuilder().setTruncate(Truncate.getDefaultInstance()))
            .build();
    return Stream.of(
        // decode, count; a window is asked for as each item is counted
        work("count messages", 3 * ITEMS, stop -> count(history, stop)),
        work("count chunks", 3 * ITEMS, stop -> count(chunks, stop)),
        work("count a text", 4, stop -> count(text, stop)),
        // decode, count, write, hash
        work("fit messages", 5 * ITEMS, stop -> fit(history, MODEL, stop)),
        work("fit chunks", 5 * ITEMS, stop -> fit(chunks, MODEL, stop)),
        work("fit an estimated count", 5 * ITEMS, stop -> fit(history, "claude-opus-4-5", stop)),
        work("cut a text", 8, stop -> cut(cut, stop)),
        // decode, measure and count all; label and split all but the newest turns
        // decode slots, then demands, then join them; bounds twice, and the grants
        work("plan", 6 * ITEMS, stop -> plan(0, stop)),
        work("search the least budget", 10 * ITEMS, StopsTest::planOverFloors),
        work("compact", 5 * (ITEMS - 4), StopsTest::compact),
        // read, count; members, pairs of calls, of server tools, names, empty, texts, findings
        work("lint blocks", 8 * ITEMS, stop -> lint(CALLS, "{\"type\":\"tool_use\"}", ITEMS, stop)),
        work("lint tools", 8 * ITEMS, stop -> lint(TOOLS, TOOL, ITEMS, stop)),
        work("lint a schema", 3 * ITEMS, stop -> lint(SCHEMA, "{\"a\":\"b\"}", ITEMS, stop)),
        // windows of volatile text
        work("lint a text", 12, stop -> lint(INSTRUCTIONS, long4, 1, stop)),
        // special tokens and base64 in it
        work(
            "lint a word",
            2 * 4 * WINDOW_BYTES / Pace.BYTES,
            stop -> lint(INSTRUCTIONS, "a".repeat(4 * WINDOW_BYTES), 1, stop)));
  }

  private static void count(Component component, StopSignal stop) {
    new CountTokensCall(LIMITS)
        .answer(
            CountTokensRequest.newBuilder().setModel(MODEL).addComponents(component).build(),
            CATALOG,
            stop);
  }

  private static void fit(Component component, String model, StopSignal stop) {
    new FitContextCall(LIMITS)
        .answer(
            FitContextRequest.newBuilder()
                .setModel(model)
                .setCache(CacheOptions.getDefaultInstance())
                .addComponents(component)
                .build(),
            CATALOG,
            stop);
  }

  private static void cut(Component component, StopSignal stop) {
    new FitContextCall(LIMITS)
        .answer(
            FitContextRequest.newBuilder()
                .setModel(MODEL)
                .setPolicy(Policy.newBuilder().setContextWindowTokens(50_000))
                .addComponents(component)
                .build(),
            CATALOG,
            stop);
  }

  /** Nothing but the search for what it needs is left to do once the floors do not fit. */
  private static void planOverFloors(StopSignal stop) {
    try {
      plan(1_000, stop);
    } catch (BudgetUnsatisfiable expected) {
      assertEquals(ITEMS * 1_000, expected.requiredTokens());
    }
  }

  private static void plan(int floorTokens, StopSignal stop) {
    PlanBudgetRequest.Builder request = PlanBudgetRequest.newBuilder().setModel(MODEL);
    for (int i = 0; i < ITEMS; i++) {
      request.getPolicyBuilder().addSlotsBuilder().setName("s" + i).setFloorTokens(floorTokens);
      request.addDemandsBuilder().setSlot("s" + i).setDemandTokens(1_000);
    }
    new PlanBudgetCall(LIMITS).answer(request.build(), CATALOG, stop);
  }

  private static void lint(String body, String element, int times, StopSignal stop) {
    String json = body.formatted(String.join(",", Collections.nCopies(times, element)));
    LINT.answer(
        LintContextRequest.newBuilder()
            .setModel("claude-haiku-4-5")
            .setProviderRequest(
                ProviderRequest.newBuilder()
                    .setFormat(ProviderFormat.PROVIDER_FORMAT_ANTHROPIC_MESSAGES)
                    .setJson(ByteString.copyFromUtf8(json)))
            .build(),
        CATALOG,
        stop);
  }

  private static void compact(StopSignal stop) {
    new CompactCall(LIMITS)
        .answer(
            CompactRequest.newBuilder()
                .setModel(MODEL)
                .setTargetTokens(1_000)
                .addAllMessages(messages())
                .build(),
            CATALOG,
            stop);
  }

  private static Component.Builder component(String id) {
    return Component.newBuilder().setId(id).setKind(ComponentKind.COMPONENT_KIND_CUSTOM);
  }

  private static List<Message> messages() {
    List<Message> messages = new ArrayList<>();
    for (int i = 0; i < ITEMS; i++) {
      messages.add(
          Message.newBuilder()
              .setRole(i % 2 == 0 ? Role.ROLE_USER : Role.ROLE_ASSISTANT)
              .addParts(Part.newBuilder().setText("Order %d is on its way.".formatted(i)))
              .build());
    }
    return messages;
  }

  private static List<Chunk> chunks() {
    return IntStream.range(0, ITEMS)
        .mapToObj(i -> Chunk.newBuilder().setValue("Shelf %d holds glue.".formatted(i)).build())
        .toList();
  }
}

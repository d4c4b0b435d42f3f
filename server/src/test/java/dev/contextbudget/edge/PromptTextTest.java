package dev.contextbudget.edge;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.Message;
import dev.contextbudget.app.CapturedLog;
import dev.contextbudget.app.LiveServer;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What is in a prompt stays in its request and answer: no log, meter or error has it. */
class PromptTextTest {
  private static final String MARK = "canary7d1f";

  /** How the mark would stand in a dump of bytes. */
  private static final String MARK_IN_HEX =
      HexFormat.of().formatHex(MARK.getBytes(StandardCharsets.UTF_8));

  private final List<String> answers = new ArrayList<>();
  private final List<String> failures = new ArrayList<>();

  @Test
  void noTextOfARequestLeavesItButInItsAnswer() throws Exception {
    List<String> logged;
    String metrics;
    try (CapturedLog log = new CapturedLog()) {
      try (LiveServer server = LiveServer.start()) {
        requests()
            .forEach(input -> send(() -> server.call(Calls.of(input.call()), input.request())));
        for (String call : List.of("CountTokens", "FitContext", "Compact", "PlanBudget")) {
          byte[] nonsense = ("\n\177" + MARK).getBytes(StandardCharsets.UTF_8);
          send(() -> server.call(RawMethod.of(Calls.of(call).getFullMethodName()), nonsense));
        }
        metrics = server.admin("/metrics") + server.admin("/config");
      }
      logged = log.lines();
    }

    assertTrue(answers.stream().anyMatch(answer -> answer.contains(MARK)), "no answer has it");
    assertTrue(failures.size() > 100, () -> failures.size() + " failures");
    assertTrue(
        logged.stream().filter(line -> line.startsWith("INFO access call")).count()
            >= failures.size() + answers.size(),
        () -> logged.size() + " lines");
    failures.forEach(PromptTextTest::assertUnmarked);
    logged.forEach(PromptTextTest::assertUnmarked);
    assertUnmarked(metrics);
  }

  /** Every wrong request that there is, the right ones among them, and names that are texts. */
  private static Stream<BadInput> requests() {
    Stream<BadInput> texts =
        Stream.of(
                BadInputTest.requests(),
                BadInputTest.components(),
                BadInputTest.messages(),
                BadInputTest.policies())
            .flatMap(rows -> rows)
            .map(row -> row.with(Marked.with(MARK, row.request())));
    return Stream.concat(texts, names());
  }

  private static Stream<BadInput> names() {
    String bad = MARK + " /";
    return Stream.of(
            "GetModel: model: '%s'",
            "ListModels: provider: '%s'",
            "ListModels: page_token: '%s'",
            "PlanBudget: model: 'gpt-4o' policy { preset: '%s' }",
            "PlanBudget: model: 'gpt-4o' policy { slots { name: '%s' } }",
            "PlanBudget: model: 'gpt-4o' policy { slots { name: 'a' } } demands { slot: '%s' }",
            "FitContext: model: 'gpt-4o' cache { prefix_token: '%s' }",
            "FitContext: model: 'gpt-4o' components { id: '%s' kind: COMPONENT_KIND_CUSTOM }",
            "Compact: model: 'gpt-4o' commit { commit_token: '%s' }",
            "Compact: model: 'gpt-4o' messages { id: '%s' role: ROLE_USER keep_with: '%1$s' }",
            "Compact: model: 'gpt-4o' messages { group: '%s' known_tokens { tokenizer_id: '%1$s' } }")
        .map(
            row -> {
              String[] parts = row.split(": ", 2);
              Message request = Calls.request(parts[0], parts[1].formatted(bad));
              return new BadInput("a text as a name", parts[0], request, "");
            });
  }

  private void send(Supplier<Object> call) {
    try {
      answers.add(call.get().toString());
    } catch (StatusRuntimeException e) {
      failures.add(e.getStatus() + "\n" + everything(e.getTrailers()));
    }
  }

  private static String everything(Metadata trailers) {
    return trailers.keys().stream()
        .map(
            key ->
                key.endsWith(Metadata.BINARY_HEADER_SUFFIX)
                    ? new String(
                        trailers.get(Metadata.Key.of(key, Metadata.BINARY_BYTE_MARSHALLER)),
                        StandardCharsets.UTF_8)
                    : trailers.get(Metadata.Key.of(key, Metadata.ASCII_STRING_MARSHALLER)))
        .collect(Collectors.joining("\n"));
  }

  private static void assertUnmarked(String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    assertFalse(lower.contains(MARK) || lower.contains(MARK_IN_HEX), text);
  }
}

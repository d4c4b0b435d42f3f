package dev.contextbudget.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.contextbudget.v1.LintContextResponse;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Bodies that are as large as the limits allow and wrong everywhere: all is counted, and eight
 * times the body takes at most about eight times the memory. {@code LintStepsTest} counts the work.
 */
class LintHostileTest {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final int TIMES = 8;

  /** A body of some size, and what is at least wrong with it. */
  enum Hostile {
    DIGITS_AND_DASHES(1 << 20, n -> system("2026-1".repeat(n / 6))),
    ALMOST_BASE64(1 << 20, n -> system(("Aa0+".repeat(63) + " ").repeat(n / 253))),
    ALMOST_TOKENS(1 << 20, n -> system("<|a".repeat(n / 3))),
    MESSAGES(20_000, n -> messages(n, i -> "{\"role\":\"assistant\",\"content\":\"\"}")),
    CALLS_OF_ONE_ID(
        20_000,
        n ->
            messages(
                n,
                i ->
                    "{\"role\":\"assistant\",\"content\":[{\"type\":\"tool_use\",\"id\":\"a\","
                        + "\"name\":\"b\",\"input\":{}}]}")),
    RESULTS_OF_NOTHING(
        20_000,
        n ->
            messages(
                n,
                i ->
                    "{\"role\":\"user\",\"content\":[{\"type\":\"tool_result\","
                        + "\"tool_use_id\":\"a%d\"}]}".formatted(i))),
    MARKS_IN_ONE_MESSAGE(
        100_000,
        n ->
            messages(
                1,
                i ->
                    "{\"role\":\"user\",\"content\":[%s]}"
                        .formatted(
                            joined(n, k -> "{\"type\":\"text\",\"cache_control\":{\"ttl\":1}}")))),
    IMAGES_OF_NO_SIZE(
        50_000,
        n ->
            messages(
                1,
                i ->
                    "{\"role\":\"user\",\"content\":[%s]}"
                        .formatted(
                            joined(n, k -> "{\"type\":\"image\",\"source\":{\"data\":\"\"}}")))),
    INSTRUCTIONS_IN_BLOCKS(
        100_000,
        n ->
            "{\"system\":[%s],\"messages\":[]}"
                .formatted(
                    joined(n, i -> "{\"type\":\"text\",\"text\":\"turn %d\"}".formatted(i)))),
    TOOLS(
        1_000,
        n ->
            "{\"tools\":[%s],\"messages\":[]}"
                .formatted(
                    joined(
                        n,
                        i ->
                            "{\"name\":\"%d\",\"input_schema\":{\"b\":1,\"a\":2}}"
                                .formatted(n - i)))),
    CHAT_MESSAGES(
        "openai-chat",
        20_000,
        n -> messages(n, i -> "{\"role\":\"tool\",\"tool_call_id\":\"a%d\"}".formatted(i))),
    CHAT_CALLS(
        "openai-chat",
        50_000,
        n ->
            messages(
                1,
                i ->
                    "{\"role\":\"assistant\",\"tool_calls\":[%s]}"
                        .formatted(joined(n, k -> "{\"id\":\"a\",\"function\":{}}")))),
    RESPONSES_ITEMS(
        "openai-responses",
        20_000,
        n ->
            "{\"input\":[%s]}"
                .formatted(joined(n, i -> "{\"type\":\"function_call\",\"call_id\":\"a\"}"))),
    GEMINI_PARTS(
        "gemini",
        50_000,
        n ->
            "{\"contents\":[{\"role\":\"model\",\"parts\":[%s]}]}"
                .formatted(joined(n, i -> "{\"functionCall\":{\"name\":\"a\",\"args\":0}}"))),
    ARGUMENTS(
        1 << 18,
        n ->
            messages(
                1,
                i ->
                    "{\"role\":\"assistant\",\"content\":[{\"type\":\"tool_use\",\"id\":\"a\","
                        + "\"input\":[%s]}]}".formatted(joined(n, k -> "1"))));

    private final String dialect;
    private final int size;
    private final IntFunction<String> body;

    Hostile(int size, IntFunction<String> body) {
      this("anthropic", size, body);
    }

    Hostile(String dialect, int size, IntFunction<String> body) {
      this.dialect = dialect;
      this.size = size;
      this.body = body;
    }

    private static String system(String text) {
      return "{\"system\":\"%s\",\"messages\":[]}".formatted(text);
    }

    private static String messages(int number, IntFunction<String> message) {
      return "{\"messages\":[%s]}".formatted(joined(number, message));
    }

    private static String joined(int number, IntFunction<String> element) {
      return IntStream.range(0, number).mapToObj(element).collect(Collectors.joining(","));
    }

    private byte[] json(int part) {
      return body.apply(size / part).getBytes(StandardCharsets.UTF_8);
    }
  }

  @ParameterizedTest
  @EnumSource
  void worksInLinearMemoryAndCountsAll(Hostile body) {
    byte[] small = body.json(TIMES);
    byte[] large = body.json(1);
    lint(body, large); // what is loaded once is not counted

    long ofSmall = allocatedBytes(body, small);
    long ofLarge = allocatedBytes(body, large);

    assertTrue(ofLarge < 3L * TIMES * ofSmall, () -> "%d and %d bytes".formatted(ofSmall, ofLarge));
    LintContextResponse report = lint(body, large);
    assertTrue(report.getFindingsCount() > 0);
    assertEquals(
        report.getMoreCount() > 0, report.getFindingsCount() == LintContextCall.MOST_FINDINGS);
  }

  private static LintContextResponse lint(Hostile body, byte[] json) {
    return LintedBodies.lint(body.dialect, "claude-haiku-4-5", json);
  }

  private static long allocatedBytes(Hostile body, byte[] json) {
    long before = THREADS.getCurrentThreadAllocatedBytes();
    assertTrue(lint(body, json).getFindingsCount() > 0);
    return THREADS.getCurrentThreadAllocatedBytes() - before;
  }
}

package dev.contextbudget.lint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.contextbudget.Seeds;
import dev.contextbudget.core.error.StopSignal;
import dev.contextbudget.core.token.Utf8Text;
import dev.contextbudget.lint.VolatileText.Finding;
import dev.contextbudget.lint.VolatileText.Kind;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** On texts that are made up: what was planted is found, and what expressions match. */
class VolatileTextPropertyTest {
  private static final List<String> PROSE =
      List.of(
          "You are a helpful assistant.",
          "Antworte höflich und kurz",
          "请用中文回答。",
          "Use 2 or 3 tools",
          "ver. 1.2.3 (beta)",
          "costs $1,234.56",
          "see RFC 3339",
          "ISO 8601",
          "24/7 support",
          "ratio 16:9",
          "10.0.0.1:8080",
          "#1a2b3c",
          "from 9:00 to 17:30",
          "3 of 5 stars",
          "{\"type\":\"object\"}",
          "<b>bold</b>",
          "\u2022 \u0e01\u0e32\u0e23",
          "e\u0301a",
          "\uD83D\uDE00",
          "da39a3ee5e6b4b0d3255bfef95601890afd80709",
          "Step 1: ask\nStep 2: wait",
          "x = y[12:14]",
          "user@example.com",
          "a/b/c.txt",
          "Ω≈3.14159",
          "555-0100");

  private static final List<String> DATES =
      List.of(
          "yyyy-MM-dd",
          "yyyy/MM/dd",
          "dd.MM.yyyy",
          "d.M.yyyy",
          "MM/dd/yyyy",
          "dd/MM/yyyy",
          "MMMM d, yyyy",
          "MMM d yyyy",
          "d MMMM yyyy",
          "dd MMM yyyy",
          "EEEE, d MMMM yyyy",
          "EEEE, MMMM d, yyyy",
          "EEE MMM dd yyyy",
          "dd-MMM-yyyy",
          "yyyy年M月d日");

  private static final List<String> TIMES =
      List.of(
          "HH:mm:ss",
          "H:mm:ss.SSS",
          "h:mm a",
          "hh:mm:ss a",
          "HH:mm:ss 'UTC'",
          "HH:mm 'CET'",
          "HH:mm:ssXXX",
          "HH:mm:ss Z");

  private static final List<String> MOMENTS =
      List.of(
          "yyyy-MM-dd'T'HH:mm:ssXXX",
          "yyyy-MM-dd'T'HH:mm:ss.SSSX",
          "yyyy-MM-dd HH:mm",
          "yyyy-MM-dd HH:mm:ss 'EST'",
          "EEE, dd MMM yyyy HH:mm:ss 'GMT'",
          "M/d/yyyy, h:mm:ss a",
          "MMMM d, yyyy 'at' h:mm a",
          "EEE MMM dd yyyy HH:mm:ss 'GMT'Z",
          "yyyyMMdd'T'HHmmss'Z'");

  private static final List<String> FRAGMENTS =
      List.of(
          "2026",
          "2019",
          "1795356202",
          "1795356202123",
          "2025550123",
          "1800000000",
          "22",
          "11",
          "3",
          "07",
          "60",
          "24",
          "0100",
          "November",
          "Nov",
          "feb",
          "Sept",
          "Sunday",
          "Mon",
          "T",
          "Z",
          "am",
          "p.m.",
          "PM",
          "CET",
          "EST",
          "st",
          "th",
          "to",
          "and",
          "2026-11-22",
          "22.11.2026",
          "11/22/2026",
          "Nov 22, 2026",
          "14:03:22",
          "9:07",
          "+01:00",
          "550e8400-e29b-41d4-a716-",
          "446655440000",
          "0e8400ab",
          "-",
          "-",
          ":",
          ":",
          ".",
          "/",
          " ",
          " ",
          " ",
          "  ",
          ",",
          ", ",
          "+",
          "_",
          "[",
          "%",
          "$",
          "#",
          "@",
          "é",
          "字",
          "\u0301",
          "\n",
          "x",
          "(",
          "\"");

  static LongStream seeds() {
    return Seeds.all();
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void findsWhatWasPlanted(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    StringBuilder marked = new StringBuilder(any(random, PROSE));
    boolean counted = false;
    for (int i = random.nextInt(12); i > 0; i--) {
      Kind kind = Kind.values()[random.nextInt(Kind.values().length)];
      if (kind != Kind.COUNTER || !counted) {
        marked.append(any(random, List.of(" / ", "\n", " (", " \"", ": ", " \u2014 ", "，")));
        marked.append(kind == Kind.DATE ? "today " : "");
        marked.append("<<").append(kind).append(' ').append(planted(kind, random)).append(">>");
        marked.append(any(random, List.of(" ; ", "\n", ") ", "\" ", " \u2014 ", "。", " | ")));
        counted |= kind == Kind.COUNTER;
      }
      marked.append(' ').append(any(random, PROSE));
    }
    MarkedText expected = MarkedText.parse(marked.toString());

    String actual = MarkedText.mark(expected.text(), MarkedText.find(expected.text()));

    assertEquals(marked.toString(), actual);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void findsWhatExpressionsMatch(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < 20; i++) {
      String text =
          IntStream.range(0, random.nextInt(1, 16))
              .mapToObj(part -> any(random, FRAGMENTS))
              .collect(Collectors.joining());
      List<Finding> expected = VolatileTextOracle.find(text);

      List<Finding> actual =
          VolatileText.shapes(Utf8Text.of(text)).stream()
              .filter(f -> f.kind() != Kind.REQUEST_ID)
              .toList();

      assertEquals(MarkedText.mark(text, expected), MarkedText.mark(text, actual));
    }
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void findingsAreInOrderWithoutOverlapAndTheFirstOnesAreOfAnyLimit(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    String text =
        IntStream.range(0, random.nextInt(200))
            .mapToObj(part -> any(random, random.nextInt(4) > 0 ? FRAGMENTS : PROSE))
            .collect(Collectors.joining());
    Utf8Text utf8 = Utf8Text.of(text);

    List<Finding> all = VolatileText.find(utf8, Integer.MAX_VALUE, StopSignal.NEVER);

    int end = 0;
    for (Finding finding : all) {
      assertTrue(finding.startByte() >= end && finding.endByte() <= utf8.length());
      assertTrue(utf8.isCodePointBoundary(finding.startByte()));
      assertTrue(utf8.isCodePointBoundary(finding.endByte()));
      end = finding.endByte();
    }
    int most = random.nextInt(all.size() + 2);
    assertEquals(
        all.subList(0, Math.min(most, all.size())),
        VolatileText.find(utf8, most, StopSignal.NEVER));
  }

  private static String planted(Kind kind, SplittableRandom random) {
    return switch (kind) {
      case DATE -> moment(random).toLocalDate().format(format(any(random, DATES)));
      case TIME -> moment(random).format(format(any(random, TIMES)));
      case TIMESTAMP -> moment(random).format(format(any(random, MOMENTS)));
      case UNIX_TIME -> unixTime(random);
      case UUID ->
          "%08x-%04x-%x%03x-%x%03x-%012x"
              .formatted(
                  random.nextInt(),
                  random.nextInt(1 << 16),
                  random.nextInt(1, 9),
                  random.nextInt(1 << 12),
                  random.nextInt(8, 12),
                  random.nextInt(1 << 12),
                  random.nextLong(1L << 48));
      case REQUEST_ID -> id(random);
      case COUNTER ->
          any(
                  random,
                  List.of("turn ", "Turn: ", "message #", "attempt=", "Step 1 of ", "retry no. "))
              + random.nextInt(1, 1_000_000);
    };
  }

  private static ZonedDateTime moment(SplittableRandom random) {
    LocalDate day = LocalDate.of(2020, 1, 1).plusDays(random.nextInt(80 * 365));
    LocalTime time = LocalTime.ofNanoOfDay(random.nextLong(86_400_000_000_000L));
    return day.atTime(time).atZone(ZoneOffset.ofTotalSeconds(1_800 * random.nextInt(-22, 28)));
  }

  private static DateTimeFormatter format(String pattern) {
    return DateTimeFormatter.ofPattern(pattern, Locale.US);
  }

  private static String unixTime(SplittableRandom random) {
    Instant time = Instant.parse("2020-01-01T00:00:00Z").plusSeconds(random.nextInt(400_000_000));
    return switch (random.nextInt(3)) {
      case 0 -> Long.toString(time.getEpochSecond() | 1);
      case 1 -> Long.toString((time.getEpochSecond() | 1) * 1_000 + random.nextInt(1_000));
      default -> (time.getEpochSecond() | 1) + "." + random.nextInt(10_000_000);
    };
  }

  private static String id(SplittableRandom random) {
    String base62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    return switch (random.nextInt(5)) {
      case 0 ->
          any(random, List.of("req_", "msg_", "sess-")) + "7" + word(random, base62, 20) + "x4";
      case 1 ->
          any(
                  random,
                  List.of(
                      "request-id: ",
                      "trace_id=",
                      "Session ID is ",
                      "correlationId=\"",
                      "run id #"))
              + "4f"
              + word(random, base62.toLowerCase(Locale.ROOT), random.nextInt(2, 50))
              + "9z";
      case 2 -> "5a4b1c" + word(random, "0123456789abcdef", 26); // 32 bytes of hexadecimal
      case 3 -> "01" + word(random, "0123456789ABCDEFGHJKMNPQRSTVWXYZ", 22) + "Q7"; // ULID
      default -> "a1B2" + word(random, "0aA", 1) + "c3D4e5F6g7H8".repeat(2); // base 62
    };
  }

  private static String word(SplittableRandom random, String alphabet, int length) {
    return random
        .ints(length, 0, alphabet.length())
        .mapToObj(i -> alphabet.substring(i, i + 1))
        .collect(Collectors.joining());
  }

  private static <T> T any(SplittableRandom random, List<T> values) {
    return values.get(random.nextInt(values.size()));
  }
}

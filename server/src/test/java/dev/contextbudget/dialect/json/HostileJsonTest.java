package dev.contextbudget.dialect.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.sun.management.ThreadMXBean;
import dev.contextbudget.Steps;
import dev.contextbudget.core.error.StopSignal;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Work and memory are linear in the bytes, whatever they are. */
class HostileJsonTest {
  private static final int SMALL = 1 << 14;
  private static final int LARGE = 1 << 18;
  private static final int MEGABYTES_10 = 10_000_000;

  /** Twenty bytes a value, and twice that while the index grows; a name of a set is 100 more. */
  private static final int MOST_BYTES_PER_VALUE = 20 * 2 * 2 + 100;

  /** Texts that a caller may send to make work. */
  enum HostileJson {
    ONE_STRING("\"", "x", "\""),
    ONE_STRING_OF_ESCAPES("\"", "\\n", "\""),
    ONE_STRING_OF_CODE_POINTS("\"", "\\u00e9", "\""),
    ONE_STRING_OF_PAIRS("\"", "\\ud83d\\ude42", "\""),
    ONE_STRING_THAT_NEVER_ENDS("\"", "x", ""),
    ONE_NAME("{\"", "x", "\":0}"),
    TWO_NAMES("{\"", "x", "\":0,\"y\":1}"),
    ONE_NAME_OF_ESCAPES("{\"", "\\u0041", "\":0}"),
    DIGITS("", "7", ""),
    DIGITS_OF_AN_EXPONENT("1e", "7", ""),
    WHITE_SPACE("[", " ", "1]"),
    ONLY_WHITE_SPACE("", "\n", ""),
    ELEMENTS("[0", ",0", "]"),
    EMPTY_ARRAYS("[0", ",[]", "]"),
    STRINGS("[0", ",\"content\"", "]"),
    OBJECTS("[0", ",{\"a\":0,\"b\":1}", "]"),
    TWELVE_LONG_NAMES("[0", "," + twelve(), "]"),
    DEEP("[0", "," + "[".repeat(60) + "]".repeat(60), "]"),
    OPENING_BRACKETS("", "[", ""),
    COMMAS("[", ",", "]"),
    COLONS("{\"a\"", ":", "}");

    private final String before;
    private final String again;
    private final String after;

    HostileJson(String before, String again, String after) {
      this.before = before;
      this.again = again;
      this.after = after;
    }

    private static String twelve() {
      StringBuilder object = new StringBuilder("{");
      for (int i = 0; i < 12; i++) {
        object
            .append(i == 0 ? "" : ",")
            .append('"')
            .append("n".repeat(50))
            .append(i)
            .append("\":0");
      }
      return object.append('}').toString();
    }

    boolean isOneValue() {
      return ordinal() <= ONLY_WHITE_SPACE.ordinal();
    }

    byte[] utf8(int bytes) {
      int times = Math.max(0, bytes - before.length() - after.length()) / again.length();
      return (before + again.repeat(times) + after).getBytes(StandardCharsets.UTF_8);
    }
  }

  static Stream<Arguments> works() {
    return Arrays.stream(JsonWork.values())
        .flatMap(work -> Arrays.stream(HostileJson.values()).map(json -> arguments(work, json)));
  }

  @ParameterizedTest(name = "{0} of {1}")
  @MethodSource("works")
  void takesSixteenTimesTheStepsForSixteenTimesTheBytes(JsonWork work, HostileJson json) {
    long small = Steps.of(work, json.utf8(SMALL));
    long large = Steps.of(work, json.utf8(LARGE));

    assertTrue(small > 0 && large <= 17 * small, "%d steps, %d".formatted(small, large));
    assertTrue(large <= 80L * LARGE, large + " steps");
  }

  @Test
  void takesStepsForEachOfManyNames() {
    long small = Steps.of(JsonWork.READING, manyNames(4_000));
    long large = Steps.of(JsonWork.READING, manyNames(64_000));

    assertTrue(small > 0 && large <= 18 * small, "%d steps, %d".formatted(small, large));
  }

  private static byte[] manyNames(int count) {
    StringBuilder json = new StringBuilder("{\"a\":0");
    for (int i = 0; i < count; i++) {
      json.append(",\"").append(100_000 + i).append("\":0");
    }
    return json.append('}').toString().getBytes(StandardCharsets.UTF_8);
  }

  /**
   * The text is the caller's; beside it there are its characters while it is read, and the index.
   */
  @ParameterizedTest(name = "{0}")
  @EnumSource(HostileJson.class)
  void takesMemoryForValuesAndTheBytes(HostileJson json) {
    byte[] text = json.utf8(MEGABYTES_10);
    allocatedBytes(text); // to load classes
    long allocated = allocatedBytes(text);
    long values = Math.min(JsonIndexer.MAX_VALUES, text.length / 2);
    long most =
        switch (json) {
          case ONE_NAME, TWO_NAMES, ONE_NAME_OF_ESCAPES, DIGITS, DIGITS_OF_AN_EXPONENT ->
              8L * text.length;
          default -> json.isOneValue() ? 0 : MOST_BYTES_PER_VALUE * values;
        };

    assertTrue(allocated <= most + 20_000, allocated + " bytes");
  }

  /** Jackson would keep them, for this text and for the next. */
  @ParameterizedTest(name = "{0} bytes each")
  @ValueSource(ints = {16, 250, 8_000, 49_000})
  void takesMemoryForManyNames(int nameBytes) {
    byte[] text = longNames(nameBytes, MEGABYTES_10 / nameBytes);
    byte[] other = "{\"model\":\"gpt-5\"}".getBytes(StandardCharsets.UTF_8);
    allocatedBytes(other); // to load classes

    long allocated = allocatedBytes(text);
    long allocatedNext = allocatedBytes(other);

    long each = MOST_BYTES_PER_VALUE + 2L * (2 * nameBytes + 64); // read, and kept in a set
    long asBytes = 64 << 20; // until they are too many, and then the text once more
    assertTrue(
        allocated <= asBytes + text.length + each * (MEGABYTES_10 / nameBytes),
        allocated + " bytes");
    assertTrue(allocatedNext <= 20_000, allocatedNext + " bytes");
  }

  /** Eight bytes are two quads to Jackson, of which it mixes the first before it adds its seed. */
  @Test
  void givesUpTheTableOfNamesWhereTheyHaveOneHash() throws JsonFault {
    SplittableRandom random = new SplittableRandom(1);
    Set<String> names = new LinkedHashSet<>();
    while (names.size() < 5_000) {
      int second = printable(random);
      int first = unmixed(-33 * second);
      if (isPrintable(first) && isPrintable(second)) {
        names.add(text(first) + text(second));
      }
    }
    byte[] text =
        ("{\"" + String.join("\":0,\"", names) + "\":0}").getBytes(StandardCharsets.UTF_8);

    JsonTokens tokens = JsonTokens.of(text);
    while (!tokens.haveTooManyNames()) {
      assertNotNull(tokens.next(), "all names were taken");
    }

    assertEquals(5_000, JsonIndexer.index(text, StopSignal.NEVER).root().members().size());
  }

  private static int printable(SplittableRandom random) {
    int quad = 0;
    for (int i = 0; i < 4; i++) {
      quad = quad << 8 | random.nextInt(' ', 127);
    }
    return quad;
  }

  private static boolean isPrintable(int quad) {
    return text(quad).chars().allMatch(c -> c >= ' ' && c < 127 && c != '"' && c != '\\');
  }

  private static String text(int quad) {
    byte[] bytes = {(byte) (quad >>> 24), (byte) (quad >>> 16), (byte) (quad >>> 8), (byte) quad};
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  /** Inverts {@code h += h >>> 15; h ^= h >>> 9}. */
  private static int unmixed(int hash) {
    int before = hash;
    for (int i = 0; i < 4; i++) {
      before = hash ^ before >>> 9;
    }
    int quad = before;
    for (int i = 0; i < 32; i++) {
      quad = before - (quad >>> 15);
    }
    return quad;
  }

  private static byte[] longNames(int nameBytes, int count) {
    StringBuilder json = new StringBuilder("{\"a\":0");
    for (int i = 0; i < count; i++) {
      json.append(",\"").append(1_000_000 + i).append("n".repeat(nameBytes - 7)).append("\":0");
    }
    return json.append('}').toString().getBytes(StandardCharsets.UTF_8);
  }

  private static long allocatedBytes(byte[] text) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long thread = Thread.currentThread().getId();
    long before = threads.getThreadAllocatedBytes(thread);
    try {
      JsonIndexer.index(text, StopSignal.NEVER);
    } catch (JsonFault e) {
      assertTrue(e.offsetBytes() <= text.length);
    }
    return threads.getThreadAllocatedBytes(thread) - before;
  }
}

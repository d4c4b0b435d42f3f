package dev.contextbudget.dialect.json;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.contextbudget.core.error.StopSignal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is refused for its size, or as members of one name, is taken up to there. */
class JsonLimitsTest {

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"[", "{\"a\":", "[{\"type\":", " [ "})
  void takesDepthToItsLimit(String opening) {
    int each = (int) opening.chars().filter(c -> c == '[' || c == '{').count();
    String most = nested(opening, JsonIndexer.MAX_DEPTH / each);

    assertTrue(IndexerVerdict.takes(most));
    assertEquals(JsonFault.Kind.TOO_DEEP, IndexerVerdict.fault("[" + most + "]").kind());
    assertEquals(JsonFault.Kind.TOO_DEEP, IndexerVerdict.fault(opening.repeat(1_000_000)).kind());
  }

  private static String nested(String opening, int times) {
    String closing =
        new StringBuilder(opening.repeat(times))
            .reverse()
            .chars()
            .mapToObj(c -> c == '[' ? "]" : c == '{' ? "}" : "")
            .collect(Collectors.joining());
    return opening.repeat(times) + "0" + closing;
  }

  @Test
  void takesValuesToTheirLimit() {
    String most = "[" + "0,".repeat(JsonIndexer.MAX_VALUES - 2) + "0";

    assertTrue(IndexerVerdict.takes((most + "]")));
    assertEquals(JsonFault.Kind.TOO_MANY_VALUES, IndexerVerdict.fault(most + ",0]").kind());
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "{\"|x|\":0}",
        "{\"|\\n|\":0}",
        "[0,|7|]",
        "-|7|",
        "0.|7|",
        "[1e|7|]",
        "[1E-|7|,0]"
      })
  void takesNamesAndNumbersOfAnyLength(String json) throws JsonFault {
    String[] parts = json.split("\\|");
    String after = parts.length < 3 ? "" : parts[2];
    byte[] text = (parts[0] + parts[1].repeat(1_000_000) + after).getBytes(StandardCharsets.UTF_8);

    JsonValue root = JsonIndexer.index(text, StopSignal.NEVER).root();

    assertArrayEquals(text, root.raw().decode().getBytes(StandardCharsets.UTF_8));
  }

  @ParameterizedTest(name = "{0} members")
  @ValueSource(ints = {2, 3, 11, 12, 13, 14, 100, 10_000})
  void refusesAMemberTwice(int members) {
    String names =
        IntStream.range(0, members - 1)
            .mapToObj("\"name%d\":0,"::formatted)
            .collect(Collectors.joining());
    String last = "\"name" + (members - 2) + "\"";
    for (String again : List.of("\"name0\"", "\"n\\u0061me0\"", last)) {
      assertEquals(
          JsonFault.Kind.DUPLICATE_MEMBER,
          IndexerVerdict.fault("{" + names + again + ":0}").kind(),
          again);
      assertEquals(
          JsonFault.Kind.DUPLICATE_MEMBER,
          IndexerVerdict.fault("{" + again + ":0," + names + "\"x\":0}").kind(),
          again);
    }
    assertTrue(IndexerVerdict.takes(("{" + names + "\"n\\u0061me\":0}")));
  }
}

package dev.contextbudget.core.compact;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.contextbudget.Seeds;
import dev.contextbudget.core.compact.Fact.Kind;
import dev.contextbudget.core.error.StopSignal;
import dev.contextbudget.core.token.Utf8Text;
import dev.contextbudget.core.trim.NastyText;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RetentionTest {

  static LongStream seeds() {
    return Seeds.all();
  }

  private static Retention compare(List<String> before, List<String> after) {
    return Retention.of(
        before.stream().map(Utf8Text::of).toList(),
        after.stream().map(Utf8Text::of).toList(),
        StopSignal.NEVER);
  }

  private static List<String> lost(Retention retention) {
    return retention.lost().stream().map(Utf8Text::decode).toList();
  }

  @Test
  void namesWhatWasLostAsItWasWrittenOldestFirst() {
    Retention retention =
        compare(
            List.of(
                "We booked the Golden Curry at 12:15.", "Your reference is 0M3JW724, on HAT170."),
            List.of("Booked: golden curry, reference 0m3jw724."));
    assertEquals(4, retention.factCount());
    assertEquals(2, retention.keptCount());
    assertEquals(0.5, retention.ratio());
    assertEquals(List.of("12:15", "HAT170"), lost(retention));
  }

  @Test
  void aPartOfAWordIsNotTheFact() {
    assertEquals(
        List.of("HAT17"), lost(compare(List.of("on HAT17"), List.of("on HAT170, XHAT17"))));
  }

  @Test
  void aFactSaidTwiceCountsOnce() {
    assertEquals(1, compare(List.of("HAT170", "hat170"), List.of()).factCount());
  }

  @Test
  void nothingToLoseIsNothingLost() {
    assertEquals(1, compare(List.of("so it is"), List.of()).ratio());
  }

  @Test
  void factsOfScriptsWithoutSpacesAreFoundInsideSentences() {
    assertEquals(List.of(), lost(compare(List.of("私はマイクです"), List.of("名前はマイクと言う"))));
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void whatDidNotChangeLostNothing(long seed) {
    String text = new NastyText(seed).next();
    assertEquals(List.of(), lost(compare(List.of(text), List.of(text))));
    assertEquals(List.of(), lost(compare(List.of(text), List.of(text.toUpperCase(Locale.ROOT)))));
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void agreesWithPlainSearch(long seed) {
    Utf8Text before = Utf8Text.of(new NastyText(seed).next());
    Utf8Text after = Utf8Text.of(new NastyText(seed + 1).next());

    String haystack = " " + NormalText.of(after.decode(), StopSignal.NEVER) + " ";
    Set<String> expected = new LinkedHashSet<>();
    for (Fact fact : Facts.of(before, StopSignal.NEVER)) {
      boolean counts = fact.kind() != Kind.WORD && fact.kind() != Kind.VALUE;
      if (counts && !haystack.contains(" " + fact.normal() + " ")) {
        expected.add(fact.normal());
      }
    }
    Retention retention = Retention.of(List.of(before), List.of(after), StopSignal.NEVER);
    assertEquals(expected.size(), retention.lost().size());
    for (Utf8Text lost : retention.lost()) {
      String normal = NormalText.firstWords(NormalText.of(lost.decode(), StopSignal.NEVER), 12);
      assertEquals(true, expected.contains(normal), normal);
    }
  }
}

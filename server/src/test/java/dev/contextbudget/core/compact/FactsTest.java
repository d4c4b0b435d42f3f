package dev.contextbudget.core.compact;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.contextbudget.Seeds;
import dev.contextbudget.core.compact.Fact.Kind;
import dev.contextbudget.core.error.StopSignal;
import dev.contextbudget.core.token.Utf8Text;
import dev.contextbudget.core.trim.NastyText;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class FactsTest {

  static LongStream seeds() {
    return Seeds.all();
  }

  static Stream<Arguments> texts() {
    return Stream.of(
        Arguments.of("a reference", "it is : 0M3JW724 .", Kind.ID, "0m3jw724"),
        Arguments.of("a flight", "on HAT170.", Kind.ID, "hat170"),
        Arguments.of("a user id", "I am mia_li_3668", Kind.ID, "mia li 3668"),
        Arguments.of("a phone number", "call 01223360966 .", Kind.ID, "01223360966"),
        Arguments.of("a constant", "set MAX_SIZE now", Kind.ID, "max size"),
        Arguments.of("an ISO date", "by 2024-05-20,", Kind.ID, "2024 05 20"),
        Arguments.of("a time", "at 11:15.", Kind.NUMBER, "11 15"),
        Arguments.of("a time of the day", "at 3:30 pm today", Kind.NUMBER, "3 30 pm"),
        Arguments.of("a short time", "at 5pm today", Kind.NUMBER, "5pm"),
        Arguments.of("money", "costs $1,299.00 now", Kind.NUMBER, "1 299 00"),
        Arguments.of("a percentage", "about 12.5% of it", Kind.NUMBER, "12 5"),
        Arguments.of("a day of a month", "on March 9th then", Kind.NUMBER, "march 9th"),
        Arguments.of(
            "a day of this month", "the 1st of this month", Kind.NUMBER, "1st of this month"),
        Arguments.of("a path", "open src/main/App.java please", Kind.ADDRESS, "src main app java"),
        Arguments.of("an absolute path", "see /etc/hosts", Kind.ADDRESS, "etc hosts"),
        Arguments.of("a URL", "(https://a.b/c?d=e#f)", Kind.ADDRESS, "https a b c d e f"),
        Arguments.of(
            "an e-mail address",
            "to mia.li3818@example.com.",
            Kind.ADDRESS,
            "mia li3818 example com"),
        Arguments.of("a name", "at the Golden Curry .", Kind.NAME, "golden curry"),
        Arguments.of(
            "a name with small words",
            "in the Museum of Modern Art",
            Kind.NAME,
            "museum of modern art"),
        Arguments.of("a name at the start", "Golden Curry is", Kind.NAME, "golden curry"),
        Arguments.of("an abbreviation at the start", "SFO is", Kind.NAME, "sfo"),
        Arguments.of("a Russian name", "я живу в Москве", Kind.NAME, "москве"),
        Arguments.of("a Japanese name", "私はマイクです", Kind.NAME, "マ イ ク"),
        Arguments.of(
            "a quoted value", "{\"cabin\": \"basic economy\"}", Kind.VALUE, "basic economy"),
        Arguments.of("a word", "some thai food", Kind.WORD, "thai"),
        Arguments.of("a Chinese word", "我要去北京", Kind.WORD, "我 要"),
        Arguments.of("a capital for its place only", "Expensive food", Kind.WORD, "expensive"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("texts")
  void finds(String name, String text, Kind kind, String normal) {
    List<String> found =
        Facts.of(Utf8Text.of(text), StopSignal.NEVER).stream()
            .map(fact -> fact.kind() + " " + fact.normal())
            .toList();
    assertTrue(found.contains(kind + " " + normal), found::toString);
  }

  @Test
  void findsNothingInSmallTalk() {
    assertEquals(
        List.of(),
        Facts.of(
            Utf8Text.of("Thank you so much ! I 'd like that . Yes , please ."), StopSignal.NEVER));
  }

  @Test
  void aKeyIsNoValue() {
    Utf8Text text = Utf8Text.of("{\"one two\": \"three four\"}");
    List<String> values =
        Facts.of(text, StopSignal.NEVER).stream()
            .filter(f -> f.kind() == Kind.VALUE)
            .map(Fact::normal)
            .toList();
    assertEquals(List.of("three four"), values);
  }

  @Test
  void aTextInCapitalsIsNotOneName() {
    Utf8Text text = Utf8Text.of("LOUD WORDS ".repeat(1000));
    Facts.of(text, StopSignal.NEVER)
        .forEach(fact -> assertTrue(fact.normal().split(" ").length <= 6));
  }

  @Test
  void doesNotShowTheText() {
    Facts.of(Utf8Text.of("HAT170"), StopSignal.NEVER)
        .forEach(fact -> assertFalse(fact.toString().contains("170")));
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void saysWhereAFactStands(long seed) {
    Utf8Text text = Utf8Text.of(new NastyText(seed).next());
    int start = 0;
    for (Fact fact : Facts.of(text, StopSignal.NEVER)) {
      assertTrue(fact.startByte() >= start);
      start = fact.startByte();
      String written = NormalText.of(text.slice(start, fact.endByte()).decode(), StopSignal.NEVER);
      assertTrue((written + " ").startsWith(fact.normal() + " "));
    }
  }
}

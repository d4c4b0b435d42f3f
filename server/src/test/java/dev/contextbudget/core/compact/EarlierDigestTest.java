package dev.contextbudget.core.compact;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.contextbudget.core.error.StopSignal;
import dev.contextbudget.core.item.Role;
import dev.contextbudget.core.prompt.Segment;
import dev.contextbudget.core.token.Utf8Text;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is read back from a digest: who said what, each as {@code label|text}. */
class EarlierDigestTest {
  private static final Utf8Text HEADING = Utf8Text.of("Earlier in Denver:");

  static Stream<Arguments> digests() {
    return Stream.of(
        read(""),
        read("\n"),
        read("\nuser: Hi.\nassistant: Yes?", "user: |Hi.", "assistant: |Yes?"),
        read("\nuser: Hi.\nAnd: bye.\nSo.", "user: |Hi.", "And: |bye.\nSo."),
        read("\nNo name.\nuser: Hi.", "|No name.", "user: |Hi."),
        read("\nuser: One. Two: three.", "user: |One. Two: three."),
        read("\nuser: See:\nthe end", "user: |See:\nthe end"),
        read("\nSee:\nthe end", "|See:\nthe end"),
        read("\nuser:\n| a: b |\n| c: d |\ntool: x", "user:\n|| a: b |\n| c: d |", "tool: |x"),
        read("\ntool:\n~~~\na: b\n~~~\nc\nuser: d", "tool:\n|~~~\na: b\n~~~\nc", "user: |d"),
        read("\ntool: a\n```\nb: c", "tool: |a\n```\nb: c"),
        read("\nuser: ", "|user:"),
        read("\nuser:", "|user:"),
        read("\n" + "a".repeat(128) + ": b", "a".repeat(128) + ": |b"),
        read("\n" + "a".repeat(129) + ": b", "|" + "a".repeat(129) + ": b"),
        read("\nMüller: 日本: 語", "Müller: |日本: 語"));
  }

  private static Arguments read(String body, String... quotes) {
    return Arguments.of(body, List.of(quotes));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("digests")
  void eachQuoteHasItsSpeaker(String body, List<String> quotes) {
    Utf8Text text = Utf8Text.of(HEADING.decode() + body);
    List<DigestSource> sources =
        new EarlierDigest("m", 4, 2, text, HEADING).quotes(StopSignal.NEVER);

    assertEquals(
        quotes,
        sources.stream().map(s -> s.label().text().decode() + "|" + s.text().decode()).toList());
    for (DigestSource source : sources) {
      boolean user = source.label().text().decode().startsWith("user:");
      assertEquals(user ? Role.USER : Role.ASSISTANT, source.role());
      int end = source.startByte() + source.text().length();
      assertEquals(source.text(), text.slice(source.startByte(), end));
      Segment.Source label = (Segment.Source) source.label();
      assertEquals(label.text(), text.slice(label.startByte(), label.endByte()));
      assertEquals(source.startByte(), label.endByte());
    }
  }

  @Test
  void onlyWhatBeginsWithTheWholeHeadingLineIsADigest() {
    for (String text : List.of("", "Earlier", "Earlier in Denver: x", "x\nEarlier in Denver:")) {
      assertFalse(EarlierDigest.is(Utf8Text.of(text), HEADING), text);
    }
    assertEquals(true, EarlierDigest.is(HEADING, HEADING));
    assertEquals(true, EarlierDigest.is(Utf8Text.of("Earlier in Denver:\nx"), HEADING));
  }
}

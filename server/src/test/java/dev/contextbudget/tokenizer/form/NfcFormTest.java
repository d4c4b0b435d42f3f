package dev.contextbudget.tokenizer.form;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.contextbudget.Seeds;
import dev.contextbudget.core.error.StopSignal;
import dev.contextbudget.core.token.Utf8Text;
import dev.contextbudget.tokenizer.bpe.AddedTokens;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Against the JDK's normalizer over the whole text, and by hand. */
final class NfcFormTest {
  private static final NfcForm FORM = new NfcForm(new AddedTokens(List.of()));

  private static final List<String> PARTS =
      List.of(
          "a",
          "e\u0301",
          "\u0301",
          "\u0323",
          "é",
          "\u212b",
          "\u1100",
          "\u1161",
          "\u11a8",
          "각",
          "か\u3099",
          "中",
          "🙂",
          "\uD81B\uDD63",
          "\uD81B\uDD67",
          "न\u093c",
          "\u0344",
          "Ω",
          "\u2126",
          " ",
          "\u0f71\u0f72",
          "\ufb1d",
          "x\u0327\u0301",
          "x\u0301\u0327",
          "ที่",
          "\u0e48\u0e38",
          "नमस्ते",
          "مُحَمَّد",
          "\u0651\u064e",
          "\u1ac0",
          "\uD806\uDD35\uD806\uDD30",
          "\u0bc6\u0bbe",
          "\u09cb",
          "\u0340",
          "plain English text");

  static LongStream seeds() {
    return Seeds.all();
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void composesAndFindsTheWayBack(long seed) {
    Random random = new Random(seed);
    StringBuilder text = new StringBuilder();
    for (int parts = random.nextInt(30); parts > 0; parts--) {
      text.append(PARTS.get(random.nextInt(random.nextBoolean() ? 5 : PARTS.size())));
    }
    Utf8Text original = Utf8Text.of(text.toString());

    FormedText formed = FORM.of(original, StopSignal.NEVER);

    String normal = JvmForm.nfc(text.toString());
    assertEquals(normal, formed.text().decode());
    assertEquals(formed.isUnchanged(), text.toString().equals(normal));
    for (int place = 0; place <= formed.text().length(); place++) {
      int before = formed.originalNotBehind(place);
      int behind = formed.originalNotBefore(place);
      assertTrue(before <= behind);
      if (before == behind && formed.text().isCodePointBoundary(place)) {
        assertEquals(
            formed.text().slice(0, place),
            FORM.textOf(original.slice(0, before), StopSignal.NEVER),
            "a place that is one of the original's");
      }
    }
    assertEquals(original.length(), formed.originalNotBehind(formed.text().length()));
    assertEquals(0, formed.originalNotBefore(0));
  }

  /** An added token is found first, and what it ends with is not composed with what follows. */
  @Test
  void addedTokensStayAsTheyAre() {
    byte[] token = "<think>".getBytes(StandardCharsets.UTF_8);
    NfcForm form = new NfcForm(new AddedTokens(List.of(token)));
    String text = "<think>\u0338e\u0301";
    assertEquals("<think>\u0338é", form.textOf(Utf8Text.of(text), StopSignal.NEVER).decode());
    assertEquals("\u226fé", form.textOf(Utf8Text.of(text.substring(6)), StopSignal.NEVER).decode());
  }

  /** As Hugging Face's library has it, which composes by the tables of Unicode 9. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "\uD806\uDD35\uD806\uDD30", // from Unicode 13 on composed
        "\uD81B\uDD67\uD81B\uDD67", // from Unicode 16 on
        "\uD801\uDDD2\u0307", // likewise, with a mark of Unicode 1
        "a\u08d3\u0334", // from Unicode 11 on in the other order
        "a\u1ac0\u0334" // from Unicode 13 on
      })
  void whatCameAfterUnicodeNineStays(String text) {
    assertTrue(FORM.of(Utf8Text.of(text), StopSignal.NEVER).isUnchanged());
  }
}

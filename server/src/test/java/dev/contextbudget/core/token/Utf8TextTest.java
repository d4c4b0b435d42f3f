package dev.contextbudget.core.token;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.CharacterCodingException;
import org.junit.jupiter.api.Test;

class Utf8TextTest {
  private static final Utf8Text WORDS = Utf8Text.of("several words");

  private static int heldBytes(Utf8Text text) {
    return text.read((bytes, start, length) -> bytes.length);
  }

  @Test
  void aDetachedRangeHoldsOnlyItsBytes() {
    Utf8Text range = WORDS.slice(8, 13);

    assertEquals(13, heldBytes(range));
    assertEquals(5, heldBytes(range.detached()));
    assertEquals(range, range.detached());
    assertSame(WORDS, WORDS.detached());
  }

  @Test
  void nothingIsCopiedToFollowNothing() {
    assertSame(WORDS, WORDS.followedBy(Utf8Text.EMPTY));
    assertSame(WORDS, Utf8Text.EMPTY.followedBy(WORDS));
    assertEquals("several wordswords", WORDS.followedBy(WORDS.slice(8, 13)).decode());
  }

  @Test
  void onlyTheRangeIsChecked() throws CharacterCodingException {
    byte[] bytes = "\u00e9a\u00e9".getBytes(UTF_8);

    assertEquals("a", Utf8Text.checked(bytes, 2, 1).decode());
    assertThrows(CharacterCodingException.class, () -> Utf8Text.checked(bytes, 1, 2));
    assertThrows(CharacterCodingException.class, () -> Utf8Text.checked(bytes, 2, 2));
  }
}

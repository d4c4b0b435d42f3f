package dev.contextbudget.grpc;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import com.sun.management.ThreadMXBean;
import dev.contextbudget.core.error.Violation;
import dev.contextbudget.core.token.Utf8Text;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Texts from the bytes of a message, of every kind that there is. */
class TextsTest {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final String WORDS = "Das Fenster, \u6F22\u5B57. ";

  private static Utf8Text text(ByteString utf8, Violations violations) {
    return Texts.of(FieldPath.of("t"), utf8, Limits.DEFAULTS, violations);
  }

  static Stream<ByteString> kinds() {
    byte[] utf8 = WORDS.getBytes(UTF_8);
    ByteString literal = ByteString.copyFrom(utf8);
    ByteString surrounded = ByteString.copyFromUtf8("\u00e9" + WORDS + "\u00e9");
    ByteString half = ByteString.copyFromUtf8(WORDS.repeat(100));
    return Stream.of(
        literal,
        surrounded.substring(2, 2 + utf8.length),
        half.concat(half),
        half.concat(half).substring(utf8.length, 150 * utf8.length),
        UnsafeByteOperations.unsafeWrap(ByteBuffer.wrap(utf8).asReadOnlyBuffer()),
        ByteString.EMPTY);
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void aTextHasTheBytesOfTheMessage(ByteString utf8) {
    Violations violations = new Violations();

    Utf8Text text = text(utf8, violations);

    assertEquals(utf8.toStringUtf8(), text.decode());
    assertEquals(List.of(), violations.found());
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void everyByteIsChecked(ByteString utf8) {
    ByteString bad = utf8.concat(ByteString.copyFrom(new byte[] {-1}));
    Violations violations = new Violations();

    assertEquals(Utf8Text.EMPTY, text(bad, violations));
    assertEquals(
        List.of("BAD_UTF8"),
        violations.found().stream().map(Violation::reason).map(Enum::name).toList());
  }

  @Test
  void aTextIsNotCopiedOutOfItsMessage() {
    ByteString large = ByteString.copyFrom(new byte[1 << 20]);
    Violations violations = new Violations();
    int ignored = text(ByteString.copyFromUtf8("a"), violations).length();
    long before = THREADS.getCurrentThreadAllocatedBytes();

    int length = text(large, violations).length();

    assertTrue(THREADS.getCurrentThreadAllocatedBytes() - before < 1 << 12);
    assertEquals(large.size(), length);
  }
}

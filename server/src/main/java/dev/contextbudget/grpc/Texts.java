package dev.contextbudget.grpc;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import dev.contextbudget.core.error.Reason;
import dev.contextbudget.core.token.Utf8Text;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;

/** Texts between wire and core, with as few copies as the two allow. */
final class Texts {

  private Texts() {}

  /** Returns a text of the core; checks its size. */
  static Utf8Text of(FieldPath field, String text, Limits limits, Violations violations) {
    Utf8Text decoded = Utf8Text.of(text);
    checkSize(field, decoded.length(), limits, violations);
    return decoded;
  }

  /** Returns a text of the core; checks its size, and that it is UTF-8. */
  static Utf8Text of(FieldPath field, ByteString utf8, Limits limits, Violations violations) {
    if (!checkSize(field, utf8.size(), limits, violations)) {
      return Utf8Text.EMPTY;
    }
    try {
      return utf8.isEmpty() ? Utf8Text.EMPTY : checked(utf8);
    } catch (CharacterCodingException e) {
      violations.add(field, Reason.BAD_UTF8, "must be UTF-8");
      return Utf8Text.EMPTY;
    }
  }

  /** The bytes of a message do not change, so a text may be over them where they are. */
  private static Utf8Text checked(ByteString utf8) throws CharacterCodingException {
    SharedBytes shared = new SharedBytes();
    try {
      UnsafeByteOperations.unsafeWriteTo(utf8, shared);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // nothing is written anywhere
    }
    return shared.text(utf8);
  }

  private static boolean checkSize(
      FieldPath field, int bytes, Limits limits, Violations violations) {
    return violations.atMost(
        field, Reason.TEXT_TOO_LARGE, "the bytes of a text", limits.maxTextBytes(), bytes);
  }

  /** Returns the bytes of a text for a string field, without decoding them. */
  static ByteString wire(Utf8Text text) {
    return text.read(UnsafeByteOperations::unsafeWrap);
  }
}

package dev.contextbudget.tokenizer;

import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.IntArrayList;

/**
 * The calls of the library that take what looks like a special token for text; the other ones throw
 * on {@code <|endoftext|>}.
 *
 * <p>Its limited encoding is not used: it compares decoded text with the input, and so takes half
 * of a U+FFFD, which decodes to U+FFFD, for the whole one.
 */
final class OrdinaryEncoding {
  private final Encoding encoding;

  OrdinaryEncoding(Encoding encoding) {
    this.encoding = encoding;
  }

  /** Returns the tokens of a text. */
  IntArrayList encode(String text) {
    return encoding.encodeOrdinary(text);
  }

  /** Returns the length in bytes of the first {@code count} tokens. */
  int bytes(IntArrayList tokens, int count) {
    IntArrayList first = new IntArrayList(count);
    for (int i = 0; i < count; i++) {
      first.add(tokens.get(i));
    }
    return encoding.decodeBytes(first).length;
  }

  /** Returns the length in bytes of one token. */
  int bytesOf(int token) {
    IntArrayList one = new IntArrayList(1);
    one.add(token);
    return encoding.decodeBytes(one).length;
  }
}

package dev.contextbudget.client.cli;

import com.google.protobuf.ByteString;
import dev.contextbudget.v1.CountTokensStreamRequest;
import java.io.IOException;
import java.io.InputStream;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * Files as documents of a count: each in parts of a quarter of a megabyte, none of which ends
 * within a character, so that a file may be longer than a message and progress is seen.
 */
final class TextParts implements Iterator<CountTokensStreamRequest> {
  private static final int PART_BYTES = 256 << 10;

  /** A character has at most four bytes. */
  private static final int MOST_CARRIED_BYTES = 3;

  private final String model;
  private final List<Input> inputs;
  private int next;
  private boolean isBegun;
  private @Nullable InputStream open;
  private ByteString carried = ByteString.EMPTY;
  private long readBytes;

  TextParts(String model, List<Input> inputs) {
    this.model = model;
    this.inputs = List.copyOf(inputs);
  }

  /** Returns the bytes taken so far. */
  synchronized long readBytes() {
    return readBytes;
  }

  @Override
  public synchronized boolean hasNext() {
    return next < inputs.size();
  }

  @Override
  public synchronized CountTokensStreamRequest next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    CountTokensStreamRequest.Builder part =
        CountTokensStreamRequest.newBuilder()
            .setDocumentId(Integer.toString(next))
            .setContinuesPrevious(isBegun);
    if (next == 0 && !isBegun) {
      part.setModel(model);
    }
    Input input = inputs.get(next);
    try {
      part.setTextUtf8(read(input));
    } catch (IOException e) {
      throw new BadInput(input.name() + ": cannot be read: " + e.getMessage());
    }
    return part.build();
  }

  private ByteString read(Input input) throws IOException {
    InputStream in = open == null ? input.open() : open;
    open = in;
    byte[] bytes = in.readNBytes(PART_BYTES);
    readBytes += bytes.length;
    ByteString text = carried.concat(ByteString.copyFrom(bytes));
    if (bytes.length < PART_BYTES) {
      in.close();
      open = null;
      carried = ByteString.EMPTY;
      isBegun = false;
      next++;
      return text;
    }
    int end = text.size() - unfinishedBytes(text);
    carried = text.substring(end);
    isBegun = true;
    return text.substring(0, end);
  }

  /** Returns how many bytes at the end begin a character that goes on. */
  private static int unfinishedBytes(ByteString text) {
    for (int back = 1; back <= Math.min(MOST_CARRIED_BYTES, text.size()); back++) {
      int unsigned = text.byteAt(text.size() - back) & 0xff;
      if (unsigned >= 0xc0) {
        int length = unsigned >= 0xf0 ? 4 : unsigned >= 0xe0 ? 3 : 2;
        return length > back ? back : 0;
      }
      if (unsigned < 0x80) {
        return 0;
      }
    }
    return 0;
  }
}

package dev.contextbudget.core.prefix;

import dev.contextbudget.core.error.InvalidRequest;
import dev.contextbudget.core.error.Reason;
import dev.contextbudget.core.error.Violation;
import dev.contextbudget.core.fit.HistoryState;
import dev.contextbudget.core.fit.HistoryState.CutText;
import dev.contextbudget.core.fit.HistoryState.Range;
import dev.contextbudget.core.item.Stability;
import dev.contextbudget.core.prefix.CacheReport.Mark;
import dev.contextbudget.core.prefix.PrefixState.ZoneEnd;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The bytes of a {@link PrefixState}: magic, version, body, and eight bytes of SHA-256 over all
 * before.
 *
 * <p>The sum finds damage, not forgery: a token grants nothing, and a forged one can only make its
 * sender's own prompts worse.
 */
public final class PrefixToken {
  private static final int MAGIC = 0x43425054; // "CBPT"
  private static final int VERSION = 6;
  private static final int HEAD_BYTES = Integer.BYTES + 1;
  private static final int SUM_BYTES = Long.BYTES;
  private static final int LEAST_BYTES = HEAD_BYTES + SUM_BYTES;

  private PrefixToken() {}

  /** Returns the token of a state: about four bytes a checkpoint, eight a range of a cut. */
  public static byte[] write(PrefixState state) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeInt(MAGIC);
      out.writeByte(VERSION);
      out.writeLong(state.modelHash());
      out.writeInt(state.elements());
      out.writeInt(state.toolCount());
      out.writeInt(state.stride());
      out.writeInt(state.checkpoints().size());
      for (int checkpoint : state.checkpoints()) {
        out.writeInt(checkpoint);
      }
      out.writeInt(state.zones().size());
      for (ZoneEnd zone : state.zones()) {
        out.writeUTF(zone.stability().name());
        out.writeUTF(zone.mark().name());
        out.writeInt(zone.elements());
        out.writeInt(zone.tokens());
        out.writeInt(zone.hash());
      }
      out.writeInt(state.histories().size());
      for (SentHistory history : state.histories()) {
        write(history, out);
      }
      out.writeLong(sum(bytes.toByteArray()));
    } catch (IOException e) {
      throw new UncheckedIOException("memory does not fail to write", e);
    }
    return bytes.toByteArray();
  }

  private static void write(SentHistory history, DataOutputStream out) throws IOException {
    out.writeLong(history.componentHash());
    out.writeBoolean(history.appendOnly());
    write(history.state().leftOut(), out);
    write(history.state().cleared(), out);
    out.writeInt(history.state().cutTexts().size());
    for (CutText cut : history.state().cutTexts()) {
      out.writeInt(cut.index());
      out.writeInt(cut.limitTokens());
    }
    out.writeInt(history.settledItems());
    out.writeInt(history.items());
    out.writeLong(history.cutHash());
    out.writeLong(history.lastCutHash());
    out.writeLong(history.settledHash());
    out.writeLong(history.restHash());
  }

  /**
   * Reads a token.
   *
   * @param field path of the field that holds it
   * @throws InvalidRequest if it is damaged, of another version or not a prefix token
   */
  public static PrefixState read(byte[] token, String field) {
    ByteBuffer bytes = ByteBuffer.wrap(token);
    if (token.length < LEAST_BYTES || bytes.getInt() != MAGIC) {
      throw invalid(field, "is not a prefix token of this service");
    }
    int sumAt = token.length - SUM_BYTES;
    if (bytes.getLong(sumAt) != sum(Arrays.copyOf(token, sumAt))) {
      throw invalid(field, "is damaged");
    }
    int version = Byte.toUnsignedInt(bytes.get());
    if (version != VERSION) {
      throw invalid(field, "is of version %d, this service reads %d".formatted(version, VERSION));
    }
    try (DataInputStream in =
        new DataInputStream(new ByteArrayInputStream(token, HEAD_BYTES, sumAt - HEAD_BYTES))) {
      PrefixState state = readBody(in, token.length);
      if (in.available() > 0) {
        throw invalid(field, "is damaged");
      }
      return state;
    } catch (IOException | IllegalArgumentException e) {
      throw invalid(field, "is damaged");
    }
  }

  private static PrefixState readBody(DataInputStream in, int limit) throws IOException {
    long modelHash = in.readLong();
    int elements = in.readInt();
    int toolCount = in.readInt();
    int stride = in.readInt();
    List<Integer> checkpoints = new ArrayList<>();
    for (int i = count(in, limit); i > 0; i--) {
      checkpoints.add(in.readInt());
    }
    List<ZoneEnd> zones = new ArrayList<>();
    for (int i = count(in, limit); i > 0; i--) {
      Stability stability = Stability.valueOf(in.readUTF());
      Mark mark = Mark.valueOf(in.readUTF());
      zones.add(new ZoneEnd(stability, mark, in.readInt(), in.readInt(), in.readInt()));
    }
    List<SentHistory> histories = new ArrayList<>();
    for (int i = count(in, limit); i > 0; i--) {
      histories.add(readHistory(in, limit));
    }
    return new PrefixState(modelHash, elements, toolCount, stride, checkpoints, zones, histories);
  }

  private static SentHistory readHistory(DataInputStream in, int limit) throws IOException {
    return new SentHistory(
        in.readLong(),
        in.readBoolean(),
        new HistoryState(ranges(in, limit), ranges(in, limit), cutTexts(in, limit)),
        in.readInt(),
        in.readInt(),
        in.readLong(),
        in.readLong(),
        in.readLong(),
        in.readLong());
  }

  private static void write(List<Range> ranges, DataOutputStream out) throws IOException {
    out.writeInt(ranges.size());
    for (Range range : ranges) {
      out.writeInt(range.from());
      out.writeInt(range.to());
    }
  }

  private static List<Range> ranges(DataInputStream in, int limit) throws IOException {
    List<Range> ranges = new ArrayList<>();
    for (int i = count(in, limit); i > 0; i--) {
      ranges.add(new Range(in.readInt(), in.readInt()));
    }
    return ranges;
  }

  private static List<CutText> cutTexts(DataInputStream in, int limit) throws IOException {
    List<CutText> cuts = new ArrayList<>();
    for (int i = count(in, limit); i > 0; i--) {
      cuts.add(new CutText(in.readInt(), in.readInt()));
    }
    return cuts;
  }

  /** Reads a count; no list of a token is longer than the token. */
  private static int count(DataInputStream in, int limit) throws IOException {
    int count = in.readInt();
    if (count < 0 || count > limit) {
      throw new IOException("list of " + count);
    }
    return count;
  }

  private static long sum(byte[] bytes) {
    PromptHash hash = new PromptHash();
    hash.add(bytes);
    return hash.shortValue();
  }

  private static InvalidRequest invalid(String field, String what) {
    return new InvalidRequest(
        Violation.of(field, Reason.INVALID_PREFIX_TOKEN, what + "; send none to start anew"));
  }
}

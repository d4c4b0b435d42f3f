package dev.contextbudget.core.prefix;

import dev.contextbudget.core.error.InvalidRequest;
import dev.contextbudget.core.error.Reason;
import dev.contextbudget.core.error.Violation;
import dev.contextbudget.core.fit.HistoryState;
import dev.contextbudget.core.fit.HistoryState.Range;
import dev.contextbudget.core.item.Stability;
import dev.contextbudget.core.prefix.PrefixState.Cut;
import dev.contextbudget.core.prefix.PrefixState.ZoneEnd;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The bytes of a {@link PrefixState}: magic, version, body, and eight bytes of SHA-256 over all
 * before.
 *
 * <p>The sum finds damage, not forgery: a token grants nothing, and a forged one can only make its
 * sender's own prompts worse.
 */
public final class PrefixToken {
  private static final int MAGIC = 0x43425054; // "CBPT"
  private static final int VERSION = 2;
  private static final int SUM_BYTES = Long.BYTES;

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
        out.writeBoolean(zone.marked());
        out.writeInt(zone.elements());
        out.writeInt(zone.tokens());
      }
      out.writeInt(state.cuts().size());
      for (Cut cut : state.cuts()) {
        out.writeLong(cut.componentHash());
        write(cut.state().leftOut(), out);
        write(cut.state().cleared(), out);
        out.writeBoolean(cut.anchorHash().isPresent());
        out.writeLong(cut.anchorHash().orElse(0L));
      }
      out.writeLong(sum(bytes.toByteArray()));
    } catch (IOException e) {
      throw new UncheckedIOException("memory does not fail to write", e);
    }
    return bytes.toByteArray();
  }

  /**
   * Reads a token.
   *
   * @param field path of the field that holds it
   * @throws InvalidRequest if it is damaged, of another version or not a prefix token
   */
  public static PrefixState read(byte[] token, String field) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(token))) {
      if (token.length < SUM_BYTES || in.readInt() != MAGIC || in.readByte() != VERSION) {
        throw invalid(field);
      }
      byte[] body = Arrays.copyOf(token, token.length - SUM_BYTES);
      PrefixState state = readBody(in, token.length);
      if (in.readLong() != sum(body) || in.available() > 0) {
        throw invalid(field);
      }
      return state;
    } catch (IOException | IllegalArgumentException e) {
      throw invalid(field);
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
      zones.add(new ZoneEnd(stability, in.readBoolean(), in.readInt(), in.readInt()));
    }
    List<Cut> cuts = new ArrayList<>();
    for (int i = count(in, limit); i > 0; i--) {
      long componentHash = in.readLong();
      HistoryState state = new HistoryState(ranges(in, limit), ranges(in, limit));
      boolean anchored = in.readBoolean();
      long anchor = in.readLong();
      cuts.add(new Cut(componentHash, state, anchored ? Optional.of(anchor) : Optional.empty()));
    }
    return new PrefixState(modelHash, elements, toolCount, stride, checkpoints, zones, cuts);
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

  private static InvalidRequest invalid(String field) {
    return new InvalidRequest(
        Violation.of(
            field,
            Reason.INVALID_PREFIX_TOKEN,
            "is not a prefix token of this service, or is damaged; send none to start anew"));
  }
}

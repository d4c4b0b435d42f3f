package dev.contextbudget.edge;

import io.grpc.netty.shaded.io.netty.buffer.Unpooled;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2Exception;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A connection of HTTP/2 frame by frame, to send what no client would.
 *
 * <p>Frames are written by hand and read one by one; headers of answers are decoded by Netty. What
 * is sent is not held against the windows of the server, so it must fit into them.
 */
final class RawConnection implements AutoCloseable {
  static final int DATA = 0;
  static final int HEADERS = 1;
  static final int PRIORITY = 2;
  static final int RST_STREAM = 3;
  static final int SETTINGS = 4;
  static final int PING = 6;
  static final int GOAWAY = 7;
  static final int WINDOW_UPDATE = 8;
  static final int CONTINUATION = 9;

  static final int END_STREAM = 1;
  static final int END_HEADERS = 4;
  static final int ACK = 1;

  private static final byte[] PREFACE =
      "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final int FRAME_HEADER_BYTES = 9;

  /** The default of HTTP/2. */
  static final int MAX_FRAME_BYTES = 16 << 10;

  /** A test that waits as long hangs. */
  private static final int PATIENCE_MILLIS = 30_000;

  private final Socket socket;
  private final OutputStream out;
  private final DataInputStream in;
  private final DefaultHttp2HeadersDecoder decoder = new DefaultHttp2HeadersDecoder(false, 1 << 20);
  private final Map<Integer, RawAnswer> answers = new HashMap<>();
  private final boolean acknowledges;
  private int nextStream = 1;
  private int unacknowledged = 1;
  private RawAnswer end = RawAnswer.NONE;

  private RawConnection(int port, boolean acknowledges, int windowBytes) throws IOException {
    this.acknowledges = acknowledges;
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(PATIENCE_MILLIS);
    out = new BufferedOutputStream(socket.getOutputStream(), 1 << 16);
    in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
    out.write(PREFACE);
    byte[] initialWindow = ByteBuffer.allocate(6).putShort((short) 4).putInt(windowBytes).array();
    frame(SETTINGS, 0, 0, initialWindow);
    sync();
  }

  /** Opens a connection as clients do. */
  static RawConnection open(int port) throws IOException {
    return new RawConnection(port, true, 1 << 20);
  }

  /** Opens a connection that never acknowledges the settings of the server. */
  static RawConnection openUnacknowledged(int port) throws IOException {
    return new RawConnection(port, false, 1 << 20);
  }

  /** Opens a connection on which answers have no room. */
  static RawConnection openWithoutWindow(int port) throws IOException {
    return new RawConnection(port, true, 0);
  }

  /** Writes a frame; it may wait in a buffer until {@link #flush}. */
  void frame(int type, int flags, int stream, byte[] payload) throws IOException {
    ByteBuffer header = ByteBuffer.allocate(FRAME_HEADER_BYTES);
    header.put((byte) (payload.length >> 16)).putShort((short) payload.length);
    header.put((byte) type).put((byte) flags).putInt(stream);
    out.write(header.array());
    out.write(payload);
  }

  void flush() throws IOException {
    out.flush();
  }

  /** Opens a stream with headers, names and values in turn; returns its number. */
  int stream(int flags, List<String> headers) throws IOException {
    return stream(flags, headerBlock(headers));
  }

  /** Opens a stream with an encoded block of headers; returns its number. */
  int stream(int flags, byte[] headerBlock) throws IOException {
    int stream = nextStream;
    nextStream += 2;
    int first = Math.min(headerBlock.length, MAX_FRAME_BYTES);
    boolean whole = first == headerBlock.length;
    frame(HEADERS, flags | (whole ? END_HEADERS : 0), stream, Arrays.copyOf(headerBlock, first));
    for (int at = first; at < headerBlock.length; at += MAX_FRAME_BYTES) {
      int end = Math.min(headerBlock.length, at + MAX_FRAME_BYTES);
      frame(
          CONTINUATION,
          end == headerBlock.length ? END_HEADERS : 0,
          stream,
          Arrays.copyOfRange(headerBlock, at, end));
    }
    return stream;
  }

  /** Encodes headers as literals without an index, which any decoder takes. */
  static byte[] headerBlock(List<String> headers) {
    ByteArrayOutputStream block = new ByteArrayOutputStream();
    for (int i = 0; i < headers.size(); i += 2) {
      block.write(0);
      literal(block, headers.get(i));
      literal(block, headers.get(i + 1));
    }
    return block.toByteArray();
  }

  private static void literal(ByteArrayOutputStream block, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    int length = bytes.length;
    if (length < 0x7f) {
      block.write(length);
    } else {
      block.write(0x7f);
      int rest = length - 0x7f;
      while (rest > 0x7f) {
        block.write(rest | 0x80);
        rest >>>= 7;
      }
      block.write(rest);
    }
    block.writeBytes(bytes);
  }

  /** Sends the end of a stream and waits for its answer, or the end of the connection. */
  RawAnswer answer(int stream) throws IOException {
    flush();
    RawAnswer answer = of(stream);
    while (!answer.isOver() && read()) {
      answer = of(stream);
    }
    return answer.isOver() ? answer : end;
  }

  /** Returns what has come for a stream so far. */
  RawAnswer of(int stream) {
    return answers.getOrDefault(stream, RawAnswer.NONE);
  }

  /** Returns how the server ended the connection so far. */
  RawAnswer end() {
    return end;
  }

  /** Reads until the server ends the connection; returns how it did. */
  RawAnswer awaitEnd() throws IOException {
    while (read()) {}
    return end;
  }

  /** Reads until the server has seen all so far, or has ended the connection; returns if not. */
  boolean sync() throws IOException {
    frame(SETTINGS, 0, 0, new byte[0]); // a ping too many would end the connection
    flush();
    unacknowledged++;
    while (unacknowledged > 0) {
      if (!read()) {
        return false;
      }
    }
    return true;
  }

  /** Reads a frame; returns false if the connection is at its end. */
  private boolean read() throws IOException {
    try {
      readFrame();
      return true;
    } catch (EOFException | SocketException e) {
      if (!end.isOver()) {
        end = end.closed();
      }
      return false;
    }
  }

  private void readFrame() throws IOException {
    int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
    int type = in.readUnsignedByte();
    int flags = in.readUnsignedByte();
    int stream = in.readInt();
    byte[] payload = in.readNBytes(length);
    if (payload.length < length) {
      throw new EOFException();
    }
    switch (type) {
      case DATA -> answers.put(stream, of(stream).with(payload, (flags & END_STREAM) != 0));
      case HEADERS -> headers(stream, payload, (flags & END_STREAM) != 0);
      case RST_STREAM -> answers.put(stream, of(stream).reset(ByteBuffer.wrap(payload).getInt()));
      case GOAWAY -> end = end.goAway(payload);
      case SETTINGS -> {
        if (flags == ACK) {
          unacknowledged--;
        } else if (acknowledges) {
          reply(SETTINGS, new byte[0]);
        }
      }
      case PING -> {
        if (flags == 0) {
          reply(PING, payload);
        }
      }
      default -> {} // windows of what we send
    }
  }

  private void reply(int type, byte[] payload) throws IOException {
    frame(type, ACK, 0, payload);
    flush();
  }

  private void headers(int stream, byte[] block, boolean last) throws IOException {
    Map<String, String> headers = new HashMap<>();
    try {
      decoder
          .decodeHeaders(stream, Unpooled.wrappedBuffer(block))
          .forEach(header -> headers.put(header.getKey().toString(), header.getValue().toString()));
    } catch (Http2Exception e) {
      throw new IOException(e);
    }
    answers.put(stream, of(stream).with(headers, last));
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}

package dev.contextbudget.client.cli;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import dev.contextbudget.client.view.Page;
import dev.contextbudget.client.view.Terminal;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;

/**
 * Where a command writes.
 *
 * @param out takes the answer as bytes: a body must come out as it came in
 * @param text the same, for lines
 * @param progress takes what is said beside the answer
 */
record Output(OutputStream out, PrintWriter text, PrintWriter progress, Terminal terminal) {

  /** Returns a page for a person. */
  Page page() {
    return new Page(text, terminal);
  }

  /** Returns a page beside the answer, which another program may read. */
  Page beside() {
    return new Page(progress, terminal);
  }

  /** Writes a message as JSON with the field names of the contract. */
  void json(Message message) {
    try {
      text.println(JsonFormat.printer().preservingProtoFieldNames().print(message));
      text.flush();
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("an answer without Any is JSON", e);
    }
  }

  /** Writes bytes as they are, and a line break behind them if they end without. */
  void body(ByteString body) {
    try {
      text.flush();
      body.writeTo(out);
      if (!body.endsWith(ByteString.copyFromUtf8("\n"))) {
        out.write('\n');
      }
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException("standard output", e);
    }
  }
}

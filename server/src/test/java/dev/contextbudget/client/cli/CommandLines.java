package dev.contextbudget.client.cli;

import dev.contextbudget.client.view.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;

/** Runs the client's command line for tests of other packages. */
public final class CommandLines {
  private CommandLines() {}

  /** Returns the exit code. */
  public static int run(List<String> arguments) {
    Main main =
        new Main(
            InputStream.nullInputStream(), new ByteArrayOutputStream(), new Terminal(false, 80));
    return Main.commandLine(main)
        .setErr(new PrintWriter(new StringWriter(), true))
        .execute(arguments.toArray(String[]::new));
  }
}

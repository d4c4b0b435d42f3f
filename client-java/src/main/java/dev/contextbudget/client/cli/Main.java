package dev.contextbudget.client.cli;

import dev.contextbudget.client.ContextBudgetClientException;
import dev.contextbudget.client.ContextBudgetClientException.FieldViolation;
import dev.contextbudget.client.view.Terminal;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ScopeType;

/** The command line {@code contextbudget}. */
@Command(
    name = "contextbudget",
    description = "Calls a Context Budget server: what a context costs, and what goes into it.",
    subcommands = {
      CountCommand.class,
      PlanCommand.class,
      FitCommand.class,
      CompactCommand.class,
      LintCommand.class,
      ModelsCommand.class,
      AutoComplete.GenerateCompletion.class
    },
    mixinStandardHelpOptions = true,
    scope = ScopeType.INHERIT,
    versionProvider = Main.Version.class,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done",
      "1:lint found what a provider refuses",
      "2:wrong usage, or a file that cannot be read",
      "3:the server refused the request",
      "4:the server was not reached, is busy or took too long"
    })
public final class Main {
  private final InputStream in;
  private final OutputStream out;
  private final Terminal terminal;

  /**
   * @param in standard input
   * @param out standard output
   * @param terminal what reads it
   */
  Main(InputStream in, OutputStream out, Terminal terminal) {
    this.in = in;
    this.out = out;
    this.terminal = terminal;
  }

  /**
   * Runs a command line and exits.
   *
   * @param args see {@code --help}
   */
  public static void main(String[] args) {
    boolean interactive = CommandLine.Help.Ansi.AUTO.enabled();
    Terminal terminal = Terminal.of(System.getenv(), interactive);
    System.exit(commandLine(new Main(System.in, System.out, terminal)).execute(args));
  }

  /** Returns the command line with its handling of failures. */
  static CommandLine commandLine(Main main) {
    return new CommandLine(main)
        .setOut(new PrintWriter(new OutputStreamWriter(main.out, StandardCharsets.UTF_8), true))
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionExceptionHandler(
            (e, command, parsed) -> {
              if (e instanceof BadInput) {
                command.getErr().println(e.getMessage());
                return ExitCode.USAGE.code();
              }
              if (e instanceof ContextBudgetClientException failed) {
                tell(failed, command.getErr());
                return ExitCode.of(failed.code()).code();
              }
              throw e;
            });
  }

  private static void tell(ContextBudgetClientException failed, PrintWriter err) {
    err.println(failed.getMessage());
    for (FieldViolation violation : failed.violations()) {
      err.printf("  %s: %s (%s)%n", violation.field(), violation.description(), violation.reason());
    }
  }

  /** Returns a file by its name, or standard input. */
  Input input(String name) {
    return new Input(name, in);
  }

  /** Returns where a command writes. */
  Output output(CommandLine command) {
    return new Output(out, command.getOut(), command.getErr(), terminal);
  }

  /** Reads the version from the jar. */
  static final class Version implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = Main.class.getPackage().getImplementationVersion();
      return new String[] {"contextbudget " + (version == null ? "(no jar)" : version)};
    }
  }
}

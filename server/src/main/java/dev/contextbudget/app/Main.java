package dev.contextbudget.app;

import dev.contextbudget.client.ContextBudgetClientException;
import dev.contextbudget.client.view.Terminal;
import dev.contextbudget.grpc.interceptor.TextlessThrowable;
import dev.contextbudget.ops.Meters;
import dev.contextbudget.tokenizer.file.BadTokenizerDirectory;
import dev.contextbudget.yaml.BadYaml;
import dev.contextbudget.yaml.YamlFile;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/**
 * The command line. Exit codes: 0 done, 1 cannot run, 2 wrong usage or configuration, 3 ran out of
 * memory and is to be started anew.
 */
@Command(
    name = "contextbudget-server",
    description = "Decides what goes into a language model's context window, as a gRPC service.",
    mixinStandardHelpOptions = true,
    scope = ScopeType.INHERIT,
    versionProvider = Main.Version.class)
public final class Main implements Callable<Integer> {
  private static final Logger LOG = LoggerFactory.getLogger(Main.class);

  private static final int CANNOT_RUN = 1;
  private static final int WRONG = 2;

  /** The same as the JVM's own with {@code -XX:+ExitOnOutOfMemoryError}. */
  private static final int OUT_OF_MEMORY = 3;

  private static final String CHECK = "--check-config";
  private static final String CHECK_DESCRIPTION =
      "Print the configuration in force, or what is wrong with it and the files it names, and"
          + " exit.";

  /** A demo stands beside whatever else runs, and ends at once. */
  private static final List<String> DEMO_SETTINGS =
      List.of(
          "server.host=127.0.0.1",
          "server.port=0",
          "admin.enabled=false",
          "server.drain-delay=0s",
          "log.level=warn");

  private final Map<String, String> environment;
  private final ServerRuntime.ServiceFactory services;

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      scope = ScopeType.INHERIT,
      description = "YAML file with settings.")
  private @Nullable Path configFile;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      scope = ScopeType.INHERIT,
      description =
          "A setting such as server.port=7477; wins over the environment"
              + " (CONTEXTBUDGET_SERVER_PORT), which wins over the file.")
  private List<String> settings = List.of();

  @Option(names = CHECK, description = CHECK_DESCRIPTION)
  private boolean check;

  Main(Map<String, String> environment, ServerRuntime.ServiceFactory services) {
    this.environment = environment;
    this.services = services;
  }

  /**
   * Runs a command line and exits.
   *
   * @param args see {@code --help}
   */
  public static void main(String[] args) {
    int status = commandLine(new Main(System.getenv(), Services::create)).execute(args);
    Logging.close();
    System.exit(status);
  }

  /** Returns the command line with its handling of failures. */
  static CommandLine commandLine(Main main) {
    return new CommandLine(main)
        .addSubcommand(new MintKey(Clock.systemUTC()))
        .setExecutionExceptionHandler(
            (e, command, parsed) -> {
              boolean wrong =
                  e instanceof BadConfig
                      || e instanceof BadYaml
                      || e instanceof BadCredentialFile
                      || e instanceof BadTokenizerDirectory;
              boolean cannot =
                  e instanceof CannotStart || e instanceof ContextBudgetClientException;
              if (!wrong && !cannot) {
                throw e;
              }
              command.getErr().println(e.getMessage());
              return wrong ? WRONG : CANNOT_RUN;
            });
  }

  @Override
  public Integer call() throws Exception {
    return serve(check);
  }

  @Command(name = "serve", description = "Answer calls until told to stop; the default.")
  int serve(@Option(names = CHECK, description = CHECK_DESCRIPTION) boolean checkHere)
      throws Exception {
    ServerConfig config = config(List.of());
    boolean checkOnly = check || checkHere;
    if (checkOnly) {
      checkFiles(config);
    }
    out().print(config.yaml());
    out().flush();
    if (checkOnly) {
      return 0;
    }
    Logging.configure(config.log());
    ServerRuntime runtime = ServerRuntime.start(config, services);
    Thread.setDefaultUncaughtExceptionHandler((thread, thrown) -> died(runtime, thread, thrown));
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(runtime), "stop"));
    runtime.announce();
    runtime.awaitEnd();
    runtime.close();
    return exitCode(runtime);
  }

  /** Threads of calls do not come here: what they throw ends their call. */
  private static void died(ServerRuntime runtime, Thread thread, Throwable thrown) {
    if (thrown instanceof OutOfMemoryError) {
      runtime.noteOutOfMemory(); // before anything that allocates
    }
    LOG.error("thread {} died", thread.getName(), new TextlessThrowable(thrown));
  }

  private static int exitCode(ServerRuntime runtime) {
    return runtime.ranOutOfMemory() ? OUT_OF_MEMORY : 0;
  }

  @Command(name = "demo", description = "Show what the service does, on a server of its own.")
  int demo() throws Exception {
    if (check) {
      throw new ParameterException(commandLine(), CHECK + " does not go with demo");
    }
    Terminal terminal = Terminal.of(environment, CommandLine.Help.Ansi.AUTO.enabled());
    Demo.run(config(DEMO_SETTINGS), services, out(), terminal);
    return 0;
  }

  /** A wanted stop is a success; without this the JVM would report the signal as exit code 143. */
  private static void stop(ServerRuntime runtime) {
    runtime.close();
    Logging.close();
    Runtime.getRuntime().halt(exitCode(runtime));
  }

  /**
   * @param first settings before those of the caller
   */
  private ServerConfig config(List<String> first) {
    Settings read = new Settings();
    if (configFile != null) {
      read.addFile(configFile.toString(), YamlFile.read(configFile));
    }
    read.addEnvironment(environment);
    first.forEach(read::addFlag);
    settings.forEach(read::addFlag);
    return ServerConfig.read(read);
  }

  /** Makes the services and closes them again: the files that they read are configuration too. */
  private void checkFiles(ServerConfig config) {
    try (CloseStack stack = new CloseStack()) {
      Meters meters = stack.push("meters", new Meters(Set.of()));
      Credentials unused = Credentials.read(config.security(), meters, stack);
      services.create(config, meters, stack);
    }
  }

  private PrintWriter out() {
    return commandLine().getOut();
  }

  private CommandLine commandLine() {
    if (spec == null) {
      throw new IllegalStateException("not run by picocli");
    }
    return spec.commandLine();
  }

  /** Reads the version from the jar. */
  static final class Version implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = Main.class.getPackage().getImplementationVersion();
      return new String[] {"contextbudget-server " + (version == null ? "(no jar)" : version)};
    }
  }
}

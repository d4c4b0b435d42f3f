package dev.contextbudget.client.load;

import static java.util.Comparator.comparingDouble;

import com.google.gson.Gson;
import com.google.gson.JsonSyntaxException;
import com.google.gson.reflect.TypeToken;
import dev.contextbudget.client.view.Page;
import dev.contextbudget.client.view.Terminal;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.NameResolverRegistry;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The loader's command line. */
@Command(
    name = "loader",
    description = {
      "Loads a server, without waiting for it (--steps) or as clients do (--clients), and tells what became of the calls.",
      "With multiples of the peak in --steps, the peak is first measured with --clients, unless --peak says it."
    },
    mixinStandardHelpOptions = true,
    usageHelpWidth = 110,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:all bounds hold",
      "1:a bound is broken",
      "2:wrong usage",
      "3:invalid: the loader was late or too busy, so the run says nothing about the server"
    })
public final class Loader implements Callable<Integer> {
  private static final int BROKEN = 1;
  private static final int INVALID = 3;
  private static final long CALM_MILLIS = 500;

  /** gRPC's own, 1 MiB a call, would leave large requests without retries. */
  private static final long RETRY_BUFFER_BYTES = 64 << 20;

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--server",
      paramLabel = "HOST:PORT,...",
      defaultValue = "localhost:7477",
      description = "The server, or its replicas (default: ${DEFAULT-VALUE}).")
  private String server = "";

  @Option(
      names = "--connections",
      defaultValue = "8",
      description = "How many connections (default: ${DEFAULT-VALUE}).")
  private int connections;

  @Option(
      names = "--service-config",
      paramLabel = "FILE",
      description = "How calls are tried again. Without it they are not: every attempt counts.")
  private @Nullable Path serviceConfig;

  @Option(
      names = "--deadline-ms",
      defaultValue = "2000",
      description = "Time for a call (default: ${DEFAULT-VALUE}).")
  private int deadlineMillis;

  @Option(
      names = "--header",
      paramLabel = "NAME:VALUE",
      description = "Goes with every call; may be repeated.")
  private List<String> headers = List.of();

  @Option(
      names = "--steps",
      paramLabel = "RATE:SECONDS,...",
      description = "Calls a second, or multiples of the peak (2x), and for how long.")
  private @Nullable String steps;

  @Option(
      names = "--constant",
      description = "At equal distances. Otherwise as from callers who know nothing of each other.")
  private boolean constant;

  @Option(
      names = "--seed",
      defaultValue = "1",
      description = "The same one gives the same times (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(names = "--peak", paramLabel = "RATE", description = "What 1x is, in calls a second.")
  private double peak = Double.NaN;

  @Option(
      names = "--clients",
      defaultValue = "16",
      description = "Clients that find the peak (default: ${DEFAULT-VALUE}).")
  private int clients;

  @Option(
      names = "--seconds",
      defaultValue = "10",
      description = "How long they do (default: ${DEFAULT-VALUE}).")
  private int seconds;

  @Option(
      names = "--warm-up",
      paramLabel = "SECONDS",
      defaultValue = "5",
      description = "Before everything, not counted (default: ${DEFAULT-VALUE}).")
  private int warmUpSeconds;

  @Option(
      names = "--server-pid",
      description = "The server's process, for its processor time and the cost of a refusal.")
  private @Nullable Long serverPid;

  @Option(names = "--json", paramLabel = "FILE", description = "Write a report here.")
  private @Nullable Path json;

  @Option(
      names = "--at-least",
      paramLabel = "STEP:FIGURE=VALUE",
      description = "A bound, such as 10x:goodputOfPeak=0.7; without a step, for all of them.")
  private List<String> least = List.of();

  @Option(
      names = "--at-most",
      paramLabel = "STEP:FIGURE=VALUE",
      description = "A bound, such as 10x:okP99Ms=80; figures are named as in the JSON.")
  private List<String> most = List.of();

  @Parameters(
      arity = "1..*",
      paramLabel = "CALL=FILE[*WEIGHT]",
      description = "Calls, such as CountTokens=m.bin: a file holds one request as protobuf.")
  private List<String> calls = List.of();

  /**
   * Loads a server and exits.
   *
   * @param args see {@code --help}
   */
  public static void main(String[] args) {
    System.exit(commandLine().execute(args));
  }

  static CommandLine commandLine() {
    NameResolverRegistry.getDefaultRegistry().register(new Replicas());
    return new CommandLine(new Loader())
        .setExecutionExceptionHandler(
            (e, command, parsed) -> {
              if (e instanceof IllegalArgumentException || e instanceof UncheckedIOException) {
                command.getErr().println(e.getMessage());
                return CommandLine.ExitCode.USAGE;
              }
              throw e;
            });
  }

  @Override
  public Integer call() {
    Mix mix = new Mix(calls.stream().map(Shot::parse).toList());
    List<Bound> bounds = new ArrayList<>();
    least.forEach(text -> bounds.add(Bound.parse(text, true)));
    most.forEach(text -> bounds.add(Bound.parse(text, false)));
    if (steps != null) {
      List<Step> unused = Step.parse(steps, 1); // before anything is loaded
    }
    OptionalLong pid = serverPid == null ? OptionalLong.empty() : OptionalLong.of(serverPid);
    Duration deadline = Duration.ofMillis(deadlineMillis);
    Report report;
    try (Connections target =
        new Connections(connections, this::open, metadata(headers), deadline)) {
      report = load(target, mix, pid);
    }
    return tell(report, bounds);
  }

  private Report load(Connections target, Mix mix, OptionalLong pid) {
    Ran measured = null;
    double warmUp = warmUpSeconds;
    double perSecond = peak;
    if (steps == null || (Step.needPeak(steps) && Double.isNaN(peak))) {
      measured = new ClosedLoop(target, mix, pid).run(clients, warmUp, seconds);
      perSecond = measured.goodputPerSecond();
      warmUp /= 4; // what is left to warm up is how calls are refused
      Clock.MACHINE.waitUntil(System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(CALM_MILLIS));
    }
    if (steps == null) {
      return new Report(measured, perSecond, List.of());
    }
    List<Step> all = warmed(Step.parse(steps, perSecond), warmUp);
    long patienceNanos = TimeUnit.MILLISECONDS.toNanos(deadlineMillis + CALM_MILLIS);
    List<Ran> ran =
        new OpenLoop(target, mix, Clock.MACHINE, () -> Usage.now(pid))
            .run(all, !constant, seed, patienceNanos);
    return new Report(measured, perSecond, warmUp > 0 ? ran.subList(2, ran.size()) : ran);
  }

  /**
   * Puts what is not counted before the steps: the highest of them, as until they are compiled the
   * ways of a refusal slow down both ends; then a moment of the first, which finds the server calm.
   */
  private static List<Step> warmed(List<Step> steps, double seconds) {
    if (seconds == 0) {
      return steps;
    }
    List<Step> all = new ArrayList<>(steps);
    all.add(0, steps.get(0).lasting("calm", CALM_MILLIS / 1e3));
    all.add(
        0, Collections.max(steps, comparingDouble(Step::perSecond)).lasting("warm-up", seconds));
    return all;
  }

  private ManagedChannel open() {
    NettyChannelBuilder channel =
        NettyChannelBuilder.forTarget(Replicas.SCHEME + ":///" + server)
            .usePlaintext()
            .directExecutor() // what is done with an answer takes a microsecond
            .maxInboundMessageSize(Integer.MAX_VALUE)
            .disableServiceConfigLookUp();
    if (serviceConfig == null) {
      return channel.disableRetry().build();
    }
    return channel
        .perRpcBufferLimit(RETRY_BUFFER_BYTES)
        .retryBufferSize(RETRY_BUFFER_BYTES)
        .defaultServiceConfig(serviceConfig(serviceConfig))
        .build();
  }

  /** Reads numbers as gRPC takes them: every one with a fraction. */
  private static Map<String, ?> serviceConfig(Path file) {
    try {
      return new Gson()
          .fromJson(Files.readString(file), new TypeToken<Map<String, Object>>() {}.getType());
    } catch (IOException | JsonSyntaxException e) {
      throw new IllegalArgumentException("%s: cannot be read".formatted(file), e);
    }
  }

  private static Metadata metadata(List<String> headers) {
    Metadata metadata = new Metadata();
    for (String header : headers) {
      int colon = header.indexOf(':');
      if (colon <= 0) {
        throw new IllegalArgumentException("--header: want NAME:VALUE");
      }
      metadata.put(
          Metadata.Key.of(header.substring(0, colon), Metadata.ASCII_STRING_MARSHALLER),
          header.substring(colon + 1).strip());
    }
    return metadata;
  }

  private int tell(Report report, List<Bound> bounds) {
    PrintWriter out = java.util.Objects.requireNonNull(spec).commandLine().getOut();
    report.print(new Page(out, Terminal.of(System.getenv(), false)));
    if (json != null) {
      try {
        Files.writeString(json, ReportJson.of(report) + "\n", StandardCharsets.UTF_8);
      } catch (IOException e) {
        throw new UncheckedIOException("%s: cannot be written".formatted(json), e);
      }
    }
    List<String> invalid = report.invalid();
    invalid.forEach(reason -> out.println("INVALID " + reason));
    List<String> broken = report.broken(bounds);
    broken.forEach(problem -> out.println("BROKEN " + problem));
    out.flush();
    if (!invalid.isEmpty()) {
      return INVALID;
    }
    return broken.isEmpty() ? CommandLine.ExitCode.OK : BROKEN;
  }
}

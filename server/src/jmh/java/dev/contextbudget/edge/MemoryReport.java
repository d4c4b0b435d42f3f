package dev.contextbudget.edge;

import dev.contextbudget.v1.CountTokensRequest;
import dev.contextbudget.v1.FitContextRequest;
import io.grpc.CallOptions;
import io.grpc.Codec;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * Attacks the memory of a server that runs in a process of its own, then loads it for some minutes,
 * and prints what it took of memory, files and threads.
 *
 * <p>The memory is what the kernel says is resident, and the most of it in each phase. Files and
 * threads are counted before and after, when the attackers are gone.
 *
 * <p>Run by {@code deploy/bench/memory.sh}.
 */
public final class MemoryReport {
  private static final int CONNECTIONS = 4;
  private static final int PATIENCE_SECONDS = 120;

  /** Pools of threads and buffers fill in the first calls. */
  private static final int SLACK = 16;

  private final int port;
  private final Path process;
  private final List<ManagedChannel> channels = new ArrayList<>();
  private long mostKib;

  private MemoryReport(int port, long pid) {
    this.port = port;
    this.process = Path.of("/proc", Long.toString(pid));
    for (int i = 0; i < CONNECTIONS; i++) {
      channels.add(
          NettyChannelBuilder.forAddress("127.0.0.1", port)
              .usePlaintext()
              .disableRetry()
              .maxInboundMessageSize(Integer.MAX_VALUE)
              .build());
    }
  }

  /** What a phase does; returns how its calls ended, and how often. */
  private interface Phase {
    Map<String, Integer> run() throws Exception;
  }

  /**
   * Exits with 1 if the server took more than 90 % of its limit, or kept files or threads.
   *
   * @param args its port, its process, its limit in MiB, and minutes of load at the end
   */
  public static void main(String[] args) throws Exception {
    MemoryReport report = new MemoryReport(Integer.parseInt(args[0]), Long.parseLong(args[1]));
    boolean well = report.run(Integer.parseInt(args[2]), Integer.parseInt(args[3]));
    System.exit(well ? 0 : 1);
  }

  private boolean run(int limitMib, int minutes) throws Exception {
    System.out.printf("%-34s %8s %5s %8s  %s%n", "phase", "MiB", "files", "threads", "calls");
    print("good calls", () -> load(20));
    int files = files();
    int threads = threads();
    print("T6 answers that are not read", this::unread);
    print("T7 gzip bombs", () -> many(32, 16, "CountTokens", new byte[64 << 20], true));
    print("T7 bombs below the limit", () -> many(32, 16, "CountTokens", new byte[15 << 20], true));
    print(
        "T8 empty messages",
        () -> many(100, 16, "CountTokens", repeated("1200", 2_000_000), false));
    print(
        "T8 unknown fields",
        () -> many(100, 16, "CountTokens", repeated("f87f01", 700_000), false));
    print(
        "T8 objects that pass the scan",
        () -> many(100, 16, "FitContext", repeated("1a00", 99_000), false));
    print(
        "T9 10,000 levels",
        () -> many(100, 16, "CountTokens", WireRows.nested("CountTokens", 10_000), false));
    print("T10 64 x 15 MiB at once", () -> many(64, 64, "CountTokens", countTexts(15), false));
    print("T10 64 x 15 MiB at once, to fit", () -> many(64, 64, "FitContext", texts(15), false));
    for (int minute = 1; minute <= minutes; minute++) {
      print("good calls, minute " + minute, () -> load(60));
    }
    channels.forEach(ManagedChannel::shutdownNow);
    Thread.sleep(2_000);
    int filesAfter = files();
    int threadsAfter = threads();
    System.out.printf(
        "most: %d of %d MiB, %d %%; files %d to %d, threads %d to %d%n",
        mostKib >> 10,
        limitMib,
        (mostKib >> 10) * 100 / limitMib,
        files,
        filesAfter,
        threads,
        threadsAfter);
    return mostKib >> 10 <= limitMib * 9 / 10
        && filesAfter <= files + SLACK
        && threadsAfter <= threads + SLACK;
  }

  private void print(String name, Phase phase) throws Exception {
    Files.writeString(process.resolve("clear_refs"), "5"); // forget the most so far
    Map<String, Integer> calls = phase.run();
    long kib = status("VmHWM");
    mostKib = Math.max(mostKib, kib);
    System.out.printf("%-34s %8d %5d %8d  %s%n", name, kib >> 10, files(), threads(), calls);
  }

  private long status(String key) throws IOException {
    try (Stream<String> lines = Files.lines(process.resolve("status"))) {
      return lines
          .filter(line -> line.startsWith(key + ":"))
          .map(line -> line.replaceAll("\\D", ""))
          .mapToLong(Long::parseLong)
          .findFirst()
          .orElseThrow();
    }
  }

  private int files() throws IOException {
    try (Stream<Path> all = Files.list(process.resolve("fd"))) {
      return (int) all.count();
    }
  }

  private int threads() throws IOException {
    return (int) status("Threads");
  }

  /** A thousand streams that ask for large answers and give them no room. */
  private Map<String, Integer> unread() throws Exception {
    byte[] request = largeAnswer();
    List<RawConnection> open = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      RawConnection connection = RawConnection.openWithoutWindow(port);
      for (int s = 0; s < 100; s++) {
        RawCall.of(RawCall.COUNT, request).send(connection);
      }
      connection.sync();
      open.add(connection);
    }
    Thread.sleep(10_000);
    Map<String, Integer> health = load(2);
    for (RawConnection connection : open) {
      connection.close();
    }
    return health;
  }

  /** A few bytes that are answered with many: messages of a letter, each with its counts. */
  private static byte[] largeAnswer() {
    StringBuilder text = new StringBuilder("model: 'gpt-4o' components { id: 'a' kind: ");
    text.append("COMPONENT_KIND_HISTORY messages { ");
    text.append("messages { role: ROLE_USER parts { text: 'x' } } ".repeat(500)).append("} }");
    return Calls.request("CountTokens", text.toString()).toByteArray();
  }

  private Map<String, Integer> load(int seconds) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    List<HeavyCall> kinds = HeavyCalls.everyday();
    List<byte[]> requests = kinds.stream().map(kind -> kind.requests().get(0)).toList();
    Map<String, Integer> ends = new TreeMap<>();
    ExecutorService callers = Executors.newFixedThreadPool(4);
    for (int t = 0; t < 4; t++) {
      int first = t;
      callers.execute(
          () -> {
            for (int i = first; System.nanoTime() < end; i++) {
              int kind = i % kinds.size();
              call(first, kinds.get(kind).call(), requests.get(kind), false, ends);
            }
          });
    }
    callers.shutdown();
    callers.awaitTermination(seconds + PATIENCE_SECONDS, TimeUnit.SECONDS);
    return ends;
  }

  private Map<String, Integer> many(
      int calls, int atOnce, String call, byte[] message, boolean gzip) throws Exception {
    Map<String, Integer> ends = new TreeMap<>();
    AtomicInteger next = new AtomicInteger();
    CountDownLatch done = new CountDownLatch(atOnce);
    ExecutorService callers = Executors.newFixedThreadPool(atOnce);
    for (int t = 0; t < atOnce; t++) {
      callers.execute(
          () -> {
            for (int i = next.getAndIncrement(); i < calls; i = next.getAndIncrement()) {
              call(i, call, message, gzip, ends);
            }
            done.countDown();
          });
    }
    done.await();
    callers.shutdown();
    return ends;
  }

  private void call(
      int number, String call, byte[] message, boolean gzip, Map<String, Integer> ends) {
    CallOptions options = CallOptions.DEFAULT.withDeadlineAfter(PATIENCE_SECONDS, TimeUnit.SECONDS);
    String end = "OK";
    try {
      ClientCalls.blockingUnaryCall(
          channels.get(number % CONNECTIONS),
          RawMethod.of(Calls.of(call).getFullMethodName()),
          gzip ? options.withCompression(new Codec.Gzip().getMessageEncoding()) : options,
          message);
    } catch (RuntimeException e) {
      end = Status.fromThrowable(e).getCode().name();
    }
    synchronized (ends) {
      ends.merge(end, 1, Integer::sum);
    }
  }

  private static byte[] repeated(String hex, int times) {
    byte[] once = HexFormat.of().parseHex(hex);
    byte[] all = new byte[once.length * times];
    for (int i = 0; i < all.length; i += once.length) {
      System.arraycopy(once, 0, all, i, once.length);
    }
    return all;
  }

  /** Components are another field of a request to count. */
  private static byte[] countTexts(int mebibytes) throws IOException {
    return CountTokensRequest.newBuilder()
        .setModel("gpt-4o")
        .addAllComponents(FitContextRequest.parseFrom(texts(mebibytes)).getComponentsList())
        .build()
        .toByteArray();
  }

  private static byte[] texts(int mebibytes) {
    byte[] letters = new byte[mebibytes << 20];
    Arrays.fill(letters, (byte) 'a');
    return HeavyCalls.requestOfTexts(letters);
  }
}

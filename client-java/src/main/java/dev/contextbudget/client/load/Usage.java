package dev.contextbudget.client.load;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.OptionalLong;

/**
 * Processor time, in nanoseconds: from some beginning on, or between two such readings.
 *
 * @param own of this process
 * @param server of the server's, or -1 if it is not known
 */
record Usage(long wall, long own, long server) {

  /**
   * Returns what has been used so far.
   *
   * @param serverPid the server, if it runs on this machine
   */
  static Usage now(OptionalLong serverPid) {
    var own =
        (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    long server =
        serverPid.isEmpty()
            ? -1
            : ProcessHandle.of(serverPid.getAsLong())
                .flatMap(process -> process.info().totalCpuDuration())
                .map(Duration::toNanos)
                .orElse(-1L);
    return new Usage(System.nanoTime(), own.getProcessCpuTime(), server);
  }

  /** Returns what was used since then. */
  Usage since(Usage begin) {
    return new Usage(
        wall - begin.wall,
        own - begin.own,
        server < 0 || begin.server < 0 ? -1 : server - begin.server);
  }

  /** Returns this process's share of the processors that it may use, from 0 to 1. */
  double ownShare() {
    return wall <= 0 ? 0 : (double) own / wall / Runtime.getRuntime().availableProcessors();
  }
}

package dev.contextbudget.sweep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.contextbudget.app.LiveServer;
import dev.contextbudget.v1.ContextBudgetServiceGrpc;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/**
 * Real conversations over a real port: fitted to 5, 10, 20 and 40 % of their tokens, and compacted.
 *
 * <p>Without an argument it takes the few conversations that are bundled. With a folder of the same
 * form it takes all of that:
 *
 * <pre>
 * mvn -B test -pl server -am -Dtest=SweepTest -Dsurefire.failIfNoSpecifiedTests=false -Dsweep.data="$PWD/FOLDER"
 * </pre>
 */
class SweepTest {
  private static final int THREADS = 2;

  private static Path data() throws Exception {
    String folder = System.getProperty("sweep.data");
    return folder == null
        ? Path.of(SweepTest.class.getResource("/sweep").toURI())
        : Path.of(folder);
  }

  @Test
  void everyAnswerHoldsWhatIsPromised() throws Exception {
    Tally tally = new Tally();
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try (LiveServer server = LiveServer.start("log.level=warn")) {
      Sweep sweep = new Sweep(ContextBudgetServiceGrpc.newBlockingStub(server.channel()), tally);
      List<Future<?>> runs = new ArrayList<>();
      for (DataSet set : DataSet.values()) {
        for (Recording recording : set.recordings(data())) {
          runs.add(threads.submit(() -> sweep.run(set, recording)));
        }
      }
      for (Future<?> run : runs) {
        run.get();
      }
    } finally {
      threads.shutdownNow();
    }
    tally.print(System.out);
    assertTrue(tally.requests() > 0, "no conversation in " + data());
    assertEquals(0, tally.failures(), "failures; they stand in the output");
  }
}

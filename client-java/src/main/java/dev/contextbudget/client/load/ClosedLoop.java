package dev.contextbudget.client.load;

import java.util.OptionalLong;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Clients each of which makes its next call when the one before has ended: as many calls a second
 * as the server answers, so that it finds the peak and never offers more.
 *
 * <p>A client that is told to come back later does, and one whose call failed otherwise waits a
 * moment: a loop of refusals would be no client.
 */
final class ClosedLoop {
  private static final long AFTER_FAILURE_MILLIS = 10;

  private final Target target;
  private final Mix mix;
  private final OptionalLong serverPid;

  ClosedLoop(Target target, Mix mix, OptionalLong serverPid) {
    this.target = target;
    this.mix = mix;
    this.serverPid = serverPid;
  }

  /**
   * Runs clients for a time, of which the beginning is not counted.
   *
   * @param warmUpSeconds not counted
   * @param seconds counted; a call counts if it ends in them
   */
  Ran run(int clients, double warmUpSeconds, double seconds) {
    ScheduledExecutorService later = Executors.newSingleThreadScheduledExecutor();
    long from = System.nanoTime() + (long) (warmUpSeconds * 1e9);
    long to = from + (long) (seconds * 1e9);
    Round round = new Round(later, new Tally(), from, to);
    try {
      for (int i = 0; i < clients; i++) {
        round.next();
      }
      Clock.MACHINE.waitUntil(from);
      Usage begin = Usage.now(serverPid);
      Clock.MACHINE.waitUntil(to);
      Usage used = Usage.now(serverPid).since(begin);
      return new Ran(clients + " clients", seconds, Double.NaN, false, round.tally, used);
    } finally {
      later.shutdownNow();
    }
  }

  private final class Round {
    private final ScheduledExecutorService later;
    private final Tally tally;
    private final long from;
    private final long to;

    Round(ScheduledExecutorService later, Tally tally, long from, long to) {
      this.later = later;
      this.tally = tally;
      this.from = from;
      this.to = to;
    }

    void next() {
      long sent = System.nanoTime();
      if (sent < to) {
        target.call(mix.next(), (outcome, bytes) -> ended(sent, outcome, bytes));
      }
    }

    private void ended(long sent, Outcome outcome, int bytes) {
      long now = System.nanoTime();
      if (now >= from && now < to) {
        double atSecond = (now - from) / 1e9;
        tally.sent(atSecond, 0);
        tally.ended(atSecond, now - sent, outcome, bytes);
      }
      if (outcome.isAnswer()) {
        next();
        return;
      }
      try {
        var unused =
            later.schedule(
                this::next,
                Math.max(AFTER_FAILURE_MILLIS, outcome.retryMillis()),
                TimeUnit.MILLISECONDS);
      } catch (RejectedExecutionException e) {
        // the round is over
      }
    }
  }
}

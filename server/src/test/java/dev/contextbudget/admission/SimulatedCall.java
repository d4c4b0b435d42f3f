package dev.contextbudget.admission;

import java.util.Random;

/** A call of a simulation: when it comes and what it takes. */
record SimulatedCall(long atNanos, ServiceClass serviceClass, long bytes, long serviceNanos) {

  /** What calls there are. */
  enum Mix {
    /** All alike, of 5 ms give or take a tenth. */
    HEAVY(5_000_000) {
      @Override
      SimulatedCall call(long at, ServiceClass serviceClass, Random random) {
        return new SimulatedCall(at, serviceClass, 250_000, around(5_000_000, 0.1, random));
      }
    },

    /** All alike, of 0.3 ms. */
    LIGHT(300_000) {
      @Override
      SimulatedCall call(long at, ServiceClass serviceClass, Random random) {
        return new SimulatedCall(at, serviceClass, 15_000, around(300_000, 0.1, random));
      }
    },

    /**
     * Of one size and exponential times, as of texts that are remembered or not: 5 ms on average.
     */
    VARIED(5_000_000) {
      @Override
      SimulatedCall call(long at, ServiceClass serviceClass, Random random) {
        return new SimulatedCall(
            at, serviceClass, 250_000, (long) (-5e6 * Math.log(1 - random.nextDouble())));
      }
    },

    /** From 0.05 to 120 ms, in the ratio 60 : 30 : 9 : 1, by bytes, give or take a third. */
    MIXED(2_100_000) {
      @Override
      SimulatedCall call(long at, ServiceClass serviceClass, Random random) {
        double which = random.nextDouble();
        double millis = which < 0.6 ? 0.05 : which < 0.9 ? 0.5 : which < 0.99 ? 8 : 120;
        return new SimulatedCall(
            at, serviceClass, (long) (millis * 65_536), around(millis * 1e6, 0.3, random));
      }
    };

    private final long meanNanos;

    Mix(long meanNanos) {
      this.meanNanos = meanNanos;
    }

    long meanNanos() {
      return meanNanos;
    }

    abstract SimulatedCall call(long at, ServiceClass serviceClass, Random random);

    private static long around(double nanos, double part, Random random) {
      return (long) (nanos * (1 - part + 2 * part * random.nextDouble()));
    }
  }
}

package dev.contextbudget.tokenizer;

import dev.contextbudget.tokenizer.bpe.TokenCounter;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.Supplier;

/**
 * The counters of one vocabulary that no thread is using: as many as there are processors, because
 * each holds 1.2 MB of caches and only so many threads count at a time.
 */
final class CounterPool {
  private final BlockingQueue<TokenCounter> idle =
      new ArrayBlockingQueue<>(Runtime.getRuntime().availableProcessors());
  private final Supplier<TokenCounter> fresh;

  CounterPool(Supplier<TokenCounter> fresh) {
    this.fresh = fresh;
  }

  /** Returns a counter that no other thread has. */
  TokenCounter take() {
    TokenCounter counter = idle.poll();
    return counter == null ? fresh.get() : counter;
  }

  /** Keeps a counter for the next one, if there is room. */
  void giveBack(TokenCounter counter) {
    boolean ignored = idle.offer(counter);
  }
}

package dev.contextbudget.tokenizer;

import dev.contextbudget.tokenizer.bpe.TokenCounter;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Supplier;

/**
 * The counters of one vocabulary that no thread is using: as many as there are processors, because
 * each holds 1.2 MB of caches and only so many threads count at a time.
 *
 * <p>A thread looks first where it left one: most texts are a line, which is counted in the time
 * that two passes of a lock take, and that counter's caches are those near its processor.
 */
final class CounterPool {
  private final AtomicReferenceArray<TokenCounter> idle =
      new AtomicReferenceArray<>(Runtime.getRuntime().availableProcessors());
  private final Supplier<TokenCounter> fresh;

  CounterPool(Supplier<TokenCounter> fresh) {
    this.fresh = fresh;
  }

  /** Returns a counter that no other thread has. */
  TokenCounter take() {
    int own = ownPlace();
    for (int i = 0; i < idle.length(); i++) {
      int place = (own + i) % idle.length();
      if (idle.get(place) != null) {
        TokenCounter counter = idle.getAndSet(place, null);
        if (counter != null) {
          return counter;
        }
      }
    }
    return fresh.get();
  }

  /** Keeps a counter for the next one, if there is room. */
  void giveBack(TokenCounter counter) {
    counter.forgetText();
    int own = ownPlace();
    for (int i = 0; i < idle.length(); i++) {
      if (idle.compareAndSet((own + i) % idle.length(), null, counter)) {
        return;
      }
    }
  }

  private int ownPlace() {
    return (int) (Thread.currentThread().getId() % idle.length());
  }
}

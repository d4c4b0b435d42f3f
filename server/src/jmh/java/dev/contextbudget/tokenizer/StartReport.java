package dev.contextbudget.tokenizer;

import dev.contextbudget.core.token.Utf8Text;
import java.util.Optional;

/**
 * Prints when a process could first count, and what the vocabularies take: {@code
 * deploy/bench/start.sh} runs it on a class path of nothing else.
 */
public final class StartReport {
  private static final int COLLECTIONS = 3;

  private StartReport() {}

  /**
   * Counts with o200k at once, then loads cl100k too.
   *
   * @param args milliseconds since 1970 at which the process was asked for
   */
  public static void main(String[] args) throws InterruptedException {
    Vocabularies vocabularies = new Vocabularies();
    Utf8Text text = Utf8Text.of("How many tokens is this?");
    Optional<BpeTokenizer> first = vocabularies.tokenizer("first", "o200k_base");
    int tokens = first.orElseThrow().count(text);
    long asked = Long.parseLong(args[0]);
    System.out.printf("first_count_ms=%d tokens=%d%n", System.currentTimeMillis() - asked, tokens);
    int others = vocabularies.tokenizer("second", "cl100k_base").orElseThrow().count(text);
    for (int i = 0; i < COLLECTIONS; i++) {
      System.gc();
      Thread.sleep(100);
    }
    Runtime runtime = Runtime.getRuntime();
    System.out.printf(
        "live_heap_mb=%.1f tokens=%d%n",
        (runtime.totalMemory() - runtime.freeMemory()) / 1e6, others);
  }
}

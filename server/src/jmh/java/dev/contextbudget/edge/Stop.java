package dev.contextbudget.edge;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What one call took to stop.
 *
 * @param stage class of ours that the worker was in
 * @param late where it still was after a quarter of the limit; empty if it had stopped
 */
record Stop(String stage, double cpuMillis, double millis, String late) {
  static final double LIMIT_MILLIS = 50;
  static final Stop TOO_LATE = new Stop("", 0, 0, "");

  boolean isSlow() {
    return cpuMillis > LIMIT_MILLIS;
  }

  /** The innermost package of ours, without what all have in common. */
  static String stage(StackTraceElement[] stack) {
    return Arrays.stream(stack)
        .map(StackTraceElement::getClassName)
        .filter(name -> name.startsWith("dev.contextbudget."))
        .filter(name -> !name.startsWith("dev.contextbudget.v1"))
        .findFirst()
        .map(name -> name.replace("dev.contextbudget.", "").replaceAll("\\.[A-Z].*", ""))
        .orElse("transport");
  }

  /** The three innermost places of ours. */
  static String place(StackTraceElement[] stack) {
    return Arrays.stream(stack)
        .filter(frame -> frame.getClassName().startsWith("dev.contextbudget."))
        .filter(frame -> !frame.getClassName().startsWith("dev.contextbudget.v1"))
        .limit(3)
        .map(f -> "%s:%d".formatted(f.getClassName().replaceAll(".*\\.", ""), f.getLineNumber()))
        .reduce((a, b) -> a + " < " + b)
        .orElse(stack.length == 0 ? "" : stack[0].toString());
  }

  /** Prints a row for each stage that calls of a kind were in. */
  static void print(String name, List<Stop> stops) {
    Map<String, List<Stop>> byStage = new TreeMap<>();
    stops.forEach(s -> byStage.computeIfAbsent(s.stage(), k -> new ArrayList<>()).add(s));
    byStage.forEach(
        (stage, list) -> {
          double[] cpu = list.stream().mapToDouble(Stop::cpuMillis).sorted().toArray();
          System.out.printf(
              "%s %5d  %-28s %7.1f %7.1f %7.1f %8.1f%n",
              name,
              cpu.length,
              stage,
              cpu[cpu.length / 2],
              cpu[Math.min(cpu.length - 1, (int) (cpu.length * 0.99))],
              cpu[cpu.length - 1],
              list.stream().mapToDouble(Stop::millis).max().orElse(0));
        });
    stops.stream()
        .filter(s -> !s.late().isEmpty())
        .map(Stop::late)
        .distinct()
        .limit(8)
        .forEach(late -> System.out.println("    still at " + late));
  }
}

package dev.contextbudget.tokenizer;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Prints how fast {@link CountingBenchmark} counts each text of a folder, and how many times faster
 * than jtokkit.
 *
 * <p>Several processes, one after the other: a JIT compiler does not find the same code each time.
 * In each of them both implementations are measured, so that what slows the machine slows both; a
 * line has the median of the processes' ratios.
 */
public final class CountingReport {
  private static final String CHILD = "child";

  /** One that does not grow while speed is measured. */
  private static final String HEAP = "-Xms2g";

  private CountingReport() {}

  /**
   * Runs the benchmark.
   *
   * @param args folder, vocabulary, number of processes, seconds for one measurement
   */
  public static void main(String[] args) throws IOException, RunnerException, InterruptedException {
    if (args[0].equals(CHILD)) {
      measure(args[1], args[2], Integer.parseInt(args[3]));
      return;
    }
    Map<String, List<double[]>> speeds = new TreeMap<>();
    for (int i = 0; i < Integer.parseInt(args[2]); i++) {
      child(args[0], args[1], args[3], speeds);
    }
    report(speeds);
  }

  private static void measure(String folder, String vocabulary, int seconds)
      throws IOException, RunnerException {
    Map<String, String> corpora = Corpora.in(Path.of(folder));
    Collection<RunResult> results =
        new Runner(
                new OptionsBuilder()
                    .include(CountingBenchmark.class.getName())
                    .param("folder", folder)
                    .param("vocabulary", vocabulary)
                    .param("corpus", corpora.keySet().toArray(String[]::new))
                    .forks(0)
                    .warmupTime(TimeValue.seconds(seconds))
                    .measurementTime(TimeValue.seconds(seconds))
                    .shouldFailOnError(true)
                    .verbosity(VerboseMode.SILENT)
                    .build())
            .run();
    for (RunResult result : results) {
      String corpus = result.getParams().getParam("corpus");
      int bytes = corpora.get(corpus).getBytes(StandardCharsets.UTF_8).length;
      System.out.printf(
          "speed\t%s\t%s\t%f%n",
          corpus,
          result.getPrimaryResult().getLabel(),
          1e3 * bytes / result.getPrimaryResult().getScore());
    }
  }

  private static void child(
      String folder, String vocabulary, String seconds, Map<String, List<double[]>> speeds)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                System.getProperty("java.home") + "/bin/java",
                HEAP,
                "-cp",
                System.getProperty("java.class.path"),
                CountingReport.class.getName(),
                CHILD,
                folder,
                vocabulary,
                seconds)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    Map<String, double[]> ofProcess = new TreeMap<>();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        String[] cells = line.split("\t", -1);
        if (cells[0].equals("speed")) {
          int column = List.of("ours", "oursCold", "jtokkit").indexOf(cells[2]);
          ofProcess.computeIfAbsent(cells[1], c -> new double[3])[column] =
              Double.parseDouble(cells[3]);
        }
      }
    }
    if (process.waitFor() != 0) {
      throw new IOException("a process ended with " + process.exitValue());
    }
    ofProcess.forEach(
        (corpus, speed) -> speeds.computeIfAbsent(corpus, c -> new ArrayList<>()).add(speed));
  }

  private static void report(Map<String, List<double[]>> speeds) {
    double warm = 0;
    double cold = 0;
    double worst = Double.MAX_VALUE;
    for (Map.Entry<String, List<double[]>> corpus : speeds.entrySet()) {
      double warmRatio = line(corpus.getKey(), corpus.getValue(), 0);
      double coldRatio = line(corpus.getKey() + "/cold", corpus.getValue(), 1);
      warm += Math.log(warmRatio);
      cold += Math.log(coldRatio);
      worst = Math.min(worst, Math.min(warmRatio, coldRatio));
    }
    System.out.printf(
        "geomean_warm=%.1f geomean_cold=%.1f worst=%.1f%n",
        Math.exp(warm / speeds.size()), Math.exp(cold / speeds.size()), worst);
  }

  /** Prints a line and returns its ratio. */
  private static double line(String name, List<double[]> processes, int ours) {
    double ratio = median(processes.stream().mapToDouble(p -> p[ours] / p[2]).toArray());
    System.out.printf(
        "%s %.1f %.1f %.1f%n",
        name,
        median(processes.stream().mapToDouble(p -> p[ours]).toArray()),
        median(processes.stream().mapToDouble(p -> p[2]).toArray()),
        ratio);
    return ratio;
  }

  private static double median(double[] values) {
    Arrays.sort(values);
    return values[values.length / 2];
  }
}

package dev.contextbudget.app;

import dev.contextbudget.ops.Meters;
import dev.contextbudget.tokenizer.file.FileStamp;
import dev.contextbudget.yaml.BadYaml;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads files with credentials again when they change: looks at them in an interval, and reads them
 * at once when asked. Whatever is wrong with one is warned of once for each state of the files,
 * what is in force stays, and the watch goes on.
 */
final class FileWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(FileWatch.class);

  private final Meters meters;
  private final List<Watched> watched = new CopyOnWriteArrayList<>();
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "files");
            thread.setDaemon(true);
            return thread;
          });

  /** Files that are read together. */
  private static final class Watched {
    private final Meters.Reloaded what;
    private final List<Path> files;
    private final Runnable read;
    private List<Optional<FileStamp>> seen;

    Watched(Meters.Reloaded what, List<Path> files, Runnable read) {
      this.what = what;
      this.files = List.copyOf(files);
      this.read = read;
      this.seen = stamps();
    }

    List<Optional<FileStamp>> stamps() {
      return files.stream().map(FileStamp::of).toList();
    }
  }

  FileWatch(Meters meters) {
    this.meters = meters;
  }

  /**
   * Reads files now, and again whenever they change.
   *
   * @param read throws if the files cannot be used, and then changes nothing
   */
  void add(Meters.Reloaded what, List<Path> files, Runnable read) {
    Watched seenBefore = new Watched(what, files, read); // or a change in between were missed
    read.run();
    watched.add(seenBefore);
  }

  /** Begins to look at the files. */
  void start(Duration interval) {
    ScheduledFuture<?> unused =
        thread.scheduleWithFixedDelay(
            () -> lookAtFiles(false),
            interval.toMillis(),
            interval.toMillis(),
            TimeUnit.MILLISECONDS);
  }

  /** Reads the files, changed or not, as soon as the watch is free. */
  void readNow() {
    thread.execute(() -> lookAtFiles(true));
  }

  private void lookAtFiles(boolean evenIfSeen) {
    watched.forEach(files -> look(files, evenIfSeen));
  }

  /** Does not throw: the schedule would end without a word. */
  private void look(Watched files, boolean evenIfSeen) {
    try {
      List<Optional<FileStamp>> now = files.stamps();
      if (!evenIfSeen && now.equals(files.seen)) {
        return;
      }
      files.seen = now;
      files.read.run();
      LOG.info("{} reloaded", files.what.label());
    } catch (BadYaml | BadCredentialFile e) {
      meters.reloadFailed(files.what);
      LOG.warn("{} not reloaded, the old one stays: {}", files.what.label(), e.getMessage());
    } catch (Throwable t) {
      meters.reloadFailed(files.what);
      LOG.error("{} not reloaded, the old one stays", files.what.label(), t);
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}

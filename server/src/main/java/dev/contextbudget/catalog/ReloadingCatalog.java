package dev.contextbudget.catalog;

import dev.contextbudget.core.model.ModelCatalog;
import dev.contextbudget.yaml.BadYaml;
import dev.contextbudget.yaml.YamlFile;
import dev.contextbudget.yaml.YamlNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import org.jspecify.annotations.Nullable;

/**
 * The catalogue in force, with an operator's file that may change while the service runs.
 *
 * <p>A request takes {@link #snapshot} once and keeps it. A new file is checked whole before it
 * takes the place of the old one; one that is wrong changes nothing. There is no thread in here:
 * whoever has a scheduler calls {@link #reloadIfChanged}.
 */
public final class ReloadingCatalog {
  private final CatalogReader reader;
  private final Path overlay;
  private volatile ModelCatalog snapshot;
  private @Nullable Stamp seen;

  /** What tells one state of a file from another, without reading it. */
  private record Stamp(FileTime modified, long bytes) {}

  /**
   * Reads the operator's file.
   *
   * @throws BadYaml if it is wrong or cannot be read: a service does not start on half a catalogue
   */
  public ReloadingCatalog(CatalogReader reader, Path overlay) {
    this.reader = reader;
    this.overlay = overlay;
    this.seen = stamp();
    this.snapshot = read();
  }

  /** Returns the catalogue in force. */
  public ModelCatalog snapshot() {
    return snapshot;
  }

  /**
   * Reads the file again.
   *
   * @throws BadYaml if it is wrong or cannot be read; the catalogue in force then stays
   */
  public synchronized void reload() {
    seen = stamp();
    snapshot = read();
  }

  /**
   * Reads the file again if its time or size is not what it was at the last reading.
   *
   * @return true if a new catalogue is in force
   * @throws BadYaml as {@link #reload}; once for each state of the file
   */
  public synchronized boolean reloadIfChanged() {
    Stamp now = stamp();
    if (now == null ? seen == null : now.equals(seen)) {
      return false;
    }
    reload();
    return true;
  }

  private @Nullable Stamp stamp() {
    try {
      BasicFileAttributes file = Files.readAttributes(overlay, BasicFileAttributes.class);
      return new Stamp(file.lastModifiedTime(), file.size());
    } catch (IOException e) {
      return null; // reading it will say why
    }
  }

  private ModelCatalog read() {
    return reader.withOverlay(YamlNode.parse(overlay.toString(), YamlFile.read(overlay)));
  }
}

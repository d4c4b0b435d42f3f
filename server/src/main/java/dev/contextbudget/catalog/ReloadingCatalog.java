package dev.contextbudget.catalog;

import dev.contextbudget.core.model.ModelCatalog;
import dev.contextbudget.core.token.Tokenizer;
import dev.contextbudget.tokenizer.file.BadTokenizerDirectory;
import dev.contextbudget.tokenizer.file.FileStamp;
import dev.contextbudget.tokenizer.file.TokenizerDirectory;
import dev.contextbudget.yaml.BadYaml;
import dev.contextbudget.yaml.YamlFile;
import dev.contextbudget.yaml.YamlNode;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * The catalogue in force, with an operator's file and tokenizers that may change while the service
 * runs.
 *
 * <p>A request takes {@link #snapshot} once and keeps it. New files are checked whole before they
 * take the place of the old ones; if one is wrong nothing changes. There is no thread in here:
 * whoever has a scheduler calls {@link #reloadIfChanged}.
 */
public final class ReloadingCatalog {
  private final Function<Map<String, Tokenizer>, CatalogReader> readers;
  private final Optional<Path> overlay;
  private final Optional<TokenizerDirectory> directory;
  private volatile ModelCatalog snapshot;
  private Map<String, Tokenizer> mounted;
  private CatalogReader reader;
  private State seen;

  /** What tells one state of the files from another, without reading them. */
  private record State(Optional<FileStamp> overlay, Map<Path, FileStamp> tokenizers) {}

  /**
   * Reads the operator's files.
   *
   * @param readers makes a reader of the bundle with these tokenizers
   * @param overlay a file laid over the bundle
   * @param directory tokenizers that take the place of estimates
   * @throws BadYaml if the file is wrong or cannot be read: a service does not start on half a
   *     catalogue
   * @throws BadTokenizerDirectory if a tokenizer is
   */
  public ReloadingCatalog(
      Function<Map<String, Tokenizer>, CatalogReader> readers,
      Optional<Path> overlay,
      Optional<TokenizerDirectory> directory) {
    this.readers = readers;
    this.overlay = overlay;
    this.directory = directory;
    this.seen = state();
    this.mounted = directory.map(TokenizerDirectory::read).orElse(Map.of());
    this.reader = readers.apply(mounted);
    this.snapshot = read(reader);
  }

  /** Returns the catalogue in force. */
  public ModelCatalog snapshot() {
    return snapshot;
  }

  /** Returns the names of the operator's tokenizers. */
  public synchronized Set<String> mounted() {
    return mounted.keySet();
  }

  /**
   * Reads the files again; of the tokenizers those that changed.
   *
   * @throws BadYaml if the file is wrong or cannot be read; the catalogue in force then stays
   * @throws BadTokenizerDirectory if a tokenizer is; as well
   */
  public synchronized void reload() {
    seen = state();
    Map<String, Tokenizer> tokenizers = directory.map(TokenizerDirectory::read).orElse(Map.of());
    CatalogReader next = tokenizers.equals(mounted) ? reader : readers.apply(tokenizers);
    snapshot = read(next);
    reader = next;
    mounted = tokenizers;
  }

  /**
   * Reads the files again if the time or size of one is not what it was at the last reading.
   *
   * @return true if a new catalogue is in force
   * @throws BadYaml as {@link #reload}; once for each state of the files
   * @throws BadTokenizerDirectory as well
   */
  public synchronized boolean reloadIfChanged() {
    if (state().equals(seen)) {
      return false;
    }
    reload();
    return true;
  }

  private State state() {
    return new State(
        overlay.flatMap(FileStamp::of), directory.map(TokenizerDirectory::stamps).orElse(Map.of()));
  }

  private ModelCatalog read(CatalogReader from) {
    return overlay
        .map(file -> from.withOverlay(YamlNode.parse(file.toString(), YamlFile.read(file))))
        .orElseGet(from::bundled);
  }
}

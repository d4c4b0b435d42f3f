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
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The catalogue in force, with an operator's file and tokenizers that may change while the service
 * runs.
 *
 * <p>A request takes {@link #snapshot} once and keeps it. A new overlay is checked whole before it
 * takes the place of the old one; if it is wrong nothing changes. A tokenizer that is wrong is left
 * out, or stays what it was, and all else comes into force. There is no thread in here: whoever has
 * a scheduler calls {@link #reloadIfChanged}.
 */
public final class ReloadingCatalog {
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
   * @param bundle reads what they are laid over
   * @param overlay a file with models
   * @param tokenizers a directory of tokenizers that take the place of estimates
   * @throws BadYaml if a file is wrong or cannot be read: a service does not start on half a
   *     catalogue
   * @throws BadTokenizerDirectory if a tokenizer is
   */
  public ReloadingCatalog(CatalogReader bundle, Optional<Path> overlay, Optional<Path> tokenizers) {
    this.overlay = overlay;
    this.directory = tokenizers.map(path -> new TokenizerDirectory(path, bundle.exactTokenizers()));
    this.seen = state();
    this.mounted = directory.map(TokenizerDirectory::read).orElse(Map.of());
    this.reader = bundle.withTokenizers(mounted);
    this.snapshot = read(reader);
  }

  /** Returns the catalogue in force. */
  public ModelCatalog snapshot() {
    return snapshot;
  }

  /** Returns the operator's tokenizers by name, each with the number of models that have it. */
  public synchronized Map<String, Integer> mounted() {
    Map<String, Integer> models = new LinkedHashMap<>();
    mounted.forEach(
        (name, tokenizer) ->
            models.put(
                name,
                (int)
                    snapshot.models().stream()
                        .filter(model -> model.tokenizer().id().equals(tokenizer.id()))
                        .count()));
    return models;
  }

  /**
   * Reads the files again; of the tokenizers those that changed.
   *
   * @param problems takes what is wrong with tokenizers, in messages that name the file
   * @throws BadYaml if the overlay is wrong or cannot be read; the catalogue in force then stays
   */
  public synchronized void reload(Consumer<RuntimeException> problems) {
    seen = state();
    Map<String, Tokenizer> tokenizers =
        directory.map(files -> files.read(problems)).orElse(Map.of());
    CatalogReader next = tokenizers.equals(mounted) ? reader : reader.withTokenizers(tokenizers);
    snapshot = read(next);
    reader = next;
    mounted = tokenizers;
  }

  /**
   * Reads the files again if the time or size of one is not what it was at the last reading.
   *
   * @param problems as {@link #reload}; once for each state of the files
   * @return true if they were read
   * @throws BadYaml as {@link #reload}; as well
   */
  public synchronized boolean reloadIfChanged(Consumer<RuntimeException> problems) {
    if (state().equals(seen)) {
      return false;
    }
    reload(problems);
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

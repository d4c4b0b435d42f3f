package dev.contextbudget.tokenizer.file;

import dev.contextbudget.core.token.Tokenizer;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * An operator's tokenizers: each file of a directory is one, named by what stands before the first
 * dot. {@code qwen2.json} is the tokenizer {@code qwen2}.
 *
 * <p>What a file is, its content tells. A list of ranks does not say how texts are split, so a file
 * {@code NAME.yaml} beside it has to. Files whose names begin with a dot are left alone.
 *
 * <p>A file is read again when its time or size has changed. Not for several threads at a time.
 */
public final class TokenizerDirectory {
  private static final String YAML = ".yaml";
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9_-]*");

  private final Path directory;
  private final Map<Path, Loaded> loaded = new LinkedHashMap<>();

  /** A tokenizer, and the files that it was read from as they were then. */
  private record Loaded(Map<Path, FileStamp> stamps, Tokenizer tokenizer) {}

  public TokenizerDirectory(Path directory) {
    this.directory = directory;
  }

  /**
   * Returns what tells one state of the directory from another; nothing if it cannot be listed, and
   * reading it says why.
   */
  public Map<Path, FileStamp> stamps() {
    try {
      return stamps(files());
    } catch (BadTokenizerDirectory e) {
      return Map.of();
    }
  }

  /**
   * Returns the tokenizers by name, in the order of their names.
   *
   * @throws BadTokenizerDirectory if one file is wrong; none is taken then
   */
  public Map<String, Tokenizer> read() {
    Map<String, Path> byName = new LinkedHashMap<>();
    List<Path> files = files();
    for (Path file : files) {
      if (!isYaml(file)) {
        Path other = byName.put(name(file), file);
        if (other != null) {
          throw new BadTokenizerDirectory(file, "has the name of " + other.getFileName());
        }
      }
    }
    files.stream().filter(TokenizerDirectory::isYaml).forEach(yaml -> checkIsBeside(yaml, byName));
    Map<String, Tokenizer> tokenizers = new LinkedHashMap<>();
    byName.forEach((name, file) -> tokenizers.put(name, tokenizer(name, file)));
    loaded.keySet().retainAll(byName.values());
    return tokenizers;
  }

  private static void checkIsBeside(Path yaml, Map<String, Path> byName) {
    String name = name(yaml);
    if (!byName.containsKey(name)) {
      throw new BadTokenizerDirectory(yaml, "there is no tokenizer of this name beside it");
    }
    if (!yaml.getFileName().toString().equals(name + YAML)) {
      throw new BadTokenizerDirectory(yaml, "is not read: want the name " + name + YAML);
    }
  }

  private Tokenizer tokenizer(String name, Path file) {
    Path yaml = directory.resolve(name + YAML);
    List<Path> files = Files.exists(yaml) ? List.of(file, yaml) : List.of(file);
    Map<Path, FileStamp> now = stamps(files);
    Loaded known = loaded.get(file);
    if (known == null || !known.stamps().equals(now)) {
      known = new Loaded(now, read(file, Optional.of(yaml).filter(files::contains)).named(name));
      loaded.put(file, known);
    }
    return known.tokenizer();
  }

  private static VendorTokenizer read(Path file, Optional<Path> yaml) {
    if (Files.isDirectory(file)) {
      throw new BadTokenizerDirectory(file, "is a directory, want files only");
    }
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      return TokenizerFile.read(in, yaml.map(SplitYaml::read));
    } catch (AccessDeniedException e) {
      throw new BadTokenizerDirectory(file, "cannot be read: permission denied");
    } catch (IOException e) {
      throw new BadTokenizerDirectory(file, String.valueOf(e.getMessage()));
    }
  }

  private List<Path> files() {
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(file -> !file.getFileName().toString().startsWith(".")).sorted().toList();
    } catch (IOException e) {
      throw new BadTokenizerDirectory(directory, "is no directory that can be read");
    }
  }

  private static Map<Path, FileStamp> stamps(List<Path> files) {
    Map<Path, FileStamp> stamps = new LinkedHashMap<>();
    files.forEach(file -> FileStamp.of(file).ifPresent(stamp -> stamps.put(file, stamp)));
    return stamps;
  }

  private static boolean isYaml(Path file) {
    return file.getFileName().toString().endsWith(YAML);
  }

  private static String name(Path file) {
    String whole = file.getFileName().toString();
    int dot = whole.indexOf('.');
    String name = dot < 0 ? whole : whole.substring(0, dot);
    if (!NAME.matcher(name).matches()) {
      throw new BadTokenizerDirectory(file, "want a name of a-z, 0-9, - and _ up to the first dot");
    }
    return name;
  }
}

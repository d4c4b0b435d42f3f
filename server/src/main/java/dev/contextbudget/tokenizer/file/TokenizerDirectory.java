package dev.contextbudget.tokenizer.file;

import dev.contextbudget.core.token.Tokenizer;
import dev.contextbudget.yaml.BadYaml;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
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
 *
 * <p>The id of a tokenizer tells its content, as {@code qwen2:1a2b3c4d}: a count that was made with
 * another file of the name, or with the estimate of it, is not taken for one of this file.
 */
public final class TokenizerDirectory {
  private static final String YAML = ".yaml";

  /** Of the hash in an id: enough to tell the few files of a name apart. */
  private static final int ID_BYTES = 4;

  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9_-]*");

  private final Path directory;
  private final Set<String> taken;
  private final Map<Path, Loaded> loaded = new LinkedHashMap<>();
  private Map<String, Tokenizer> last = Map.of();

  /** A tokenizer, and the files that it was read from as they were then. */
  private record Loaded(Map<Path, FileStamp> stamps, Tokenizer tokenizer) {}

  public TokenizerDirectory(Path directory) {
    this(directory, Set.of());
  }

  /**
   * @param taken names that no file may have
   */
  public TokenizerDirectory(Path directory, Set<String> taken) {
    this.directory = directory;
    this.taken = Set.copyOf(taken);
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
   * @throws BadYaml if a file that says how texts are split is
   */
  public Map<String, Tokenizer> read() {
    return read(
        wrong -> {
          throw wrong;
        });
  }

  /**
   * Returns the tokenizers by name, without what is wrong; of a file that was right before, as it
   * was then.
   *
   * @param problems takes what is wrong, in messages that name the file
   */
  public Map<String, Tokenizer> read(Consumer<RuntimeException> problems) {
    List<Path> files;
    try {
      files = files();
    } catch (BadTokenizerDirectory e) {
      problems.accept(e);
      return last;
    }
    Map<String, Path> byName = new LinkedHashMap<>();
    Map<String, Tokenizer> tokenizers = new LinkedHashMap<>();
    files.forEach(file -> attempt(() -> name(file, byName), problems));
    files.forEach(file -> attempt(() -> checkIsBeside(file, byName), problems));
    byName.forEach(
        (name, file) -> {
          Optional.ofNullable(last.get(name)).ifPresent(before -> tokenizers.put(name, before));
          attempt(() -> tokenizers.put(name, tokenizer(name, file)), problems);
        });
    loaded.keySet().retainAll(byName.values());
    last = tokenizers;
    return tokenizers;
  }

  private static void attempt(Runnable step, Consumer<RuntimeException> problems) {
    try {
      step.run();
    } catch (BadTokenizerDirectory | BadYaml e) {
      problems.accept(e);
    }
  }

  /** Of two files of one name the one that was read before stays, else the first. */
  private void name(Path file, Map<String, Path> byName) {
    if (isYaml(file)) {
      return;
    }
    String name = name(file);
    if (taken.contains(name)) {
      throw new BadTokenizerDirectory(file, "is counted exactly without a file");
    }
    Path other = byName.putIfAbsent(name, file);
    if (other != null) {
      boolean isKnown = loaded.containsKey(file);
      byName.put(name, isKnown ? file : other);
      throw new BadTokenizerDirectory(
          isKnown ? other : file, "has the name of " + (isKnown ? file : other).getFileName());
    }
  }

  private static void checkIsBeside(Path file, Map<String, Path> byName) {
    if (!isYaml(file)) {
      return;
    }
    String name = name(file);
    if (!byName.containsKey(name)) {
      throw new BadTokenizerDirectory(file, "there is no tokenizer of this name beside it");
    }
    if (!file.getFileName().toString().equals(name + YAML)) {
      throw new BadTokenizerDirectory(file, "is not read: want the name " + name + YAML);
    }
  }

  private Tokenizer tokenizer(String name, Path file) {
    Path yaml = directory.resolve(name + YAML);
    List<Path> files = Files.exists(yaml) ? List.of(file, yaml) : List.of(file);
    Map<Path, FileStamp> now = stamps(files);
    Loaded known = loaded.get(file);
    if (known == null || !known.stamps().equals(now)) {
      known = new Loaded(now, read(name, file, Optional.of(yaml).filter(files::contains)));
      loaded.put(file, known);
    }
    return known.tokenizer();
  }

  private static Tokenizer read(String name, Path file, Optional<Path> yaml) {
    if (Files.isDirectory(file)) {
      throw new BadTokenizerDirectory(file, "is a directory, want files only");
    }
    MessageDigest content = sha256();
    try (InputStream in =
        new BufferedInputStream(new DigestInputStream(Files.newInputStream(file), content))) {
      VendorTokenizer tokenizer = TokenizerFile.read(in, yaml.map(SplitYaml::read));
      in.transferTo(OutputStream.nullOutputStream()); // what the reader had no need of
      if (yaml.isPresent()) {
        content.update(Files.readAllBytes(yaml.get()));
      }
      byte[] id = Arrays.copyOf(content.digest(), ID_BYTES);
      return tokenizer.named(name + ":" + HexFormat.of().formatHex(id));
    } catch (AccessDeniedException e) {
      throw new BadTokenizerDirectory(file, "cannot be read: permission denied");
    } catch (NoSuchFileException e) {
      throw new BadTokenizerDirectory(file, "has gone, or is a link to nothing");
    } catch (IOException e) {
      throw new BadTokenizerDirectory(file, String.valueOf(e.getMessage()));
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
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

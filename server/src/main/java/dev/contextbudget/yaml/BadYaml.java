package dev.contextbudget.yaml;

/** A file does not say what it should; the message names the file, the place and the remedy. */
public final class BadYaml extends RuntimeException {
  private static final long serialVersionUID = 1L;

  BadYaml(String file, String path, String problem) {
    super(path.isEmpty() ? file + ": " + problem : file + ": " + path + ": " + problem);
  }
}

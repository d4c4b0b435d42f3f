package dev.contextbudget.tokenizer.file;

import dev.contextbudget.tokenizer.split.SplitPattern;
import dev.contextbudget.yaml.YamlFile;
import dev.contextbudget.yaml.YamlNode;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads the file that says how texts are split before a list of ranks: {@code split: kimi_k2}. */
final class SplitYaml {
  private SplitYaml() {}

  /**
   * Returns the split.
   *
   * @throws dev.contextbudget.yaml.BadYaml if it names none
   */
  static SplitPattern read(Path file) {
    YamlNode split =
        YamlNode.parse(file.toString(), YamlFile.read(file)).only(Set.of("split")).require("split");
    return Arrays.stream(SplitPattern.values())
        .filter(pattern -> wireName(pattern).equals(split.asString()))
        .findFirst()
        .orElseThrow(() -> split.bad("want one of " + names()));
  }

  /** Returns the names that can be said. */
  static String names() {
    return Arrays.stream(SplitPattern.values())
        .map(SplitYaml::wireName)
        .collect(Collectors.joining(", "));
  }

  private static String wireName(SplitPattern pattern) {
    return pattern.name().toLowerCase(Locale.ROOT);
  }
}

package dev.contextbudget.catalog;

import dev.contextbudget.core.model.CacheRules;
import dev.contextbudget.core.model.CacheRules.Mode;
import dev.contextbudget.yaml.YamlNode;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** Reads {@code cache_rules.yaml}. */
final class CacheRulesReader {
  private static final Set<String> KEYS =
      Set.of(
          "mode",
          "max_marks",
          "look_back_blocks",
          "min_prefix_tokens",
          "step_tokens",
          "read_ratio",
          "write_ratio",
          "long_write_ratio",
          "minutes_to_live",
          "long_minutes_to_live",
          "source",
          "source_date");

  private CacheRulesReader() {}

  /** Returns the rules of a file by name. */
  static Map<String, CacheRules> read(YamlNode root) {
    Map<String, CacheRules> rules = new LinkedHashMap<>();
    root.only(Set.of("date", "cache_rules"))
        .require("cache_rules")
        .members()
        .forEach((name, node) -> rules.put(name, rules(name, node.only(KEYS))));
    return rules;
  }

  private static CacheRules rules(String name, YamlNode node) {
    node.require("source").asString();
    double writeRatio = node.doubleOf("write_ratio").orElse(1);
    return Checked.at(
        node,
        () ->
            new CacheRules(
                name,
                mode(node.require("mode")),
                node.intOf("max_marks").orElse(0),
                node.intOf("look_back_blocks"),
                node.intOf("min_prefix_tokens"),
                node.intOf("step_tokens").orElse(1),
                node.doubleOf("read_ratio").orElse(1),
                writeRatio,
                node.doubleOf("long_write_ratio").orElse(writeRatio),
                minutes(node, "minutes_to_live"),
                minutes(node, "long_minutes_to_live"),
                node.require("source_date").asString()));
  }

  private static Mode mode(YamlNode node) {
    return switch (node.asString()) {
      case "none" -> Mode.NONE;
      case "automatic" -> Mode.AUTOMATIC;
      case "explicit" -> Mode.EXPLICIT;
      default -> throw node.bad("want none, automatic or explicit");
    };
  }

  /** Returns a time to live, if it is there. */
  static Optional<Duration> minutes(YamlNode node, String key) {
    OptionalInt minutes = node.intOf(key);
    return minutes.isEmpty()
        ? Optional.empty()
        : Optional.of(Duration.ofMinutes(minutes.getAsInt()));
  }
}

package dev.contextbudget.catalog;

import dev.contextbudget.dialect.Format;
import dev.contextbudget.lint.ImageLimits;
import dev.contextbudget.lint.LintFacts;
import dev.contextbudget.lint.ModelTrait;
import dev.contextbudget.yaml.YamlNode;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads {@code lint_rules.yaml}. */
public final class LintFactsReader {
  private static final Set<String> MODEL_LISTS =
      Arrays.stream(ModelTrait.values()).map(ModelTrait::id).collect(Collectors.toSet());
  private static final Set<String> SAMPLING_KEYS = Set.of("temperature", "top_p", "top_k");
  private static final Set<String> IMAGE_KEYS =
      Set.of(
          "scaled_above_side_pixels",
          "max_side_pixels",
          "many_images",
          "max_side_pixels_of_many",
          "max_images",
          "small_window_tokens",
          "max_images_of_small_window",
          "source",
          "source_date");

  private LintFactsReader() {}

  /** Returns the facts that come with the service. */
  public static LintFacts bundled() {
    return read(CatalogReader.bundled("lint_rules.yaml"));
  }

  private static LintFacts read(YamlNode root) {
    root.only(Set.of("date", "models", "sampling_defaults", "images"));
    YamlNode lists = root.require("models").only(MODEL_LISTS);
    Map<ModelTrait, Set<String>> models = new EnumMap<>(ModelTrait.class);
    for (ModelTrait trait : ModelTrait.values()) {
      models.put(trait, models(lists.require(trait.id())));
    }
    return new LintFacts(
        models, sampling(root.require("sampling_defaults")), images(root.require("images")));
  }

  private static Map<String, Double> sampling(YamlNode node) {
    Map<String, Double> defaults = new HashMap<>();
    sourced(node.only(Set.of("values", "source", "source_date")));
    node.require("values")
        .only(SAMPLING_KEYS)
        .members()
        .forEach((name, value) -> defaults.put(name, value.asDouble()));
    return defaults;
  }

  private static Set<String> models(YamlNode node) {
    sourced(node.only(Set.of("models", "source", "source_date")));
    return new HashSet<>(node.require("models").asStrings());
  }

  private static Map<Format, ImageLimits> images(YamlNode node) {
    Map<Format, ImageLimits> limits = new EnumMap<>(Format.class);
    node.members()
        .forEach(
            (name, of) ->
                limits.put(
                    Checked.at(of, () -> Format.valueOf(name.toUpperCase(Locale.ROOT))),
                    limits(sourced(of.only(IMAGE_KEYS)))));
    return limits;
  }

  private static YamlNode sourced(YamlNode node) {
    node.require("source").asString();
    node.require("source_date").asString();
    return node;
  }

  private static ImageLimits limits(YamlNode node) {
    return new ImageLimits(
        limit(node, "scaled_above_side_pixels"),
        limit(node, "max_side_pixels"),
        limit(node, "many_images"),
        limit(node, "max_side_pixels_of_many"),
        limit(node, "max_images"),
        limit(node, "small_window_tokens"),
        limit(node, "max_images_of_small_window"));
  }

  private static int limit(YamlNode node, String key) {
    return node.intOf(key).orElse(ImageLimits.UNLIMITED);
  }
}

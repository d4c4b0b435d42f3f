package dev.contextbudget.catalog;

import dev.contextbudget.dialect.Format;
import dev.contextbudget.lint.ImageLimits;
import dev.contextbudget.lint.LintFacts;
import dev.contextbudget.yaml.YamlNode;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Reads {@code lint_rules.yaml}. */
public final class LintFactsReader {
  private static final Set<String> MODEL_LISTS =
      Set.of("refuses_prefill", "accepts_overflow", "needs_thought_signatures");
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
    YamlNode models =
        root.only(Set.of("date", "models", "images")).require("models").only(MODEL_LISTS);
    return new LintFacts(
        models(models.require("refuses_prefill")),
        models(models.require("accepts_overflow")),
        models(models.require("needs_thought_signatures")),
        images(root.require("images")));
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

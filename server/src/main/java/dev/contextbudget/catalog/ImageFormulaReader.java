package dev.contextbudget.catalog;

import dev.contextbudget.core.model.CropImages;
import dev.contextbudget.core.model.DetailImages;
import dev.contextbudget.core.model.GridImages;
import dev.contextbudget.core.model.ImageFormula;
import dev.contextbudget.core.model.PaddedPatchImages;
import dev.contextbudget.core.model.PatchImages;
import dev.contextbudget.core.model.RowImages;
import dev.contextbudget.core.model.TileImages;
import dev.contextbudget.yaml.YamlNode;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads {@code image_formulas.yaml}. */
final class ImageFormulaReader {
  /** A square of 65,536 pixels, the largest the contract takes, in patches of 32. */
  private static final int MAX_NUMBER = 1 << 22;

  private final YamlNode node;

  private ImageFormulaReader(YamlNode node) {
    this.node = node;
  }

  /** Returns the formulas of a file by name. */
  static Map<String, ImageFormula> read(YamlNode root) {
    Map<String, ImageFormula> formulas = new LinkedHashMap<>();
    root.only(Set.of("date", "image_formulas"))
        .require("image_formulas")
        .members()
        .forEach((name, node) -> formulas.put(name, new ImageFormulaReader(node).formula()));
    return formulas;
  }

  private ImageFormula formula() {
    node.require("source").asString();
    YamlNode kind = node.require("kind");
    return switch (kind.asString()) {
      case "tiles" -> tiles();
      case "patches" -> patches();
      case "padded_patches" -> paddedPatches();
      case "crops" -> crops();
      case "detail" -> detail();
      case "grid" -> grid();
      case "rows" -> rows();
      default -> throw kind.bad("want tiles, patches, padded_patches, crops, detail, grid or rows");
    };
  }

  private ImageFormula tiles() {
    only("base_tokens", "tile_tokens");
    return new TileImages(number("base_tokens"), number("tile_tokens"), pageTokens());
  }

  private ImageFormula patches() {
    only(
        "max_patches",
        "max_side_pixels",
        "original_max_patches",
        "original_max_side_pixels",
        "auto_is_original",
        "tokens_per_patch");
    PatchImages.Limits high =
        new PatchImages.Limits(positive("max_patches"), positive("max_side_pixels"));
    PatchImages.Limits original =
        node.get("original_max_patches").isEmpty()
            ? high
            : new PatchImages.Limits(
                positive("original_max_patches"), positive("original_max_side_pixels"));
    boolean autoIsOriginal = node.get("auto_is_original").map(YamlNode::asBoolean).orElse(false);
    YamlNode perPatch = node.require("tokens_per_patch");
    return Checked.at(
        perPatch,
        () -> new PatchImages(high, original, autoIsOriginal, perPatch.asDouble(), pageTokens()));
  }

  private ImageFormula paddedPatches() {
    only("max_side_pixels", "max_tokens");
    return new PaddedPatchImages(positive("max_side_pixels"), positive("max_tokens"), pageTokens());
  }

  private ImageFormula crops() {
    only("crop_tokens");
    return new CropImages(number("crop_tokens"), pageTokens());
  }

  private ImageFormula detail() {
    only("tokens_by_detail", "otherwise_tokens");
    Map<String, Integer> byDetail = new HashMap<>();
    node.get("tokens_by_detail")
        .map(YamlNode::members)
        .orElse(Map.of())
        .forEach((detail, tokens) -> byDetail.put(detail, tokens.asInt(0, MAX_NUMBER)));
    return new DetailImages(byDetail, number("otherwise_tokens"), pageTokens());
  }

  private ImageFormula grid() {
    only("tile_tokens", "tile_pixels", "max_tiles");
    return new GridImages(
        number("tile_tokens"), positive("tile_pixels"), positive("max_tiles"), pageTokens());
  }

  private ImageFormula rows() {
    only("max_side_pixels", "cell_pixels");
    return new RowImages(positive("max_side_pixels"), positive("cell_pixels"), pageTokens());
  }

  private void only(String... keys) {
    Set<String> known = new HashSet<>(List.of(keys));
    known.addAll(Set.of("kind", "page_tokens", "source"));
    node.only(known);
  }

  private int pageTokens() {
    return number("page_tokens");
  }

  private int number(String key) {
    return node.require(key).asInt(0, MAX_NUMBER);
  }

  private int positive(String key) {
    return node.require(key).asInt(1, MAX_NUMBER);
  }
}

package dev.contextbudget.catalog;

import dev.contextbudget.core.budget.Preset;
import dev.contextbudget.core.model.ModelCatalog;
import dev.contextbudget.core.model.ModelProfile;
import dev.contextbudget.core.token.Accuracy;
import dev.contextbudget.core.token.Tokenizer;
import dev.contextbudget.tokenizer.Vocabularies;
import dev.contextbudget.yaml.BadYaml;
import dev.contextbudget.yaml.YamlNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * Builds catalogues from the files that come with the service and from an operator's file.
 *
 * <p>An operator's file has the form of {@code models.yaml}: its models are added, or take the
 * place of those with the same id. It refers to the tokenizers, chat formats, image formulas and
 * cache rules of the bundle, which belong to code and tests that come with it, and to tokenizers
 * that the operator mounted. A catalogue is built whole or not at all.
 */
public final class CatalogReader {
  private static final String DIRECTORY = "/catalog/";
  private static final Set<String> MODEL_KEYS = Set.of("date", "sources", "models");
  private static final Set<String> OVERLAY_KEYS = Set.of("date", "sources", "models", "presets");

  private final YamlNode root;
  private final List<Preset> presets;
  private final UnaryOperator<Tokenizer> around;

  /** Of the bundle, as its models have them. */
  private final Map<String, Tokenizer> tokenizers;

  /** Of the operator, as models have them, by what they were before. */
  private final Map<Tokenizer, Tokenizer> mounted;

  private final ModelReader reader;
  private final Map<String, ModelProfile> models;

  /** Reads the bundle, its tokenizers as they are. */
  public CatalogReader() {
    this(UnaryOperator.identity());
  }

  /**
   * Reads the bundle.
   *
   * @param around what each tokenizer is put into before a model has it
   */
  public CatalogReader(UnaryOperator<Tokenizer> around) {
    root = bundled("models.yaml").only(MODEL_KEYS);
    presets = PresetReader.read(bundled("presets.yaml"));
    this.around = around;
    tokenizers = TokenizerReader.read(bundled("tokenizers.yaml"), new Vocabularies());
    tokenizers.replaceAll((name, tokenizer) -> around.apply(tokenizer));
    mounted = Map.of();
    reader =
        new ModelReader(
                tokenizers,
                ChatFormatReader.read(bundled("chat_formats.yaml")),
                ImageFormulaReader.read(bundled("image_formulas.yaml")),
                CacheRulesReader.read(bundled("cache_rules.yaml")),
                Map.of())
            .withSources(root.get("sources"));
    models = reader.models(root.get("models"));
  }

  private CatalogReader(CatalogReader bundle, Map<String, Tokenizer> others) {
    root = bundle.root;
    presets = bundle.presets;
    around = bundle.around;
    tokenizers = bundle.tokenizers;
    mounted = new HashMap<>();
    Map<String, Tokenizer> all = new LinkedHashMap<>(tokenizers);
    others.forEach(
        (name, tokenizer) -> {
          Tokenizer known = bundle.mounted.get(tokenizer);
          Tokenizer put = known == null ? around.apply(tokenizer) : known;
          mounted.put(tokenizer, put);
          all.put(name, put);
        });
    reader = bundle.reader.withTokenizers(all);
    models = reader.models(root.get("models"));
  }

  /**
   * Returns a reader with an operator's tokenizers in place of the estimates of the same names, and
   * beside them; estimates that are like one of those stay what they are. Whatever this reader has
   * too is shared, with its vocabulary and the counts that are remembered.
   *
   * @param others by name, none of {@link #exactTokenizers}
   */
  public CatalogReader withTokenizers(Map<String, Tokenizer> others) {
    return new CatalogReader(this, others);
  }

  /** Returns the names of the tokenizers that are exact without an operator's file. */
  public Set<String> exactTokenizers() {
    return tokenizers.entrySet().stream()
        .filter(entry -> entry.getValue().accuracy() == Accuracy.EXACT)
        .map(Map.Entry::getKey)
        .collect(Collectors.toUnmodifiableSet());
  }

  /** Returns a file of the bundle. */
  static YamlNode bundled(String name) {
    try (InputStream file = CatalogReader.class.getResourceAsStream(DIRECTORY + name)) {
      byte[] bytes = Objects.requireNonNull(file, name).readAllBytes();
      return YamlNode.parse(name, new String(bytes, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the catalogue of the bundle alone. */
  public ModelCatalog bundled() {
    return catalog(root, models, presets);
  }

  /**
   * Returns the catalogue of the bundle under an operator's file.
   *
   * @param overlay the file
   * @throws BadYaml if it is wrong, or does not go with the bundle
   */
  public ModelCatalog withOverlay(YamlNode overlay) {
    overlay.only(OVERLAY_KEYS);
    Map<String, ModelProfile> allModels = new LinkedHashMap<>(models);
    allModels.putAll(reader.withSources(overlay.get("sources")).models(overlay.get("models")));
    Map<String, Preset> allPresets = new LinkedHashMap<>();
    presets.forEach(preset -> allPresets.put(preset.name(), preset));
    overlay
        .get("presets")
        .map(PresetReader::list)
        .orElse(List.of())
        .forEach(preset -> allPresets.put(preset.name(), preset));
    return catalog(overlay, allModels, List.copyOf(allPresets.values()));
  }

  private ModelCatalog catalog(
      YamlNode file, Map<String, ModelProfile> allModels, List<Preset> allPresets) {
    String date = file.get("date").orElse(root.require("date")).asString();
    return Checked.at(
        file, () -> new ModelCatalog(new ArrayList<>(allModels.values()), allPresets, date));
  }
}

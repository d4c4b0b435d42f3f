package dev.contextbudget.catalog;

import dev.contextbudget.core.token.Accuracy;
import dev.contextbudget.core.token.Tokenizer;
import dev.contextbudget.tokenizer.ContentClass;
import dev.contextbudget.tokenizer.ContentRatios;
import dev.contextbudget.tokenizer.ScaledTokenizer;
import dev.contextbudget.tokenizer.Vocabularies;
import dev.contextbudget.yaml.YamlNode;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Reads {@code tokenizers.yaml}.
 *
 * <p>A tokenizer either names a bundled vocabulary and is exact, or says on which other one its
 * estimate rests, and is not: there is no third way to write one.
 */
final class TokenizerReader {
  private static final Set<String> EXACT = Set.of("vocabulary", "source");
  private static final Set<String> SCALED =
      Set.of("base", "ratios", "added", "accuracy", "margin", "source");
  private static final Set<String> LIKE = Set.of("like", "accuracy", "margin", "source");
  private static final Set<String> SCRIPTS = names(ContentClass::scriptName);
  private static final Set<String> CLASSES = names(ContentClass::wireName);

  private final Vocabularies vocabularies;
  private final Map<String, Tokenizer> read = new LinkedHashMap<>();

  /** Entries that others may be like. */
  private final Map<String, Scale> scales = new LinkedHashMap<>();

  /** What an estimate rests on. */
  private record Scale(Tokenizer base, ContentRatios ratios) {}

  private TokenizerReader(Vocabularies vocabularies) {
    this.vocabularies = vocabularies;
  }

  /** Returns the tokenizers of a file by name; an entry may refer to those before it. */
  static Map<String, Tokenizer> read(YamlNode root, Vocabularies vocabularies) {
    TokenizerReader reader = new TokenizerReader(vocabularies);
    root.only(Set.of("date", "tokenizers"))
        .require("tokenizers")
        .members()
        .forEach((name, node) -> reader.read.put(name, reader.tokenizer(name, node)));
    return reader.read;
  }

  private Tokenizer tokenizer(String name, YamlNode node) {
    node.require("source").asString();
    if (node.get("vocabulary").isPresent()) {
      return exact(name, node.only(EXACT).require("vocabulary"));
    }
    Scale scale =
        node.get("like").isPresent()
            ? Names.resolve(node.only(LIKE).require("like"), scales)
            : scale(node.only(SCALED));
    scales.put(name, scale);
    double margin = node.require("margin").asDouble();
    return Checked.at(
        node,
        () -> new ScaledTokenizer(name, scale.base(), scale.ratios(), accuracy(node), margin));
  }

  private Tokenizer exact(String name, YamlNode vocabulary) {
    return vocabularies
        .tokenizer(name, vocabulary.asString())
        .orElseThrow(
            () -> vocabulary.bad("want one of " + String.join(", ", vocabularies.names())));
  }

  private Scale scale(YamlNode node) {
    Tokenizer base = Names.resolve(node.require("base"), read);
    if (base.accuracy() != Accuracy.EXACT) {
      throw node.require("base").bad("want a tokenizer that is exact");
    }
    Map<ContentClass, Double> ratios = new EnumMap<>(ContentClass.class);
    Map<ContentClass, Double> added = new EnumMap<>(ContentClass.class);
    YamlNode scripts = node.require("ratios").only(SCRIPTS);
    Optional<YamlNode> bytes = node.get("added").map(table -> table.only(CLASSES));
    for (ContentClass content : ContentClass.values()) {
      ratios.put(content, scripts.require(content.scriptName()).asDouble());
      bytes
          .flatMap(table -> table.get(content.wireName()))
          .ifPresent(tokens -> added.put(content, tokens.asDouble()));
    }
    return new Scale(base, Checked.at(node, () -> new ContentRatios(ratios, added)));
  }

  private static Set<String> names(Function<ContentClass, String> name) {
    return Stream.of(ContentClass.values()).map(name).collect(Collectors.toSet());
  }

  private static Accuracy accuracy(YamlNode node) {
    YamlNode accuracy = node.require("accuracy");
    return switch (accuracy.asString()) {
      case "calibrated" -> Accuracy.CALIBRATED;
      case "estimated" -> Accuracy.ESTIMATED;
      default -> throw accuracy.bad("want calibrated or estimated");
    };
  }
}

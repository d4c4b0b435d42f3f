package dev.contextbudget.catalog;

import dev.contextbudget.core.model.CacheRules;
import dev.contextbudget.core.model.ChatFormat;
import dev.contextbudget.core.model.ImageFormula;
import dev.contextbudget.core.model.JsonToolList;
import dev.contextbudget.core.model.ModelProfile;
import dev.contextbudget.core.model.ToolFraming;
import dev.contextbudget.core.token.Tokenizer;
import dev.contextbudget.yaml.YamlNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Reads models, of the bundle and of an operator's file alike.
 *
 * @param tokenizers by name, as are the others
 * @param sources what a source is, with its date
 */
record ModelReader(
    Map<String, Tokenizer> tokenizers,
    Map<String, ChatFormat> chatFormats,
    Map<String, ImageFormula> images,
    Map<String, CacheRules> cacheRules,
    Map<String, String> sources) {
  private static final Set<String> KEYS =
      Set.of(
          "id",
          "provider",
          "aliases",
          "prefixes",
          "status",
          "window_tokens",
          "max_input_tokens",
          "max_output_tokens",
          "tokenizer",
          "chat_format",
          "tool_list_tokens",
          "images",
          "prices",
          "cache",
          "binds_thinking",
          "sources",
          "note");

  /** Returns a copy that also knows the sources of another file. */
  ModelReader withSources(Optional<YamlNode> more) {
    Map<String, String> all = new LinkedHashMap<>(sources);
    more.map(YamlNode::members)
        .orElse(Map.of())
        .forEach((name, node) -> all.put(name, node.asString()));
    return new ModelReader(tokenizers, chatFormats, images, cacheRules, all);
  }

  /** Returns a copy with other tokenizers. */
  ModelReader withTokenizers(Map<String, Tokenizer> others) {
    return new ModelReader(others, chatFormats, images, cacheRules, sources);
  }

  /** Returns models by id, in the order of the file. */
  Map<String, ModelProfile> models(Optional<YamlNode> list) {
    Map<String, ModelProfile> models = new LinkedHashMap<>();
    for (YamlNode node : list.map(YamlNode::elements).orElse(List.of())) {
      ModelProfile model = model(node.only(KEYS));
      if (models.put(model.id(), model) != null) {
        throw node.require("id").bad("stands twice");
      }
    }
    return models;
  }

  private ModelProfile model(YamlNode node) {
    YamlNode cache = node.require("cache");
    Optional<YamlNode> prices = node.get("prices");
    int window = node.require("window_tokens").asInt(1, ModelProfile.MAX_WINDOW_TOKENS);
    CacheRules rules =
        PriceReader.rules(cache, Names.resolve(cache.require("rules"), cacheRules), prices);
    return Checked.at(
        node,
        () ->
            new ModelProfile(
                node.require("id").asString(),
                node.require("provider").asString(),
                node.stringsOf("aliases"),
                node.stringsOf("prefixes"),
                node.require("status").asString(),
                window,
                withinWindow(node, "max_input_tokens", window),
                withinWindow(node, "max_output_tokens", window),
                Names.resolve(node.require("tokenizer"), tokenizers),
                chatFormat(node),
                Names.resolve(node.require("images"), images),
                PriceReader.tiers(prices, rules),
                rules,
                node.get("binds_thinking").map(YamlNode::asBoolean).orElse(false),
                sources(node.require("sources")),
                node.stringOr("note", "")));
  }

  private static OptionalInt withinWindow(YamlNode node, String key, int windowTokens) {
    return node.get(key)
        .map(tokens -> OptionalInt.of(tokens.asInt(1, windowTokens)))
        .orElse(OptionalInt.empty());
  }

  /** The hidden tool prompt of Claude differs by model and not by format. */
  private ChatFormat chatFormat(YamlNode node) {
    ChatFormat format = Names.resolve(node.require("chat_format"), chatFormats);
    Optional<YamlNode> ownList = node.get("tool_list_tokens");
    if (ownList.isEmpty()) {
      return format;
    }
    if (!(format.tools() instanceof JsonToolList tools)) {
      throw ownList.get().bad("the chat format %s has no such number".formatted(format.name()));
    }
    ToolFraming own =
        new JsonToolList(ownList.get().asInt(0, Integer.MAX_VALUE), tools.perToolTokens());
    return format.withTools(own);
  }

  private List<String> sources(YamlNode list) {
    List<String> resolved = new ArrayList<>();
    for (YamlNode name : list.elements()) {
      resolved.add(Names.resolve(name, sources));
    }
    return resolved;
  }
}

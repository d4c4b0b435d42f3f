package dev.contextbudget.core.model;

import dev.contextbudget.core.budget.Preset;
import dev.contextbudget.core.error.NearNames;
import dev.contextbudget.core.error.UnknownName;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * The models and presets that are known at one moment; never changes.
 *
 * <p>A name is matched without regard to case and surrounding space: as an id, then as an alias,
 * then by the longest prefix, so that {@code gpt-4o-mini-2027-01-01} is {@code gpt-4o-mini} and not
 * {@code gpt-4o}. A prefix ends where a word ends. Nothing is guessed beyond that: a wrong model is
 * a wrong bill.
 */
public final class ModelCatalog {
  /** Digits of the shortest date that is a word of a name, as in {@code gpt-4-0613}. */
  private static final int SHORTEST_DATE = 4;

  private static final int NEAR_NAMES = 5;

  private final String date;
  private final List<ModelProfile> models;
  private final Map<String, Preset> presets = new TreeMap<>();
  private final Map<String, ModelProfile> byId = new HashMap<>();
  private final Map<String, ModelProfile> byAlias = new HashMap<>();
  private final Map<String, ModelProfile> byPrefix = new HashMap<>();
  private final int longestPrefix;

  /** How a name was found. */
  public enum Match {
    ID,
    ALIAS,
    PREFIX
  }

  /** A model and how its name was found. */
  public record Found(ModelProfile model, Match match) {}

  /**
   * @param date day on which the facts were gathered, such as {@code 2026-11-21}
   * @throws IllegalArgumentException if a name stands for two models, or for two presets
   */
  public ModelCatalog(List<ModelProfile> models, List<Preset> presets, String date) {
    this.date = date;
    this.models = models.stream().sorted(Comparator.comparing(ModelProfile::id)).toList();
    for (ModelProfile model : this.models) {
      put(byId, model.id(), model);
    }
    for (ModelProfile model : this.models) {
      for (String alias : model.aliases()) {
        if (byId.containsKey(normal(alias))) {
          throw new IllegalArgumentException(
              "model %s: its alias %s is the id of a model".formatted(model.id(), alias));
        }
        put(byAlias, alias, model);
      }
      model.matchPrefixes().forEach(prefix -> put(byPrefix, prefix, model));
    }
    longestPrefix = byPrefix.keySet().stream().mapToInt(String::length).max().orElse(0);
    for (Preset preset : presets) {
      if (this.presets.put(normal(preset.name()), preset) != null) {
        throw new IllegalArgumentException("two presets are named " + preset.name());
      }
    }
  }

  private static void put(Map<String, ModelProfile> names, String name, ModelProfile model) {
    ModelProfile other = names.put(normal(name), model);
    if (other != null) {
      throw new IllegalArgumentException(
          "%s stands for both %s and %s".formatted(name, other.id(), model.id()));
    }
  }

  /**
   * Returns the model that a name stands for. O(n²) for a longest prefix of n characters.
   *
   * @throws UnknownName with near names if there is none
   */
  public Found find(String name) {
    String wanted = normal(name);
    ModelProfile model = byId.get(wanted);
    if (model != null) {
      return new Found(model, Match.ID);
    }
    model = byAlias.get(wanted);
    if (model != null) {
      return new Found(model, Match.ALIAS);
    }
    for (int length = Math.min(longestPrefix, wanted.length()); length > 0; length--) {
      model = byPrefix.get(wanted.substring(0, length));
      if (model != null && endsWord(wanted, length)) {
        return new Found(model, Match.PREFIX);
      }
      if (model != null) {
        break; // o3-probe is no o3 either
      }
    }
    throw UnknownName.model(near(wanted));
  }

  /**
   * Returns false inside of a word: {@code gpt-4oo} is no {@code gpt-4o}, and {@code
   * claude-opus-55} no {@code claude-opus-5}. The word of a date may go on, as in {@code o1-2}.
   */
  private static boolean endsWord(String name, int length) {
    if (!isInWord(name, length - 1) || !isInWord(name, length)) {
      return true;
    }
    int from = length - 1;
    int to = length;
    while (isInWord(name, from - 1)) {
      from--;
    }
    while (isInWord(name, to)) {
      to++;
    }
    return to - from >= SHORTEST_DATE
        && name.substring(from, to).chars().allMatch(Character::isDigit);
  }

  private static boolean isInWord(String name, int index) {
    return index >= 0
        && index < name.length()
        && (Character.isLetterOrDigit(name.charAt(index)) || name.charAt(index) == '.');
  }

  private List<String> near(String name) {
    List<String> known = new ArrayList<>();
    for (ModelProfile model : models) {
      known.add(model.id());
      known.addAll(model.aliases());
    }
    return NearNames.of(name, known, NEAR_NAMES);
  }

  /** Returns all models, by id. */
  public List<ModelProfile> models() {
    return models;
  }

  /**
   * Returns a preset.
   *
   * @throws UnknownName with near names if there is none of this name
   */
  public Preset preset(String name) {
    Preset preset = presets.get(normal(name));
    if (preset == null) {
      List<String> known = presets.values().stream().map(Preset::name).toList();
      throw UnknownName.preset(NearNames.of(name, known, NEAR_NAMES));
    }
    return preset;
  }

  /** Returns all presets, by name. */
  public List<Preset> presets() {
    return List.copyOf(presets.values());
  }

  /** Returns the day on which the facts were gathered, such as {@code 2026-11-21}. */
  public String date() {
    return date;
  }

  private static String normal(String name) {
    return name.strip().toLowerCase(Locale.ROOT);
  }
}

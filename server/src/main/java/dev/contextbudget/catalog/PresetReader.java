package dev.contextbudget.catalog;

import dev.contextbudget.core.budget.Amount;
import dev.contextbudget.core.budget.Preset;
import dev.contextbudget.core.budget.Slot;
import dev.contextbudget.core.error.NearNames;
import dev.contextbudget.core.item.ComponentKind;
import dev.contextbudget.core.item.Stability;
import dev.contextbudget.yaml.BadYaml;
import dev.contextbudget.yaml.YamlNode;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Reads presets.
 *
 * <p>Sources put their numbers as shares of the window, and a slot has shares of the input budget.
 * So that a file can hold the numbers as published, a slot may say {@code ceiling_window_ratio}:
 * the share of the window over the share that the reserves leave, rounded up by so little that
 * rounding down to tokens gives the published number.
 */
public final class PresetReader {
  private static final Set<String> PRESET_KEYS =
      Set.of(
          "name",
          "description",
          "source",
          "context_window_tokens",
          "output_reserve_tokens",
          "output_reserve_ratio",
          "headroom_tokens",
          "headroom_ratio",
          "slots");
  private static final Set<String> SLOT_KEYS =
      Set.of(
          "name",
          "kind",
          "floor_tokens",
          "floor_ratio",
          "floor_window_ratio",
          "ceiling_tokens",
          "ceiling_ratio",
          "ceiling_window_ratio",
          "weight",
          "priority",
          "stability");
  private static final Pattern PRESET_NAME = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*");
  private static final Pattern SLOT_NAME = Pattern.compile("[A-Za-z0-9._:-]{1,128}");

  /** The contract's bounds of a number of tokens and of a priority. */
  private static final int MAX_TOKENS = 1_000_000_000;

  private static final int MAX_PRIORITY = 1_000_000;

  private PresetReader() {}

  /**
   * Returns the presets under {@code presets}, in the order of the file.
   *
   * @throws BadYaml naming the place of the first fault
   */
  public static List<Preset> read(YamlNode root) {
    return list(root.only(Set.of("date", "presets")).require("presets"));
  }

  /** Returns the presets of a list, in its order. */
  static List<Preset> list(YamlNode list) {
    List<Preset> presets = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (YamlNode node : list.elements()) {
      Preset preset = preset(node);
      if (!names.add(preset.name())) {
        throw node.require("name").bad("there is a preset of this name already");
      }
      presets.add(preset);
    }
    return List.copyOf(presets);
  }

  private static Preset preset(YamlNode node) {
    node.only(PRESET_KEYS);
    Optional<Amount> outputReserve = amount(node, "output_reserve", Optional.empty());
    Optional<Amount> headroom = amount(node, "headroom", Optional.empty());
    return new Preset(
        name(node, PRESET_NAME, "want lower-case words joined by hyphens"),
        node.require("description").asString(),
        node.require("source").asString(),
        slots(node.require("slots"), freeWindowRatio(outputReserve, headroom)),
        node.get("context_window_tokens")
            .map(window -> OptionalInt.of(window.asInt(1, MAX_TOKENS)))
            .orElse(OptionalInt.empty()),
        outputReserve,
        headroom);
  }

  /** Returns the share of the window that the reserves leave; empty if they are in tokens. */
  private static Optional<BigDecimal> freeWindowRatio(
      Optional<Amount> outputReserve, Optional<Amount> headroom) {
    if (outputReserve.isEmpty()) {
      return Optional.empty(); // it then depends on the model
    }
    Amount none = new Amount.Ratio(0);
    if (outputReserve.get() instanceof Amount.Ratio output
        && headroom.orElse(none) instanceof Amount.Ratio room) {
      return Optional.of(
          BigDecimal.ONE.subtract(output.exactTokensOf(1)).subtract(room.exactTokensOf(1)));
    }
    return Optional.empty();
  }

  private static List<Slot> slots(YamlNode list, Optional<BigDecimal> freeWindowRatio) {
    List<Slot> slots = new ArrayList<>();
    Set<String> names = new HashSet<>();
    Set<ComponentKind> kinds = EnumSet.noneOf(ComponentKind.class);
    for (YamlNode node : list.elements()) {
      Slot slot = slot(node, freeWindowRatio);
      if (!names.add(slot.name())) {
        throw node.require("name").bad("there is a slot of this name already");
      }
      if (slot.kind().isPresent() && !kinds.add(slot.kind().get())) {
        throw node.require("kind").bad("there is a slot of this kind already");
      }
      slots.add(slot);
    }
    if (slots.isEmpty()) {
      throw list.bad("want at least one slot");
    }
    return slots;
  }

  private static Slot slot(YamlNode node, Optional<BigDecimal> freeWindowRatio) {
    node.only(SLOT_KEYS);
    Optional<ComponentKind> kind =
        node.get("kind").map(value -> constant(value, ComponentKind.values()));
    Optional<Amount> floor = amount(node, "floor", freeWindowRatio);
    Optional<Amount> ceiling = amount(node, "ceiling", freeWindowRatio);
    if (floor.isPresent()
        && ceiling.isPresent()
        && floor.get().getClass() == ceiling.get().getClass()
        && floor.get().exactTokensOf(1).compareTo(ceiling.get().exactTokensOf(1)) > 0) {
      throw node.bad("the ceiling is below the floor");
    }
    double weight = node.doubleOf("weight").orElse(1);
    if (!(weight > 0) || Double.isInfinite(weight)) { // !(> 0) also catches NaN
      throw node.require("weight").bad("want a finite number above 0");
    }
    return new Slot(
        name(node, SLOT_NAME, "want at most 128 of A-Z a-z 0-9 . _ : -"),
        kind,
        floor.orElse(new Amount.Tokens(0)),
        ceiling,
        weight,
        node.get("priority")
            .map(value -> value.asInt(-MAX_PRIORITY, MAX_PRIORITY))
            .orElse(kind.map(ComponentKind::priority).orElse(0)),
        node.get("stability")
            .map(value -> constant(value, Stability.values()))
            .orElse(kind.map(ComponentKind::stability).orElse(Stability.REQUEST)));
  }

  private static String name(YamlNode node, Pattern pattern, String want) {
    YamlNode name = node.require("name");
    if (!pattern.matcher(name.asString()).matches()) {
      throw name.bad(want);
    }
    return name.asString();
  }

  /** Reads {@code key_tokens}, {@code key_ratio} or {@code key_window_ratio}. */
  private static Optional<Amount> amount(
      YamlNode node, String key, Optional<BigDecimal> freeWindowRatio) {
    Optional<Amount> tokens =
        node.get(key + "_tokens").map(value -> new Amount.Tokens(value.asInt(0, MAX_TOKENS)));
    Optional<Amount> ratio = node.get(key + "_ratio").map(value -> new Amount.Ratio(ratio(value)));
    Optional<Amount> windowRatio =
        node.get(key + "_window_ratio")
            .map(value -> new Amount.Ratio(ofInputBudget(value, freeWindowRatio)));
    List<Amount> given =
        List.of(tokens, ratio, windowRatio).stream().flatMap(Optional::stream).toList();
    if (given.size() > 1) {
      throw node.bad(key + " is given twice, in different units");
    }
    return given.stream().findFirst();
  }

  private static double ratio(YamlNode node) {
    double ratio = node.asDouble();
    if (!(ratio >= 0 && ratio <= 1)) { // also catches NaN
      throw node.bad("want a number from 0 to 1");
    }
    return ratio;
  }

  private static double ofInputBudget(YamlNode node, Optional<BigDecimal> freeWindowRatio) {
    BigDecimal ofWindow = BigDecimal.valueOf(ratio(node));
    BigDecimal free =
        freeWindowRatio.orElseThrow(
            () -> node.bad("needs an output reserve, and a headroom if any, as a ratio"));
    if (ofWindow.compareTo(free) > 0) {
      throw node.bad("is more than the reserves leave of the window");
    }
    if (ofWindow.signum() == 0) {
      return 0; // and the reserves may leave nothing to divide by
    }
    double nearest = ofWindow.divide(free, MathContext.DECIMAL128).doubleValue();
    boolean tooSmall = BigDecimal.valueOf(nearest).multiply(free).compareTo(ofWindow) < 0;
    return tooSmall ? Math.nextUp(nearest) : nearest;
  }

  private static <E extends Enum<E>> E constant(YamlNode node, E[] constants) {
    String name = node.asString();
    List<String> known =
        Arrays.stream(constants).map(constant -> constant.name().toLowerCase(Locale.ROOT)).toList();
    int place = known.indexOf(name);
    if (place < 0) {
      List<String> near = NearNames.of(name, known, 1);
      throw node.bad(
          "want one of "
              + String.join(", ", known)
              + (near.isEmpty() ? "" : "; did you mean " + near.get(0) + "?"));
    }
    return constants[place];
  }
}

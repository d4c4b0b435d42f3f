package dev.contextbudget.grpc;

import dev.contextbudget.core.budget.Alert;
import dev.contextbudget.core.budget.Preset;
import dev.contextbudget.core.budget.Reserves;
import dev.contextbudget.core.budget.Slot;
import dev.contextbudget.core.error.Reason;
import dev.contextbudget.core.error.StopSignal;
import dev.contextbudget.core.fit.FitPolicy;
import dev.contextbudget.core.fit.Notes;
import dev.contextbudget.core.item.ComponentKind;
import dev.contextbudget.core.model.ModelCatalog;
import dev.contextbudget.core.token.Utf8Text;
import dev.contextbudget.v1.Policy;
import dev.contextbudget.v1.UnsatisfiableAction;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** Decodes policies: a preset, what stands over it, and the contract's defaults for the rest. */
final class PolicyDecoder {
  private static final FieldPath PATH = FieldPath.of("policy");

  private final Limits limits;
  private final Violations violations;
  private final Policy policy;
  private final Optional<Preset> preset;
  private final StopSignal stop;

  /**
   * @param stop asked for each slot
   * @throws dev.contextbudget.core.error.UnknownName if the policy names an unknown preset
   */
  PolicyDecoder(
      Limits limits, Violations violations, Policy policy, ModelCatalog catalog, StopSignal stop) {
    this.stop = stop;
    this.limits = limits;
    this.violations = violations;
    this.policy = policy;
    this.preset =
        policy.getPreset().isEmpty()
            ? Optional.empty()
            : Optional.of(catalog.preset(policy.getPreset()));
  }

  /** Returns what is kept free of the window. */
  Reserves reserves() {
    return new Reserves(
        policy.hasContextWindowTokens()
            ? OptionalInt.of(tokens("context_window_tokens", policy.getContextWindowTokens(), 1))
            : OptionalInt.empty(),
        policy.hasOutputReserveTokens()
            ? OptionalInt.of(tokens("output_reserve_tokens", policy.getOutputReserveTokens(), 0))
            : OptionalInt.empty(),
        tokens("thinking_reserve_tokens", policy.getThinkingReserveTokens(), 0),
        policy.hasHeadroomTokens()
            ? OptionalInt.of(tokens("headroom_tokens", policy.getHeadroomTokens(), 0))
            : OptionalInt.empty(),
        preset);
  }

  private int tokens(String field, int tokens, int min) {
    return violations.upTo(FixedLimit.TOKENS, PATH.member(field), tokens, min);
  }

  /** Returns the policy for a fit. */
  FitPolicy fitPolicy() {
    int found = violations.found().size();
    double trigger =
        policy.hasTriggerRatio()
            ? ratio(PATH.member("trigger_ratio"), policy.getTriggerRatio())
            : FitPolicy.DEFAULT_TRIGGER_RATIO;
    double target =
        policy.hasTargetRatio()
            ? ratio(PATH.member("target_ratio"), policy.getTargetRatio())
            : Math.min(FitPolicy.DEFAULT_TARGET_RATIO, trigger * FitPolicy.DEFAULT_TARGET_RATIO);
    if (!(target < trigger)) {
      if (violations.found().size() == found) {
        violations.add(
            PATH.member("target_ratio"),
            Reason.TARGET_NOT_BELOW_TRIGGER,
            "must be below trigger_ratio");
      }
      target = trigger / 2;
    }
    return new FitPolicy(slots(), dropOrder(), trigger, target, alertRatios(), notes(), degrades());
  }

  /** Checks a share of something that is not empty; returns the share, or 1. */
  private double ratio(FieldPath field, double value) {
    if (!(value > 0 && value <= 1)) { // also catches NaN
      violations.add(field, Reason.OUT_OF_RANGE, "must be above 0 and at most 1");
      return 1;
    }
    return value;
  }

  private boolean degrades() {
    UnsatisfiableAction action = policy.getWhenUnsatisfiable();
    if (action == UnsatisfiableAction.UNRECOGNIZED) {
      violations.add(
          PATH.member("when_unsatisfiable"),
          Reason.UNKNOWN_ENUM_VALUE,
          "must be a value that this version knows");
    }
    return action == UnsatisfiableAction.UNSATISFIABLE_ACTION_DEGRADE;
  }

  /** Returns the preset's slots, those of the same name replaced, then the policy's others. */
  List<Slot> slots() {
    if (!violations.atMost(
        PATH.member("slots"),
        Reason.TOO_MANY_SLOTS,
        "the number of slots",
        limits.maxSlots(),
        policy.getSlotsCount())) {
      return List.of();
    }
    Map<String, Slot> slots = new LinkedHashMap<>();
    preset.ifPresent(p -> p.slots().forEach(slot -> slots.put(slot.name(), slot)));
    Set<String> names = new HashSet<>();
    for (int i = 0; i < policy.getSlotsCount(); i++) {
      stop.check();
      FieldPath path = PATH.member("slots").at(i);
      dev.contextbudget.v1.Slot slot = policy.getSlots(i);
      if (violations.id(path.member("name"), slot.getName())) {
        if (!names.add(slot.getName())) {
          violations.add(
              path.member("name"), Reason.DUPLICATE_ID, "stands twice and must be unique");
        }
        slots.put(slot.getName(), SlotDecoder.slot(path, slot, violations));
      }
    }
    checkKinds(slots, names);
    return List.copyOf(slots.values());
  }

  /**
   * @param given names of the slots that are the policy's own
   */
  private void checkKinds(Map<String, Slot> slots, Set<String> given) {
    Set<ComponentKind> kinds = EnumSet.noneOf(ComponentKind.class);
    for (Slot slot : slots.values()) {
      if (!given.contains(slot.name())) {
        slot.kind().ifPresent(kinds::add);
      }
    }
    for (int i = 0; i < policy.getSlotsCount(); i++) {
      Slot slot = slots.get(policy.getSlots(i).getName());
      Optional<ComponentKind> kind = slot == null ? Optional.empty() : slot.kind();
      if (kind.isPresent() && kind.get() != ComponentKind.CUSTOM && !kinds.add(kind.get())) {
        violations.add(
            PATH.member("slots").at(i).member("kind"),
            Reason.DUPLICATE_ID,
            "is the kind of an earlier slot, and must be that of one only");
      }
    }
  }

  /**
   * Checks that no ceiling is below its floor, which only the budget tells where one is a share and
   * the other is not.
   *
   * @throws dev.contextbudget.core.error.InvalidRequest if one is
   */
  void checkBounds(List<Slot> slots, int inputBudgetTokens) {
    Map<String, Integer> given = new HashMap<>();
    for (int i = 0; i < policy.getSlotsCount(); i++) {
      given.put(policy.getSlots(i).getName(), i);
    }
    for (Slot slot : slots) {
      if (!slot.isOrderedAt(inputBudgetTokens)) {
        Integer index = given.get(slot.name());
        violations.add(
            index == null ? PATH.member("preset") : ceilingField(index),
            Reason.OUT_OF_RANGE,
            "must not be below the floor, and is at an input budget of %d"
                .formatted(inputBudgetTokens));
      }
    }
    violations.throwIfAny();
  }

  private FieldPath ceilingField(int index) {
    String ceiling = policy.getSlots(index).hasCeilingTokens() ? "ceiling_tokens" : "ceiling_ratio";
    return PATH.member("slots").at(index).member(ceiling);
  }

  private List<ComponentKind> dropOrder() {
    List<ComponentKind> order = new ArrayList<>();
    for (int i = 0; i < policy.getDropOrderCount(); i++) {
      FieldPath field = PATH.member("drop_order").at(i);
      ComponentKind kind = Enums.kind(field, policy.getDropOrder(i), violations);
      if (kind != null && order.contains(kind)) {
        violations.add(field, Reason.DUPLICATE_ID, "stands twice and must be unique");
      } else if (kind != null) {
        order.add(kind);
      }
    }
    return order;
  }

  List<Double> alertRatios() {
    if (policy.getAlertRatiosCount() == 0) {
      return Alert.DEFAULT_RATIOS;
    }
    violations.atMost(
        PATH.member("alert_ratios"),
        FixedLimit.ALERT_RATIOS,
        "the number of alerts",
        policy.getAlertRatiosCount());
    List<Double> ratios = new ArrayList<>();
    for (int i = 0;
        i < Math.min(FixedLimit.ALERT_RATIOS.value(), policy.getAlertRatiosCount());
        i++) {
      ratios.add(ratio(PATH.member("alert_ratios").at(i), policy.getAlertRatios(i)));
    }
    return ratios;
  }

  private Notes notes() {
    dev.contextbudget.v1.Notes notes = policy.getNotes();
    Notes standard = Notes.DEFAULT;
    return new Notes(
        !notes.getDisabled(),
        note("history_text", notes.getHistoryText(), standard.history()),
        note("items_text", notes.getItemsText(), standard.items()),
        note("cut_text", notes.getCutText(), standard.cut()),
        note("cleared_text", notes.getClearedText(), standard.cleared()));
  }

  private Utf8Text note(String field, String text, Utf8Text unset) {
    Utf8Text note = Utf8Text.of(text);
    violations.atMost(
        PATH.member("notes").member(field),
        FixedLimit.NOTE_BYTES,
        "the bytes of a note",
        note.length());
    return note.isEmpty() ? unset : note;
  }
}

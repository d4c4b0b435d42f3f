package dev.contextbudget.grpc;

import dev.contextbudget.core.budget.Alert;
import dev.contextbudget.core.budget.Amount;
import dev.contextbudget.core.budget.BudgetEquation;
import dev.contextbudget.core.budget.ModelLimits;
import dev.contextbudget.core.budget.Preset;
import dev.contextbudget.core.budget.Slot;
import dev.contextbudget.core.model.ModelProfile;
import dev.contextbudget.v1.ComponentKind;
import dev.contextbudget.v1.Stability;
import java.util.Optional;

/** Budgets between wire and core: what planning, fitting and the catalogue have in common. */
final class BudgetCodec {

  private BudgetCodec() {}

  static ModelLimits limits(ModelProfile model) {
    return new ModelLimits(
        model.contextWindowTokens(),
        model.maxInputTokens(),
        model.maxOutputTokens(),
        model.chatFormat().toleranceTokens(),
        model.tokenizer().errorMarginRatio());
  }

  static dev.contextbudget.v1.BudgetEquation equation(BudgetEquation equation) {
    return dev.contextbudget.v1.BudgetEquation.newBuilder()
        .setContextWindowTokens(equation.contextWindowTokens())
        .setOutputReserveTokens(equation.outputReserveTokens())
        .setThinkingReserveTokens(equation.thinkingReserveTokens())
        .setHeadroomTokens(equation.headroomTokens())
        .setMaxInputTokens(equation.maxInputTokens().orElse(0))
        .setErrorMarginTokens(equation.errorMarginTokens())
        .setInputBudgetTokens(equation.inputBudgetTokens())
        .build();
  }

  static dev.contextbudget.v1.Alert alert(Alert alert) {
    return dev.contextbudget.v1.Alert.newBuilder()
        .setThresholdRatio(alert.thresholdRatio())
        .setUtilizationRatio(alert.utilizationRatio())
        .setLargestSlot(alert.largestSlot())
        .build();
  }

  static dev.contextbudget.v1.Preset preset(Preset preset) {
    dev.contextbudget.v1.Preset.Builder wire =
        dev.contextbudget.v1.Preset.newBuilder()
            .setName(preset.name())
            .setDescription(preset.description());
    preset.slots().forEach(slot -> wire.addSlots(slot(slot)));
    preset.contextWindowTokens().ifPresent(wire::setContextWindowTokens);
    tokens(preset.outputReserve()).ifPresent(wire::setOutputReserveTokens);
    ratio(preset.outputReserve()).ifPresent(wire::setOutputReserveRatio);
    tokens(preset.headroom()).ifPresent(wire::setHeadroomTokens);
    ratio(preset.headroom()).ifPresent(wire::setHeadroomRatio);
    return wire.build();
  }

  private static dev.contextbudget.v1.Slot slot(Slot slot) {
    dev.contextbudget.v1.Slot.Builder wire =
        dev.contextbudget.v1.Slot.newBuilder()
            .setName(slot.name())
            .setWeight(slot.weight())
            .setPriority(slot.priority())
            .setStability(Enums.encode(slot.stability(), "STABILITY_", Stability.class));
    slot.kind()
        .ifPresent(
            kind -> wire.setKind(Enums.encode(kind, "COMPONENT_KIND_", ComponentKind.class)));
    tokens(Optional.of(slot.floor())).ifPresent(wire::setFloorTokens);
    ratio(Optional.of(slot.floor())).ifPresent(wire::setFloorRatio);
    tokens(slot.ceiling()).ifPresent(wire::setCeilingTokens);
    ratio(slot.ceiling()).ifPresent(wire::setCeilingRatio);
    return wire.build();
  }

  private static Optional<Integer> tokens(Optional<Amount> amount) {
    return amount.flatMap(
        a -> a instanceof Amount.Tokens t ? Optional.of(t.tokens()) : Optional.empty());
  }

  private static Optional<Double> ratio(Optional<Amount> amount) {
    return amount.flatMap(
        a -> a instanceof Amount.Ratio r ? Optional.of(r.ratio()) : Optional.empty());
  }
}

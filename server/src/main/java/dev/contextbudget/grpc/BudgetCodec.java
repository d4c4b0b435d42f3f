package dev.contextbudget.grpc;

import dev.contextbudget.core.budget.Alert;
import dev.contextbudget.core.budget.Amount;
import dev.contextbudget.core.budget.BudgetEquation;
import dev.contextbudget.core.budget.GrantReason;
import dev.contextbudget.core.budget.ModelLimits;
import dev.contextbudget.core.budget.Preset;
import dev.contextbudget.core.budget.Slot;
import dev.contextbudget.core.model.ModelProfile;
import dev.contextbudget.v1.ComponentKind;
import dev.contextbudget.v1.SlotGrant;
import dev.contextbudget.v1.Stability;
import java.util.Optional;
import java.util.OptionalInt;

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

  /**
   * Returns what a slot is granted of a budget.
   *
   * @param demandTokens what it could use, if it is known
   * @param reason why the grant is not larger
   */
  static SlotGrant grant(
      Slot slot, int budgetTokens, OptionalInt demandTokens, int grantTokens, GrantReason reason) {
    int floor = slot.floor().tokensOf(budgetTokens);
    SlotGrant.Builder wire =
        SlotGrant.newBuilder()
            .setSlot(slot.name())
            .setFloorTokens(floor)
            .setWeight(slot.weight())
            .setPriority(slot.priority())
            .setGrantTokens(grantTokens)
            .setReason(
                Enums.encode(reason, "GRANT_REASON_", dev.contextbudget.v1.GrantReason.class))
            .setShareRatio((double) grantTokens / budgetTokens);
    slot.ceiling().ifPresent(ceiling -> wire.setCeilingTokens(ceiling.tokensOf(budgetTokens)));
    demandTokens.ifPresent(
        demand ->
            wire.setDemandTokens(demand)
                .setUnmetTokens(demand - grantTokens)
                .setUnusedTokens(Math.max(0, floor - demand)));
    return wire.build();
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

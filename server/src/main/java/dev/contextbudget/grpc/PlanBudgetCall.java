package dev.contextbudget.grpc;

import dev.contextbudget.core.budget.BudgetEquation;
import dev.contextbudget.core.budget.BudgetPlan;
import dev.contextbudget.core.budget.CacheAdvice;
import dev.contextbudget.core.budget.ModelLimits;
import dev.contextbudget.core.budget.Planner;
import dev.contextbudget.core.budget.Reserves;
import dev.contextbudget.core.budget.Slot;
import dev.contextbudget.core.budget.SlotDemand;
import dev.contextbudget.core.budget.TokenRates;
import dev.contextbudget.core.error.BudgetUnsatisfiable;
import dev.contextbudget.core.error.InvalidRequest;
import dev.contextbudget.core.error.Reason;
import dev.contextbudget.core.error.StopSignal;
import dev.contextbudget.core.error.Violation;
import dev.contextbudget.core.model.ModelCatalog;
import dev.contextbudget.core.model.ModelProfile;
import dev.contextbudget.v1.PlanBudgetRequest;
import dev.contextbudget.v1.PlanBudgetResponse;
import dev.contextbudget.v1.Policy;
import java.util.List;
import java.util.Optional;

/** {@code PlanBudget}: decode, divide, encode. */
final class PlanBudgetCall {
  private final Limits limits;

  PlanBudgetCall(Limits limits) {
    this.limits = limits;
  }

  PlanBudgetResponse answer(PlanBudgetRequest wire, ModelCatalog catalog, StopSignal stop) {
    Violations violations = new Violations();
    PolicyDecoder decoder = new PolicyDecoder(limits, violations, wire.getPolicy(), catalog, stop);
    Optional<ModelProfile> model =
        wire.getModel().isBlank()
            ? Optional.empty()
            : Optional.of(catalog.find(wire.getModel()).model());
    Reserves reserves = decoder.reserves();
    List<Slot> slots = decoder.slots();
    List<Double> alertRatios = decoder.alertRatios();
    if (model.isEmpty() && !wire.getPolicy().hasContextWindowTokens()) {
      violations.add(
          FieldPath.of("model"), Reason.REQUIRED, "is required unless the policy sets a window");
    }
    if (slots.isEmpty() && violations.found().isEmpty()) {
      violations.add(
          FieldPath.of("policy").member("slots"),
          Reason.REQUIRED,
          "is required, unless a preset is set");
    }
    List<SlotDemand> demands = PlanBudgetCodec.demands(wire, slots, limits, violations, stop);
    BudgetEquation equation = BudgetEquation.of(modelLimits(model, reserves), reserves);
    BudgetPlan plan = plan(wire.getPolicy(), equation, decoder, slots, demands, stop);
    PlanBudgetResponse answer =
        PlanBudgetCodec.response(equation, plan, alertRatios, advice(model, equation, plan));
    return model.isEmpty()
        ? answer
        : answer.toBuilder().setBasis(BasisCodec.of(model.get(), 0)).build();
  }

  /**
   * Divides the budget.
   *
   * @throws InvalidRequest if there is none and no slot needs any: the reserves are at fault then
   */
  private static BudgetPlan plan(
      Policy policy,
      BudgetEquation equation,
      PolicyDecoder decoder,
      List<Slot> slots,
      List<SlotDemand> demands,
      StopSignal stop) {
    try {
      return equation.spend(
          budget -> {
            decoder.checkBounds(slots, budget);
            return Planner.plan(budget, demands, stop);
          });
    } catch (BudgetUnsatisfiable e) {
      if (!e.forcedBy().isEmpty()) {
        throw e;
      }
      throw new InvalidRequest(
          Violation.of(
              reserveField(policy),
              Reason.OUT_OF_RANGE,
              "must leave at least 1 token of the window for input, and leaves none"));
    }
  }

  /** Returns what takes the whole window: the first reserve that is set, else its source. */
  private static String reserveField(Policy policy) {
    if (policy.getOutputReserveTokens() > 0) {
      return "policy.output_reserve_tokens";
    }
    if (policy.getThinkingReserveTokens() > 0) {
      return "policy.thinking_reserve_tokens";
    }
    if (policy.getHeadroomTokens() > 0) {
      return "policy.headroom_tokens";
    }
    return "policy.context_window_tokens";
  }

  private static ModelLimits modelLimits(Optional<ModelProfile> model, Reserves reserves) {
    return model
        .map(BudgetCodec::limits)
        .orElseGet(() -> ModelLimits.ofWindow(reserves.contextWindowTokens().orElseThrow()));
  }

  private static Optional<CacheAdvice> advice(
      Optional<ModelProfile> model, BudgetEquation equation, BudgetPlan plan) {
    boolean cached = plan.grants().stream().anyMatch(g -> g.demand().cachedTokens() > 0);
    if (!cached || model.isEmpty() || model.get().prices().isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        CacheAdvice.of(plan, equation.inputLimitTokens(), tokens -> rates(model.get(), tokens)));
  }

  private static TokenRates rates(ModelProfile model, long inputTokens) {
    return model
        .pricesFor(inputTokens)
        .map(p -> new TokenRates(p.plainUsd(1), p.readUsd(1)))
        .orElseThrow();
  }
}

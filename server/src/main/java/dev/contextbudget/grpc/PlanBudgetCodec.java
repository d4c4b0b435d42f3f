package dev.contextbudget.grpc;

import dev.contextbudget.core.budget.Alert;
import dev.contextbudget.core.budget.BudgetEquation;
import dev.contextbudget.core.budget.BudgetPlan;
import dev.contextbudget.core.budget.CacheAdvice;
import dev.contextbudget.core.budget.Grant;
import dev.contextbudget.core.budget.Slot;
import dev.contextbudget.core.budget.SlotDemand;
import dev.contextbudget.core.error.Reason;
import dev.contextbudget.core.error.StopSignal;
import dev.contextbudget.v1.PlanBudgetRequest;
import dev.contextbudget.v1.PlanBudgetResponse;
import dev.contextbudget.v1.SlotGrant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** Wire to core and back for {@code PlanBudget}. */
final class PlanBudgetCodec {

  private PlanBudgetCodec() {}

  /** Returns the slots with what they could use, in the order of the policy. */
  static List<SlotDemand> demands(
      PlanBudgetRequest request,
      List<Slot> slots,
      Limits limits,
      Violations violations,
      StopSignal stop) {
    boolean few =
        violations.atMost(
            FieldPath.of("demands"),
            Reason.TOO_MANY_SLOTS,
            "the number of demands",
            limits.maxSlots(),
            request.getDemandsCount());
    Set<String> names = new HashSet<>();
    slots.forEach(slot -> names.add(slot.name()));
    Map<String, dev.contextbudget.v1.SlotDemand> bySlot = new HashMap<>();
    for (int i = 0; few && i < request.getDemandsCount(); i++) {
      stop.check();
      FieldPath path = FieldPath.of("demands").at(i);
      dev.contextbudget.v1.SlotDemand demand = request.getDemands(i);
      check(path, demand, violations);
      if (demand.getSlot().isEmpty()) {
        violations.add(path.member("slot"), Reason.REQUIRED, "is required");
      } else if (!names.contains(demand.getSlot())) {
        violations.add(
            path.member("slot"), Reason.UNKNOWN_SLOT, "must be the name of a slot of the policy");
      } else if (bySlot.put(demand.getSlot(), demand) != null) {
        violations.add(path.member("slot"), Reason.DUPLICATE_ID, "stands twice and must be unique");
      }
    }
    violations.throwIfAny();
    List<SlotDemand> demands = new ArrayList<>();
    for (Slot slot : slots) {
      stop.check();
      dev.contextbudget.v1.SlotDemand demand = bySlot.get(slot.name());
      demands.add(
          demand == null
              ? new SlotDemand(slot, OptionalInt.empty(), 0)
              : new SlotDemand(
                  slot,
                  demand.hasDemandTokens()
                      ? OptionalInt.of(demand.getDemandTokens())
                      : OptionalInt.empty(),
                  demand.getCachedTokens()));
    }
    return demands;
  }

  private static void check(
      FieldPath path, dev.contextbudget.v1.SlotDemand demand, Violations violations) {
    int most =
        violations.upTo(
            FixedLimit.TOKENS, path.member("demand_tokens"), demand.getDemandTokens(), 0);
    int cached =
        violations.upTo(
            FixedLimit.TOKENS, path.member("cached_tokens"), demand.getCachedTokens(), 0);
    if (demand.hasDemandTokens() && cached > most) {
      violations.add(
          path.member("cached_tokens"), Reason.OUT_OF_RANGE, "must not be above demand_tokens");
    }
  }

  static PlanBudgetResponse response(
      BudgetEquation equation,
      BudgetPlan plan,
      List<Double> alertRatios,
      Optional<CacheAdvice> advice) {
    PlanBudgetResponse.Builder response =
        PlanBudgetResponse.newBuilder()
            .setEquation(BudgetCodec.equation(equation))
            .setGrantedTokens(plan.grantedTokens())
            .setUnusedTokens(plan.unusedTokens())
            .setUtilizationRatio(plan.utilizationRatio());
    plan.grants().forEach(grant -> response.addSlots(grant(plan, grant)));
    Alert.highest(plan.utilizationRatio(), alertRatios, plan.uses())
        .ifPresent(alert -> response.addAlerts(BudgetCodec.alert(alert)));
    advice.ifPresent(
        a ->
            response.setCacheAdvice(
                dev.contextbudget.v1.CacheAdvice.newBuilder()
                    .setSendEverythingUsd(a.sendEverythingUsd())
                    .setSendSelectionUsd(a.sendSelectionUsd())
                    .setSendEverything(a.sendEverything())));
    return response.build();
  }

  private static SlotGrant grant(BudgetPlan plan, Grant grant) {
    return BudgetCodec.grant(
        grant.slot(),
        plan.inputBudgetTokens(),
        grant.demand().tokens(),
        grant.grantTokens(),
        grant.reason());
  }
}

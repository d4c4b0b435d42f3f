package dev.contextbudget.core.fit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.contextbudget.core.budget.Amount;
import dev.contextbudget.core.budget.Slot;
import dev.contextbudget.core.error.BudgetUnsatisfiable;
import dev.contextbudget.core.error.StopSignal;
import dev.contextbudget.core.item.Component;
import dev.contextbudget.core.item.Stability;
import dev.contextbudget.core.model.ModelProfile;
import dev.contextbudget.core.model.RequestSize;
import dev.contextbudget.core.prompt.Layout;
import dev.contextbudget.core.prompt.Sizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A random request, a budget between nothing and all of it, and the answer if there is one. */
record RandomCase(
    List<Component> components, int budgetTokens, FitPolicy policy, Optional<FitResult> fit) {
  private static final ModelProfile MODEL = TestModels.words();

  static RandomCase of(long seed) {
    RandomRequests requests = new RandomRequests(seed);
    List<Component> components = requests.components();
    List<Slot> slots = new ArrayList<>();
    if (requests.random().nextInt(3) == 0) {
      slots.add(slot("retrieved", 20, 0.5, 1));
      slots.add(slot("history", 0, 0.6, 2));
    }
    FitPolicy policy = policy(slots, requests.random().nextInt(5) > 0);
    long all = sizes(components).totalTokens();
    int budget = 1 + requests.random().nextInt((int) all + 20);
    return new RandomCase(components, budget, policy, fit(components, budget, policy));
  }

  private static FitPolicy policy(List<Slot> slots, boolean notes) {
    Notes standard = Notes.DEFAULT;
    return new FitPolicy(
        slots,
        List.of(),
        1,
        0.7,
        List.of(),
        new Notes(notes, standard.history(), standard.items(), standard.cut(), standard.cleared()),
        false);
  }

  private static Slot slot(String name, int floor, double ceiling, double weight) {
    return new Slot(
        name,
        Optional.empty(),
        new Amount.Tokens(floor),
        Optional.of(new Amount.Ratio(ceiling)),
        weight,
        10,
        Stability.REQUEST);
  }

  static RequestSize sizes(List<Component> components) {
    Layout layout = Layout.of(components, RandomRequests.conversations(components));
    return new Sizer(MODEL, StopSignal.NEVER).measure(components, layout);
  }

  static Optional<FitResult> fit(List<Component> components, int budget, FitPolicy policy) {
    Layout layout = Layout.of(components, RandomRequests.conversations(components));
    try {
      return Optional.of(
          Fitter.fit(
              RandomRequests.request(MODEL, components, budget, policy),
              layout,
              sizes(components)));
    } catch (BudgetUnsatisfiable e) {
      assertEquals(budget, e.availableTokens());
      assertTrue(e.requiredTokens() > budget, "required " + e.requiredTokens());
      return Optional.empty();
    }
  }
}

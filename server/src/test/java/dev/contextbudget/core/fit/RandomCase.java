package dev.contextbudget.core.fit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.contextbudget.core.budget.Amount;
import dev.contextbudget.core.budget.Slot;
import dev.contextbudget.core.error.BudgetUnsatisfiable;
import dev.contextbudget.core.error.InvalidRequest;
import dev.contextbudget.core.error.Reason;
import dev.contextbudget.core.error.StopSignal;
import dev.contextbudget.core.item.Component;
import dev.contextbudget.core.item.ComponentKind;
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

  static RandomCase of(long seed) {
    RandomRequests requests = new RandomRequests(seed);
    List<Component> components = requests.components();
    long all = sizes(components).totalTokens();
    int budget = 1 + requests.random().nextInt((int) all + 20);
    FitPolicy policy = policy(slots(requests, budget), requests.random().nextInt(5) > 0);
    return new RandomCase(components, budget, policy, fit(components, budget, policy));
  }

  /** Slots of every stability; that of the kind CUSTOM may hold components of two. */
  static List<Slot> slots(RandomRequests requests, int budget) {
    List<Slot> slots = new ArrayList<>();
    if (requests.random().nextInt(3) == 0) {
      slots.add(slot("retrieved", Math.min(20, budget / 2), new Amount.Ratio(0.5), 1, requests));
      slots.add(slot("history", 0, new Amount.Ratio(0.6), 2, requests));
    }
    if (requests.random().nextInt(3) == 0) {
      int floor = requests.random().nextInt(40);
      Amount ceiling = new Amount.Tokens(floor + requests.random().nextInt(150));
      slots.add(slot("custom", floor, ceiling, 1, requests));
    }
    if (requests.random().nextInt(4) == 0) {
      slots.add(slot("memory", requests.random().nextInt(9), new Amount.Tokens(70), 3, requests));
    }
    return slots;
  }

  private static Slot slot(
      String name, int floor, Amount ceiling, double weight, RandomRequests requests) {
    return new Slot(
        name,
        name.equals("custom") ? Optional.of(ComponentKind.CUSTOM) : Optional.empty(),
        new Amount.Tokens(floor),
        Optional.of(ceiling),
        weight,
        10,
        Stability.values()[requests.random().nextInt(4)]);
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
    } catch (InvalidRequest e) {
      assertEquals(Reason.OUT_OF_RANGE, e.reason());
      assertTrue(isPromisedTooMuch(components, budget, policy), e.getMessage());
      return Optional.empty();
    }
  }

  private static boolean isPromisedTooMuch(
      List<Component> components, int budget, FitPolicy policy) {
    return policy.slots().stream()
        .anyMatch(
            slot -> {
              int promised =
                  components.stream()
                      .filter(c -> slotOf(c, policy).equals(Optional.of(slot)))
                      .mapToInt(c -> c.minTokens().orElse(0))
                      .sum();
              return promised > slot.ceiling().orElseThrow().tokensOf(budget);
            });
  }

  private static Optional<Slot> slotOf(Component component, FitPolicy policy) {
    return policy.slots().stream()
        .filter(
            slot ->
                slot.name().equals(component.id())
                    || slot.kind().equals(Optional.of(component.kind())))
        .findFirst();
  }

  static boolean isStable(Component component, FitPolicy policy) {
    return component.stability().isStable()
        || slotOf(component, policy).map(slot -> slot.stability().isStable()).orElse(false);
  }
}

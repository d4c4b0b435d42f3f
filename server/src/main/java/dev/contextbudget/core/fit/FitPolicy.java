package dev.contextbudget.core.fit;

import dev.contextbudget.core.budget.Slot;
import dev.contextbudget.core.item.ComponentKind;
import java.util.List;

/**
 * How the window is divided and what happens when it does not suffice.
 *
 * @param slots slots of the policy; components without one get a slot of their own
 * @param dropOrder kinds in the order in which they are reduced; empty for the kinds' priorities
 * @param triggerRatio utilisation of its grant at which a growing history is cut
 * @param targetRatio utilisation of its grant down to which it is then cut; below the trigger
 * @param alertRatios utilisations of the input budget that raise an alert
 * @param notes what the model is told
 * @param degrade whether to give up floors and then stable items rather than fail
 */
public record FitPolicy(
    List<Slot> slots,
    List<ComponentKind> dropOrder,
    double triggerRatio,
    double targetRatio,
    List<Double> alertRatios,
    Notes notes,
    boolean degrade) {
  public static final double DEFAULT_TRIGGER_RATIO = 1;
  public static final double DEFAULT_TARGET_RATIO = 0.7;

  public FitPolicy {
    slots = List.copyOf(slots);
    dropOrder = List.copyOf(dropOrder);
    alertRatios = List.copyOf(alertRatios);
    if (!(targetRatio > 0 && targetRatio < triggerRatio && triggerRatio <= 1)) { // catches NaN too
      throw new IllegalArgumentException(
          "want 0 < target < trigger <= 1, got target=%s trigger=%s"
              .formatted(targetRatio, triggerRatio));
    }
  }

  /** Returns the priority of a kind whose component sets none. */
  int priorityOf(ComponentKind kind) {
    int place = dropOrder.indexOf(kind);
    // kinds of the drop order lose before all others, the first of them first
    return place < 0 ? kind.priority() : place - dropOrder.size();
  }
}

package dev.contextbudget.grpc;

import dev.contextbudget.core.budget.Amount;
import dev.contextbudget.core.budget.Slot;
import dev.contextbudget.core.item.ComponentKind;
import dev.contextbudget.core.item.Stability;
import java.util.Optional;

/** Decodes the slots of a policy, with the defaults of their kinds. */
final class SlotDecoder {

  private SlotDecoder() {}

  /** Returns the slot of a policy at a path. */
  static Slot slot(FieldPath path, dev.contextbudget.v1.Slot slot, Violations violations) {
    boolean hasKind =
        slot.getKind() != dev.contextbudget.v1.ComponentKind.COMPONENT_KIND_UNSPECIFIED;
    Optional<ComponentKind> kind =
        hasKind
            ? Optional.ofNullable(Enums.kind(path.member("kind"), slot.getKind(), violations))
            : Optional.empty();
    return new Slot(
        slot.getName(),
        kind,
        floor(path, slot, violations),
        ceiling(path, slot, violations),
        slot.hasWeight() ? violations.positive(path.member("weight"), slot.getWeight()) : 1,
        slot.hasPriority()
            ? violations.priority(path.member("priority"), slot.getPriority())
            : kind.map(ComponentKind::priority).orElse(0),
        Enums.stability(
            path.member("stability"),
            slot.getStability(),
            kind.map(ComponentKind::stability).orElse(Stability.REQUEST),
            violations));
  }

  private static Amount floor(
      FieldPath path, dev.contextbudget.v1.Slot slot, Violations violations) {
    return switch (slot.getFloorCase()) {
      case FLOOR_TOKENS ->
          new Amount.Tokens(
              violations.upTo(
                  FixedLimit.TOKENS, path.member("floor_tokens"), slot.getFloorTokens(), 0));
      case FLOOR_RATIO ->
          new Amount.Ratio(
              violations.inRange(path.member("floor_ratio"), slot.getFloorRatio(), 0, 1));
      case FLOOR_NOT_SET -> new Amount.Tokens(0);
    };
  }

  private static Optional<Amount> ceiling(
      FieldPath path, dev.contextbudget.v1.Slot slot, Violations violations) {
    switch (slot.getCeilingCase()) {
      case CEILING_TOKENS -> {
        return Optional.of(
            new Amount.Tokens(
                violations.upTo(
                    FixedLimit.TOKENS, path.member("ceiling_tokens"), slot.getCeilingTokens(), 0)));
      }
      case CEILING_RATIO -> {
        return Optional.of(
            new Amount.Ratio(
                violations.inRange(path.member("ceiling_ratio"), slot.getCeilingRatio(), 0, 1)));
      }
      case CEILING_NOT_SET -> {
        return Optional.empty();
      }
    }
    throw new IllegalStateException("a oneof case that is none");
  }
}

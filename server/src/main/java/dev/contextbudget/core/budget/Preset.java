package dev.contextbudget.core.budget;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A named policy from the literature.
 *
 * @param name what a policy gives to use it
 * @param description what it is for
 * @param source where its numbers come from
 * @param slots its slots
 * @param contextWindowTokens the window it was made for; absent if it fits any
 * @param outputReserve tokens, or a share of the window, kept for the answer
 * @param headroom tokens, or a share of the window, kept free
 */
public record Preset(
    String name,
    String description,
    String source,
    List<Slot> slots,
    OptionalInt contextWindowTokens,
    Optional<Amount> outputReserve,
    Optional<Amount> headroom) {
  public Preset {
    slots = List.copyOf(slots);
  }
}

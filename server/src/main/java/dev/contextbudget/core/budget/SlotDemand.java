package dev.contextbudget.core.budget;

import java.util.OptionalInt;

/**
 * What a slot could use.
 *
 * @param slot the slot
 * @param tokens tokens it could use, framing included; absent for all that it may be granted
 * @param cachedTokens of them, how many stand in the provider's cache already
 */
public record SlotDemand(Slot slot, OptionalInt tokens, int cachedTokens) {
  public SlotDemand {
    if (tokens.orElse(0) < 0 || cachedTokens < 0 || cachedTokens > tokens.orElse(cachedTokens)) {
      throw new IllegalArgumentException(
          "slot %s: want 0 <= cached <= demand, got cached=%d demand=%s"
              .formatted(slot.name(), cachedTokens, tokens));
    }
  }
}

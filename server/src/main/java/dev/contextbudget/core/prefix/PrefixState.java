package dev.contextbudget.core.prefix;

import dev.contextbudget.core.fit.HistoryState;
import dev.contextbudget.core.item.Stability;
import java.util.List;
import java.util.Optional;

/**
 * What one call tells the next one: hashes and counts, no text.
 *
 * @param modelHash of what decides whether a cache can be read at all
 * @param elements number of elements of the prompt
 * @param toolCount how many of them are tool definitions
 * @param stride elements between two checkpoints, a power of two
 * @param checkpoints first bytes of the hash up to each stride, and up to the end
 * @param zones where each zone of stability ends
 * @param cuts where each history was cut
 */
public record PrefixState(
    long modelHash,
    int elements,
    int toolCount,
    int stride,
    List<Integer> checkpoints,
    List<ZoneEnd> zones,
    List<Cut> cuts) {

  /**
   * The end of a zone of stability.
   *
   * @param stability of the zone
   * @param marked whether the provider was told to cache up to here
   * @param elements number of elements up to it
   * @param tokens tokens up to it
   */
  public record ZoneEnd(Stability stability, boolean marked, int elements, int tokens) {}

  /**
   * Where a history was cut.
   *
   * @param componentHash of the component's id
   * @param anchorHash of the first message that was kept by age; empty if none was left
   */
  public record Cut(long componentHash, HistoryState state, Optional<Long> anchorHash) {}

  public PrefixState {
    checkpoints = List.copyOf(checkpoints);
    zones = List.copyOf(zones);
    cuts = List.copyOf(cuts);
    if (elements < 0 || stride < 1 || toolCount < 0 || toolCount > elements) {
      throw new IllegalArgumentException(
          "want 0 <= tools <= elements and stride >= 1, got %d, %d, %d"
              .formatted(toolCount, elements, stride));
    }
    if (checkpoints.size() != checkpointCount(elements, stride)) {
      throw new IllegalArgumentException(
          "%d checkpoints for %d elements".formatted(checkpoints.size(), elements));
    }
  }

  static int checkpointCount(int elements, int stride) {
    return (elements + stride - 1) / stride;
  }

  /** Returns the number of elements up to a checkpoint. */
  int elementsAt(int checkpoint) {
    return (int) Math.min(elements, (checkpoint + 1L) * stride);
  }
}

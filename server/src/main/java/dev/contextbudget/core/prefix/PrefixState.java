package dev.contextbudget.core.prefix;

import dev.contextbudget.core.item.Stability;
import dev.contextbudget.core.model.ModelProfile;
import dev.contextbudget.core.prefix.CacheReport.Mark;
import java.util.List;

/**
 * What one call tells the next one: hashes and counts, no text.
 *
 * @param modelHash of what decides whether a cache can be read at all
 * @param elements number of elements of the prompt
 * @param toolCount how many of them are tool definitions
 * @param stride elements between two checkpoints, a power of two
 * @param checkpoints first bytes of the hash up to each stride, and up to the end
 * @param zones where each zone of stability ends
 * @param histories the components that grow, as they were sent and cut
 */
public record PrefixState(
    long modelHash,
    int elements,
    int toolCount,
    int stride,
    List<Integer> checkpoints,
    List<ZoneEnd> zones,
    List<SentHistory> histories) {

  /**
   * The end of a zone of stability.
   *
   * @param stability of the zone
   * @param mark what the provider was told to cache up to here, which tells how long it lives
   * @param elements number of elements up to it
   * @param tokens tokens up to it
   * @param hash first bytes of the hash up to it: it is told exactly whether a zone is the same,
   *     even where checkpoints stand far apart
   */
  public record ZoneEnd(Stability stability, Mark mark, int elements, int tokens, int hash) {
    public ZoneEnd {
      if (elements < 0 || tokens < 0) {
        throw new IllegalArgumentException(
            "want elements and tokens >= 0, got %d, %d".formatted(elements, tokens));
      }
    }

    boolean isMarked() {
      return mark != Mark.NONE;
    }
  }

  public PrefixState {
    checkpoints = List.copyOf(checkpoints);
    zones = List.copyOf(zones);
    histories = List.copyOf(histories);
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

  /** Returns a hash of what decides whether a cache can be read at all. */
  static long hashOf(ModelProfile model) {
    PromptHash hash = new PromptHash();
    hash.add('p', model.provider());
    hash.add('m', model.id());
    hash.add('t', model.tokenizer().id());
    hash.add('f', model.chatFormat().name());
    return hash.shortValue();
  }

  static int checkpointCount(int elements, int stride) {
    return (int) ((elements + (long) stride - 1) / stride);
  }

  /** Returns the number of elements up to a checkpoint. */
  int elementsAt(int checkpoint) {
    return (int) Math.min(elements, (checkpoint + 1L) * stride);
  }
}

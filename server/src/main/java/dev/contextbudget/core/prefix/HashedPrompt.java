package dev.contextbudget.core.prefix;

import dev.contextbudget.core.error.StopSignal;
import dev.contextbudget.core.item.Stability;
import dev.contextbudget.core.prefix.CacheReport.Mark;
import dev.contextbudget.core.prefix.PrefixState.ZoneEnd;
import dev.contextbudget.core.prefix.PromptElements.Element;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A prompt hashed once from front to back, read at the places that matter: at its own zone ends and
 * checkpoints, and at those of the previous prompt.
 */
final class HashedPrompt {
  /** Checkpoints of a state: the element that differs is found exactly up to this many. */
  private static final int MAX_CHECKPOINTS = 1024;

  /**
   * The end of a zone, with its hash.
   *
   * @param lasting whether the next prompt can repeat all that stands before it
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Zone(
      Stability stability,
      boolean lasting,
      String lastItemId,
      int elements,
      int tokens,
      byte[] sha256) {

    private ZoneEnd end(Mark mark) {
      return new ZoneEnd(stability, mark, elements, tokens, firstBytes(sha256));
    }
  }

  private final PromptElements prompt;
  private final int stride;
  private final int[] tokens;
  private final long[] bytes;
  private final Map<Integer, Integer> hashAt = new HashMap<>();
  private final List<Zone> zones = new ArrayList<>();
  private final Map<Integer, Zone> itemEnds = new HashMap<>();
  private final int reach;

  /**
   * @param reach how many elements behind a mark of the previous prompt another one may stand, so
   *     that the provider finds what it has cached there
   */
  HashedPrompt(PromptElements prompt, Optional<PrefixState> previous, int reach, StopSignal stop) {
    this.reach = reach;
    this.prompt = prompt;
    int size = prompt.elements().size();
    this.stride = strideFor(size);
    this.tokens = new int[size + 1];
    this.bytes = new long[size + 1];
    int wanted = previous.map(state -> Math.min(stride, state.stride())).orElse(stride);
    Set<Integer> previousEnds = previous.map(HashedPrompt::ends).orElse(Set.of());
    Set<Integer> inReach = previous.map(this::itemEndsInReach).orElse(Set.of());
    PromptHash hash = new PromptHash();
    String lastItem = "";
    boolean lasting = true;
    for (int i = 0; i < size; i++) {
      stop.check();
      Element element = prompt.elements().get(i);
      element.piece().addTo(hash);
      int end = i + 1;
      tokens[end] = tokens[i] + element.tokens();
      bytes[end] = hash.bytes();
      lasting &= element.lasting();
      lastItem = element.itemId().isEmpty() ? lastItem : element.itemId();
      if (end % wanted == 0 || end == size || previousEnds.contains(end)) {
        hashAt.put(end, firstBytes(hash.value()));
      }
      if (endsZone(i) || inReach.contains(end)) {
        Zone zone = new Zone(element.zone(), lasting, lastItem, end, tokens[end], hash.value());
        if (endsZone(i)) {
          zones.add(zone);
        } else {
          itemEnds.put(end, zone);
        }
      }
    }
  }

  private Set<Integer> itemEndsInReach(PrefixState previous) {
    Set<Integer> ends = new HashSet<>();
    previous.zones().stream()
        .filter(ZoneEnd::isMarked)
        .forEach(zone -> ends.add(itemEndInReach(zone.elements())));
    return ends;
  }

  /** Returns the end of the last item that ends in reach of a mark. */
  private int itemEndInReach(int mark) {
    int end = (int) Math.min(size(), (long) mark + reach);
    while (end > mark && !endsItem(end - 1)) {
      end--;
    }
    return end;
  }

  private boolean endsItem(int index) {
    String id = prompt.elements().get(index).itemId();
    return !id.isEmpty() && !element(index + 1).map(Element::itemId).orElse("").equals(id);
  }

  private static Set<Integer> ends(PrefixState state) {
    Set<Integer> ends = new HashSet<>();
    ends.add(state.elements());
    state.zones().forEach(zone -> ends.add(zone.elements()));
    return ends;
  }

  private static int firstBytes(byte[] hash) {
    return ByteBuffer.wrap(hash).getInt();
  }

  private static int strideFor(int elements) {
    int stride = 1;
    while (PrefixState.checkpointCount(elements, stride) > MAX_CHECKPOINTS) {
      stride *= 2;
    }
    return stride;
  }

  private boolean endsZone(int index) {
    List<Element> elements = prompt.elements();
    return index + 1 == prompt.toolCount()
        || index + 1 == elements.size()
        || elements.get(index + 1).zone() != elements.get(index).zone();
  }

  List<Zone> zones() {
    return zones;
  }

  /** Returns the zones, and one that ends inside of a zone, in reach of a mark. */
  List<Zone> zonesInReachOf(int mark) {
    Zone inReach = itemEnds.get(itemEndInReach(mark));
    return inReach == null
        ? zones
        : Stream.concat(zones.stream(), Stream.of(inReach))
            .sorted(Comparator.comparingInt(Zone::elements))
            .toList();
  }

  int size() {
    return prompt.elements().size();
  }

  int tokensBefore(int element) {
    return tokens[element];
  }

  long bytesBefore(int element) {
    return bytes[element];
  }

  /** Returns an element, if the prompt is long enough. */
  Optional<Element> element(int index) {
    return index < size() ? Optional.of(prompt.elements().get(index)) : Optional.empty();
  }

  int toolCount() {
    return prompt.toolCount();
  }

  /**
   * Returns how many elements this prompt and the previous one share at their beginning, as far as
   * its checkpoints and zone ends tell.
   */
  int sharedElements(PrefixState previous) {
    int shared = 0;
    for (int k = 0; k < previous.checkpoints().size(); k++) {
      int end = previous.elementsAt(k);
      if (!hasHash(end, previous.checkpoints().get(k))) {
        break;
      }
      shared = end;
    }
    for (ZoneEnd zone : previous.zones()) {
      if (!hasHash(zone.elements(), zone.hash())) {
        break;
      }
      shared = Math.max(shared, zone.elements());
    }
    return shared;
  }

  /** Returns where the previous prompt can be compared next: the first difference is before it. */
  static int nextComparedEnd(PrefixState previous, int shared) {
    long next = (shared / previous.stride() + 1L) * previous.stride();
    for (ZoneEnd zone : previous.zones()) {
      next = zone.elements() > shared ? Math.min(next, zone.elements()) : next;
    }
    return (int) Math.min(next, previous.elements());
  }

  private boolean hasHash(int end, int hash) {
    Integer here = hashAt.get(end);
    return here != null && here == hash;
  }

  /**
   * @param zones those to be told to the next call
   * @param marks the directive at each zone's end
   */
  PrefixState state(
      long modelHash, List<Zone> zones, List<Mark> marks, List<SentHistory> histories) {
    List<Integer> checkpoints = new ArrayList<>();
    for (int k = 0; k < PrefixState.checkpointCount(size(), stride); k++) {
      checkpoints.add(hashAt.getOrDefault((int) Math.min(size(), (k + 1L) * stride), 0));
    }
    List<ZoneEnd> ends = new ArrayList<>();
    for (int i = 0; i < zones.size(); i++) {
      ends.add(zones.get(i).end(marks.get(i)));
    }
    return new PrefixState(modelHash, size(), toolCount(), stride, checkpoints, ends, histories);
  }
}

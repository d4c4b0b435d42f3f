package dev.contextbudget.ops;

import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * One meter for each combination of its tags' values, all made before anything is recorded: a rate
 * is seen from its first event on, and a scrape never grows.
 */
final class Series<M> {
  private final List<ClosedTag> tags;
  private final Map<List<String>, M> meters = new HashMap<>();

  Series(List<ClosedTag> tags, Function<Tags, M> make) {
    this.tags = List.copyOf(tags);
    add(new ArrayList<>(), Tags.empty(), make);
  }

  private void add(List<String> values, Tags made, Function<Tags, M> make) {
    if (values.size() == tags.size()) {
      meters.put(List.copyOf(values), make.apply(made));
      return;
    }
    ClosedTag next = tags.get(values.size());
    for (String value : next.values().values()) {
      List<String> more = new ArrayList<>(values);
      more.add(value);
      add(more, made.and(Tag.of(next.key(), value)), make);
    }
  }

  /**
   * Returns the meter of a combination.
   *
   * @param what a name or constant for each tag, in their order
   */
  M of(Object... what) {
    String[] values = new String[what.length];
    for (int i = 0; i < what.length; i++) {
      values[i] = tags.get(i).of(what[i]);
    }
    M meter = meters.get(Arrays.asList(values));
    if (meter == null) {
      throw new IllegalArgumentException("no series of " + tags + " for " + Arrays.asList(what));
    }
    return meter;
  }
}

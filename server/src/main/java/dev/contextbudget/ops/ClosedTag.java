package dev.contextbudget.ops;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A tag whose values are known before the first call.
 *
 * <p>A value out of a request would let a caller fill the memory of the server and of its scraper,
 * so a tag has those it was made with, and {@value #OTHER} for whatever else it is asked for.
 *
 * @param key name of the tag
 * @param values by what they stand for
 */
record ClosedTag(String key, Map<Object, String> values) {
  static final String OTHER = "other";

  ClosedTag {
    values = Map.copyOf(values);
  }

  /** Returns a tag of names, and of {@value #OTHER}. */
  static ClosedTag ofNames(String key, Set<String> names) {
    return new ClosedTag(
        key,
        Stream.concat(names.stream(), Stream.of(OTHER))
            .collect(Collectors.toMap(name -> name, name -> name)));
  }

  /** Returns a tag of an enum's constants, which no caller can make, as they are written. */
  static ClosedTag ofConstants(String key, Class<? extends Enum<?>> type) {
    return ofConstants(key, type, Enum::name);
  }

  /**
   * Returns a tag of an enum's constants, in lower case. One of the contract's repeats the name of
   * its enum, which the key already tells.
   */
  static ClosedTag ofLowerCase(String key, Class<? extends Enum<?>> type) {
    String words = type.getSimpleName().replaceAll("(?<=[a-z])(?=[A-Z])", "_");
    String repeated = words.toUpperCase(Locale.ROOT) + "_";
    return ofConstants(
        key,
        type,
        constant -> {
          String name = constant.name();
          int start = name.startsWith(repeated) ? repeated.length() : 0;
          return name.substring(start).toLowerCase(Locale.ROOT);
        });
  }

  private static ClosedTag ofConstants(
      String key, Class<? extends Enum<?>> type, Function<Enum<?>, String> name) {
    return new ClosedTag(
        key, Arrays.stream(type.getEnumConstants()).collect(Collectors.toMap(c -> c, name)));
  }

  /** Returns the value for a name or a constant. */
  String of(Object what) {
    return values.getOrDefault(what, OTHER);
  }
}

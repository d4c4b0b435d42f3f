package dev.contextbudget.app;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.StringJoiner;
import java.util.function.Function;

/**
 * Settings as values of their types, read key by key from {@link SettingSources}.
 *
 * <p>Reading a key makes it known and gives it its type, range and default, so there is no second
 * list of keys that could disagree. A bad value is noted and its default read instead; {@link
 * #finish} reports all problems at once, keys that nobody read included.
 */
final class Settings {
  private final Map<String, String> effective = new LinkedHashMap<>();
  private final List<String> problems = new ArrayList<>();
  private final SettingSources sources = new SettingSources(problems);

  /** Adds the settings of a YAML file. */
  void addFile(String name, String text) {
    sources.addFile(name, text);
  }

  /** Adds those environment variables that begin with {@code CONTEXTBUDGET_}. */
  void addEnvironment(Map<String, String> variables) {
    sources.addEnvironment(variables);
  }

  /** Adds a {@code KEY=VALUE} of the command line. */
  void addFlag(String keyAndValue) {
    sources.addFlag(keyAndValue);
  }

  int number(String key, int otherwise, int min, int max) {
    return value(
        key,
        otherwise,
        text -> wholeNumber(text).filter(n -> n >= min && n <= max),
        "a whole number from %d to %d".formatted(min, max),
        n -> Integer.toString(n));
  }

  int bytes(String key, int otherwise, int min, int max) {
    return value(
        key,
        otherwise,
        text -> {
          OptionalLong bytes = Quantity.bytes(text);
          return bytes.isPresent() && bytes.getAsLong() >= min && bytes.getAsLong() <= max
              ? Optional.of((int) bytes.getAsLong())
              : Optional.empty();
        },
        "a size from %s to %s, such as 64KiB"
            .formatted(Quantity.ofBytes(min), Quantity.ofBytes(max)),
        n -> Quantity.ofBytes(n));
  }

  Duration duration(String key, Duration otherwise, Duration min, Duration max) {
    return value(
        key,
        otherwise,
        text -> Quantity.duration(text).filter(d -> d.compareTo(min) >= 0 && d.compareTo(max) <= 0),
        "a time from %s to %s, such as 500ms"
            .formatted(Quantity.ofDuration(min), Quantity.ofDuration(max)),
        Quantity::ofDuration);
  }

  boolean flag(String key, boolean otherwise) {
    return value(
        key,
        otherwise,
        text ->
            text.equals("true") || text.equals("false")
                ? Optional.of(text.equals("true"))
                : Optional.empty(),
        "true or false",
        b -> Boolean.toString(b));
  }

  /** Reads a text that is not blank. */
  String text(String key, String otherwise) {
    return value(
        key,
        otherwise,
        text -> text.isBlank() ? Optional.empty() : Optional.of(text.strip()),
        "a text",
        Settings::quoted);
  }

  /** Reads a text; none if it is blank or not set. */
  Optional<String> optionalText(String key) {
    return value(
        key,
        Optional.empty(),
        text -> Optional.of(Optional.of(text.strip()).filter(t -> !t.isEmpty())),
        "a text",
        text -> quoted(text.orElse("")));
  }

  private static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  /** Reads a path; none unless it is set. */
  Optional<Path> path(String key) {
    return value(
        key,
        Optional.empty(),
        text -> {
          try {
            return Optional.of(Optional.of(text.strip()).filter(t -> !t.isEmpty()).map(Path::of));
          } catch (InvalidPathException e) {
            return Optional.empty();
          }
        },
        "a path",
        path -> quoted(path.map(Path::toString).orElse("")));
  }

  /** Reads a constant of an enum by its name in lower case. */
  <E extends Enum<E>> E choice(String key, E otherwise, Class<E> type) {
    StringJoiner names = new StringJoiner(", ", "one of ", "");
    for (E constant : type.getEnumConstants()) {
      names.add(lower(constant));
    }
    return value(
        key,
        otherwise,
        text -> {
          for (E constant : type.getEnumConstants()) {
            if (lower(constant).equals(text)) {
              return Optional.of(constant);
            }
          }
          return Optional.empty();
        },
        names.toString(),
        Settings::lower);
  }

  /** Notes a problem between settings that are each right. */
  void check(boolean holds, String problem) {
    if (!holds) {
      problems.add(problem);
    }
  }

  /**
   * Ends reading.
   *
   * @return the settings in force, as a file that would set them
   * @throws BadConfig with all problems
   */
  String finish() {
    sources.checkNames(List.copyOf(effective.keySet()));
    if (!problems.isEmpty()) {
      throw new BadConfig(problems);
    }
    return yaml();
  }

  private String yaml() {
    StringBuilder yaml = new StringBuilder();
    String section = "";
    for (Map.Entry<String, String> entry : effective.entrySet()) {
      int dot = entry.getKey().indexOf('.');
      String nextSection = entry.getKey().substring(0, dot);
      if (!nextSection.equals(section)) {
        section = nextSection;
        yaml.append(section).append(":\n");
      }
      yaml.append("  ").append(entry.getKey().substring(dot + 1)).append(": ");
      yaml.append(entry.getValue()).append('\n');
    }
    return yaml.toString();
  }

  private <T> T value(
      String key,
      T otherwise,
      Function<String, Optional<T>> parse,
      String want,
      Function<T, String> print) {
    T value = otherwise;
    Optional<SettingSources.Given> given = sources.given(key);
    if (given.isPresent()) {
      Optional<T> parsed = parse.apply(given.get().value());
      if (parsed.isEmpty()) {
        problems.add(
            "%s: want %s, got %s".formatted(given.get().origin(), want, given.get().value()));
      }
      value = parsed.orElse(otherwise);
    }
    effective.put(key, print.apply(value));
    return value;
  }

  private static Optional<Integer> wholeNumber(String text) {
    try {
      return Optional.of(Integer.valueOf(text));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  private static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}

package dev.contextbudget.app;

import dev.contextbudget.core.error.NearNames;
import dev.contextbudget.yaml.BadYaml;
import dev.contextbudget.yaml.YamlNode;
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
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * Settings from a file, the environment and flags, the later ones winning, read key by key.
 *
 * <p>Reading a key makes it known and gives it its type, range and default, so there is no second
 * list of keys that could disagree. A bad value is noted and its default read instead; {@link
 * #finish} reports all problems at once, keys that nobody read included.
 */
final class Settings {
  private static final String ENVIRONMENT_PREFIX = "CONTEXTBUDGET_";

  /**
   * What Kubernetes puts into the environment of every pod for a service named {@code
   * contextbudget} or {@code contextbudget-server}; {@code CONTEXTBUDGET_SERVER_PORT} among it,
   * with a value such as {@code tcp://10.0.0.1:7477}.
   */
  private static final Pattern SERVICE_LINK =
      Pattern.compile(
          ".*_SERVICE_(HOST|PORT)(_[A-Z0-9_]+)?=.*"
              + "|.*_PORT_[0-9]+_(TCP|UDP|SCTP)(_(ADDR|PORT|PROTO))?=.*"
              + "|.*_PORT=(tcp|udp|sctp)://.*");

  private static final int NEAR_NAMES = 2;

  /**
   * A setting as it was given.
   *
   * @param origin where, for messages
   */
  private record Given(String value, String origin) {}

  private final Map<String, Given> file = new LinkedHashMap<>();

  /** Keys and sections of the file without a value; their names must be right all the same. */
  private final Map<String, Given> empty = new LinkedHashMap<>();

  private final Map<String, Given> environment = new TreeMap<>();
  private final Map<String, Given> flags = new LinkedHashMap<>();
  private final Map<String, String> effective = new LinkedHashMap<>();
  private final List<String> problems = new ArrayList<>();

  /** Adds the settings of a YAML file. */
  void addFile(String name, String text) {
    try {
      addMembers(name, "", YamlNode.parse(name, text));
    } catch (BadYaml e) {
      problems.add(String.valueOf(e.getMessage()));
    }
  }

  private void addMembers(String name, String prefix, YamlNode node) {
    node.members()
        .forEach(
            (key, member) -> {
              if (key.contains(".")) {
                problems.add(
                    "%s: %s: want a section and a key in it, no dot".formatted(name, prefix + key));
              } else {
                addMember(name, prefix + key, member);
              }
            });
  }

  private void addMember(String name, String key, YamlNode member) {
    if (member.isNull() || (member.isMapping() && member.members().isEmpty())) {
      empty.put(key, new Given("", name + ": " + key));
      return;
    }
    if (member.isMapping()) {
      addMembers(name, key + ".", member);
      return;
    }
    try {
      file.put(key, new Given(member.asText(), name + ": " + key));
    } catch (BadYaml e) {
      problems.add(String.valueOf(e.getMessage()));
    }
  }

  /** Adds those environment variables that begin with {@code CONTEXTBUDGET_}. */
  void addEnvironment(Map<String, String> variables) {
    variables.forEach(
        (name, value) -> {
          if (name.startsWith(ENVIRONMENT_PREFIX)
              && !SERVICE_LINK.matcher(name + "=" + value).matches()) {
            environment.put(name, new Given(value, "environment: " + name));
          }
        });
  }

  /** Adds a {@code KEY=VALUE} of the command line. */
  void addFlag(String keyAndValue) {
    int equals = keyAndValue.indexOf('=');
    if (equals < 1) {
      problems.add("--set %s: want KEY=VALUE".formatted(keyAndValue));
      return;
    }
    String key = keyAndValue.substring(0, equals);
    flags.put(key, new Given(keyAndValue.substring(equals + 1), "--set " + key));
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
    List<String> keys = List.copyOf(effective.keySet());
    empty.forEach(
        (key, given) -> {
          if (keys.stream().noneMatch(known -> known.startsWith(key + "."))) {
            checkKnown(key, given, keys);
          }
        });
    file.forEach((key, given) -> checkKnown(key, given, keys));
    flags.forEach((key, given) -> checkKnown(key, given, keys));
    List<String> variables = keys.stream().map(Settings::variable).toList();
    environment.forEach((name, given) -> checkKnown(name, given, variables));
    if (!problems.isEmpty()) {
      throw new BadConfig(problems);
    }
    return yaml();
  }

  private void checkKnown(String name, Given given, List<String> known) {
    if (known.contains(name)) {
      return;
    }
    if (known.stream().anyMatch(key -> key.startsWith(name + "."))) {
      problems.add(given.origin() + ": want a mapping");
      return;
    }
    List<String> near = NearNames.of(name, known, NEAR_NAMES);
    String hint = near.isEmpty() ? "" : "; did you mean " + String.join(" or ", near) + "?";
    problems.add(given.origin() + ": unknown" + hint);
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
    Optional<Given> given = given(key);
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

  private Optional<Given> given(String key) {
    Given given = flags.get(key);
    if (given == null) {
      given = environment.get(variable(key));
    }
    return Optional.ofNullable(given == null ? file.get(key) : given);
  }

  private static Optional<Integer> wholeNumber(String text) {
    try {
      return Optional.of(Integer.valueOf(text));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  private static String variable(String key) {
    return ENVIRONMENT_PREFIX + key.toUpperCase(Locale.ROOT).replaceAll("[.-]", "_");
  }

  private static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}

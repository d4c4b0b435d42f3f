package dev.contextbudget.app;

import dev.contextbudget.core.error.NearNames;
import dev.contextbudget.yaml.BadYaml;
import dev.contextbudget.yaml.YamlNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Settings as they were given, in texts: of a file, the environment and flags, the later ones
 * winning, each with where it came from.
 */
final class SettingSources {
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

  /** Those of the command line of the client, which may run where a server does. */
  private static final Set<String> OF_THE_CLIENT =
      Set.of("CONTEXTBUDGET_ADDRESS", "CONTEXTBUDGET_API_KEY", "CONTEXTBUDGET_API_KEY_FILE");

  private static final int NEAR_NAMES = 2;

  /**
   * A setting as it was given.
   *
   * @param origin where, for messages
   */
  record Given(String value, String origin) {}

  private final Map<String, Given> file = new LinkedHashMap<>();

  /** Keys and sections of the file without a value; their names must be right all the same. */
  private final Map<String, Given> empty = new LinkedHashMap<>();

  private final Map<String, Given> environment = new TreeMap<>();
  private final Map<String, Given> flags = new LinkedHashMap<>();
  private final List<String> problems;

  /**
   * @param problems what is wrong with a source is added to
   */
  SettingSources(List<String> problems) {
    this.problems = problems;
  }

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
              && !OF_THE_CLIENT.contains(name)
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

  /** Returns a setting as the source that wins gave it. */
  Optional<Given> given(String key) {
    Given given = flags.get(key);
    if (given == null) {
      given = environment.get(variable(key));
    }
    return Optional.ofNullable(given == null ? file.get(key) : given);
  }

  /** Notes what was given under a name that is none of the settings. */
  void checkNames(List<String> keys) {
    empty.forEach(
        (key, given) -> {
          if (keys.stream().noneMatch(known -> known.startsWith(key + "."))) {
            checkKnown(key, given, keys);
          }
        });
    file.forEach((key, given) -> checkKnown(key, given, keys));
    flags.forEach((key, given) -> checkKnown(key, given, keys));
    List<String> variables = keys.stream().map(SettingSources::variable).toList();
    environment.forEach((name, given) -> checkKnown(name, given, variables));
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

  private static String variable(String key) {
    return ENVIRONMENT_PREFIX + key.toUpperCase(Locale.ROOT).replaceAll("[.-]", "_");
  }
}

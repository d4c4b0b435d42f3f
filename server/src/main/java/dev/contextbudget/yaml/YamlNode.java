package dev.contextbudget.yaml;

import dev.contextbudget.core.error.NearNames;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * A value of a YAML file that knows its place, so that whatever is wrong with it is said with file
 * and path.
 *
 * <p>Reading is strict: a key that nobody asked for is an error that names the nearest known one, a
 * number is not a string, and a key stands once.
 */
public final class YamlNode {
  private final String file;
  private final String path;
  private final @Nullable Object value;

  private YamlNode(String file, String path, @Nullable Object value) {
    this.file = file;
    this.path = path;
    this.value = value;
  }

  /**
   * Parses a document; an empty one is an empty mapping.
   *
   * @param file name for messages
   * @throws BadYaml if it is not YAML, is nested too deep, or has a key twice
   */
  public static YamlNode parse(String file, String text) {
    LoadSettings settings =
        LoadSettings.builder().setLabel(file).setAllowDuplicateKeys(false).build();
    try {
      Nesting.check(file, new Parse(settings).parseString(text));
      Object root = new Load(settings).loadFromString(text);
      return new YamlNode(file, "", root == null ? Map.of() : root);
    } catch (MarkedYamlEngineException e) {
      throw new BadYaml(file, place(e), String.valueOf(e.getProblem()));
    } catch (YamlEngineException e) {
      throw new BadYaml(file, "", String.valueOf(e.getMessage()));
    }
  }

  /** One line, where the library's own message is several with an excerpt of the file. */
  private static String place(MarkedYamlEngineException e) {
    return e.getProblemMark()
        .map(mark -> "line %d, column %d".formatted(mark.getLine() + 1, mark.getColumn() + 1))
        .orElse("");
  }

  /** Returns a failure at this place. */
  public BadYaml bad(String problem) {
    return new BadYaml(file, path, problem);
  }

  /** Returns the members of a mapping, in the order of the file; some may be null. */
  public Map<String, YamlNode> members() {
    if (!(value instanceof Map<?, ?> map)) {
      throw bad("want a mapping");
    }
    Map<String, YamlNode> members = new LinkedHashMap<>();
    map.forEach(
        (key, member) -> {
          YamlNode node = child(String.valueOf(key), member);
          if (!(key instanceof String name)) {
            throw node.bad("want a key that is a text, in quotes if it looks like something else");
          }
          members.put(name, node);
        });
    return members;
  }

  /** Returns the elements of a sequence. */
  public List<YamlNode> elements() {
    if (!(value instanceof List<?> list)) {
      throw bad("want a list");
    }
    List<YamlNode> elements = new ArrayList<>();
    for (int i = 0; i < list.size(); i++) {
      elements.add(new YamlNode(file, path + "[" + i + "]", list.get(i)));
    }
    return elements;
  }

  /**
   * Checks that a mapping has no keys but these.
   *
   * @throws BadYaml naming the first unknown key and the nearest known one
   */
  public YamlNode only(Set<String> known) {
    for (Map.Entry<String, YamlNode> member : members().entrySet()) {
      if (!known.contains(member.getKey())) {
        List<String> near = NearNames.of(member.getKey(), known, 1);
        throw member
            .getValue()
            .bad("unknown key" + (near.isEmpty() ? "" : "; did you mean " + near.get(0) + "?"));
      }
    }
    return this;
  }

  /** Returns a member of a mapping, if it is there and not null. */
  public Optional<YamlNode> get(String key) {
    if (!(value instanceof Map<?, ?> map)) {
      throw bad("want a mapping");
    }
    Object member = map.get(key);
    return member == null ? Optional.empty() : Optional.of(child(key, member));
  }

  /** Returns a member of a mapping that must be there. */
  public YamlNode require(String key) {
    return get(key).orElseThrow(() -> bad("lacks the key " + key));
  }

  /** Returns whether it has keys. */
  public boolean isMapping() {
    return value instanceof Map;
  }

  /** Returns whether nothing stands there. */
  public boolean isNull() {
    return value == null;
  }

  /** Returns a string. */
  public String asString() {
    if (!(value instanceof String text)) {
      throw bad("want a string, in quotes if it looks like a number");
    }
    return text;
  }

  /** Returns a string, number or truth value as text, for readers with types of their own. */
  public String asText() {
    if (value == null || value instanceof Map || value instanceof List) {
      throw bad("want a single value");
    }
    return String.valueOf(value);
  }

  /** Returns a truth value. */
  public boolean asBoolean() {
    if (!(value instanceof Boolean bool)) {
      throw bad("want true or false");
    }
    return bool;
  }

  /** Returns a number, whole or not. */
  public double asDouble() {
    if (!(value instanceof Number number)) {
      throw bad("want a number");
    }
    return number.doubleValue();
  }

  /** Returns a whole number from {@code min} to {@code max}. */
  public int asInt(int min, int max) {
    if (!(value instanceof Integer number) || number < min || number > max) {
      throw bad("want a whole number from %d to %d".formatted(min, max));
    }
    return number;
  }

  /** Returns the strings of a sequence. */
  public List<String> asStrings() {
    return elements().stream().map(YamlNode::asString).toList();
  }

  /** Returns the text under a key, or another one if the key is absent. */
  public String stringOr(String key, String otherwise) {
    return get(key).map(YamlNode::asString).orElse(otherwise);
  }

  /** Returns the texts in the list under a key; empty if the key is absent. */
  public List<String> stringsOf(String key) {
    return get(key).map(YamlNode::asStrings).orElse(List.of());
  }

  /** Returns a whole number that is not negative, if it is there. */
  public OptionalInt intOf(String key) {
    return get(key)
        .map(node -> OptionalInt.of(node.asInt(0, Integer.MAX_VALUE)))
        .orElse(OptionalInt.empty());
  }

  /** Returns the number under a key, if it is there. */
  public OptionalDouble doubleOf(String key) {
    return get(key).map(node -> OptionalDouble.of(node.asDouble())).orElse(OptionalDouble.empty());
  }

  private YamlNode child(String key, @Nullable Object member) {
    return new YamlNode(file, path.isEmpty() ? key : path + "." + key, member);
  }
}

package dev.contextbudget.catalog;

import dev.contextbudget.yaml.BadYaml;
import dev.contextbudget.yaml.YamlNode;
import java.util.function.Supplier;

/** Values that check themselves, made from a place in a file. */
final class Checked {
  private Checked() {}

  /**
   * Returns a value.
   *
   * @throws BadYaml naming the place, if the value refuses to be made
   */
  static <T> T at(YamlNode node, Supplier<T> value) {
    try {
      return value.get();
    } catch (IllegalArgumentException e) {
      throw node.bad(String.valueOf(e.getMessage()));
    }
  }
}

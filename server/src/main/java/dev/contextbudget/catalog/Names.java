package dev.contextbudget.catalog;

import dev.contextbudget.core.error.NearNames;
import dev.contextbudget.yaml.BadYaml;
import dev.contextbudget.yaml.YamlNode;
import java.util.List;
import java.util.Map;

/** References by name from one file of the catalogue to another. */
final class Names {
  private Names() {}

  /**
   * Returns what a name stands for.
   *
   * @throws BadYaml naming the nearest known name, if there is no such
   */
  static <T> T resolve(YamlNode name, Map<String, T> known) {
    T found = known.get(name.asString());
    if (found == null) {
      List<String> near = NearNames.of(name.asString(), known.keySet(), 1);
      throw name.bad(
          "no such name" + (near.isEmpty() ? "" : "; did you mean " + near.get(0) + "?"));
    }
    return found;
  }
}

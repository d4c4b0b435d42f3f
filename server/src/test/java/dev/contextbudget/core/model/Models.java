package dev.contextbudget.core.model;

import dev.contextbudget.core.trim.TestTokenizers;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Models made up for tests. */
final class Models {
  static final ChatFormat FORMAT =
      new ChatFormat("f", 7, 3, 4, true, 10, 20, 100, 200, new JsonToolList(1000, 50), 2, 1);

  private Models() {}

  static ModelProfile named(String id, List<String> aliases, List<String> prefixes) {
    return new ModelProfile(
        id,
        "p",
        aliases,
        prefixes,
        "active",
        1000,
        OptionalInt.empty(),
        OptionalInt.empty(),
        TestTokenizers.WORDS,
        FORMAT,
        new DetailImages(Map.of("low", 5), 9, 30),
        List.of(),
        new CacheRules(
            "none",
            CacheRules.Mode.NONE,
            0,
            OptionalInt.empty(),
            OptionalInt.empty(),
            1,
            1,
            1,
            1,
            Optional.empty(),
            Optional.empty(),
            "2026-11-21"),
        false,
        List.of(),
        "");
  }
}

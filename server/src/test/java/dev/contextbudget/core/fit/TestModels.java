package dev.contextbudget.core.fit;

import dev.contextbudget.core.item.Part;
import dev.contextbudget.core.model.CacheRules;
import dev.contextbudget.core.model.ChatFormat;
import dev.contextbudget.core.model.ImageFormula;
import dev.contextbudget.core.model.JsonToolList;
import dev.contextbudget.core.model.ModelProfile;
import dev.contextbudget.core.model.PriceTier;
import dev.contextbudget.core.model.Prices;
import dev.contextbudget.core.token.Tokenizer;
import dev.contextbudget.core.token.WordTokenizer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** A model whose counts a reader can follow. */
public final class TestModels {
  public static final int PER_MESSAGE = 3;
  static final int PER_REQUEST = 1;
  static final int PER_REPLY = 3;

  private static final CacheRules AUTOMATIC =
      new CacheRules(
          "test",
          CacheRules.Mode.AUTOMATIC,
          0,
          OptionalInt.empty(),
          OptionalInt.of(20),
          4,
          0.1,
          1,
          1,
          Optional.of(Duration.ofMinutes(5)),
          Optional.empty(),
          "2026-11-21");

  private TestModels() {}

  public static ModelProfile words() {
    return with(new WordTokenizer());
  }

  public static ModelProfile with(Tokenizer tokenizer) {
    return with(tokenizer, AUTOMATIC);
  }

  /** Returns the model of words as somebody else offers it. */
  public static ModelProfile withProvider(String provider) {
    return with(provider, new WordTokenizer(), AUTOMATIC);
  }

  /**
   * Returns the model with a cache that holds what is marked, in at most three places, and finds it
   * four blocks back.
   */
  public static ModelProfile withMarks() {
    return with(
        new WordTokenizer(),
        new CacheRules(
            "test-marks",
            CacheRules.Mode.EXPLICIT,
            3,
            OptionalInt.of(4),
            OptionalInt.of(20),
            1,
            0.1,
            1.25,
            2,
            Optional.of(Duration.ofMinutes(5)),
            Optional.of(Duration.ofHours(1)),
            "2026-11-21"));
  }

  private static ModelProfile with(Tokenizer tokenizer, CacheRules cache) {
    return with("test", tokenizer, cache);
  }

  private static ModelProfile with(String provider, Tokenizer tokenizer, CacheRules cache) {
    return new ModelProfile(
        "test-model",
        provider,
        List.of(),
        List.of(),
        "active",
        1_000_000,
        OptionalInt.empty(),
        OptionalInt.empty(),
        tokenizer,
        new ChatFormat(
            "test",
            PER_REQUEST,
            PER_REPLY,
            PER_MESSAGE,
            true,
            1,
            1,
            2,
            1,
            new JsonToolList(5, 2),
            0,
            0),
        new FixedImages(),
        List.of(new PriceTier(0, new Prices(10, 30, 1, 12.5, 20))),
        cache,
        false,
        List.of(),
        "");
  }

  private static final class FixedImages implements ImageFormula {
    @Override
    public int imageTokens(Part.Image image) {
      return 7;
    }

    @Override
    public int pageTokens() {
      return 11;
    }
  }
}

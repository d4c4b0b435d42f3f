package dev.contextbudget.tokenizer;

import dev.contextbudget.core.token.Accuracy;
import dev.contextbudget.core.token.Tokenizer;
import java.util.EnumMap;
import java.util.Map;
import java.util.SplittableRandom;

/** Estimates over another vocabulary by ratios that are different for every kind of text. */
record RandomEstimate(ContentRatios ratios, Tokenizer tokenizer) {

  static RandomEstimate of(Tokenizer base, SplittableRandom random) {
    Map<ContentClass, Double> ratios = new EnumMap<>(ContentClass.class);
    Map<ContentClass, Double> added = new EnumMap<>(ContentClass.class);
    for (ContentClass content : ContentClass.values()) {
      ratios.put(content, random.nextDouble(0.5, 4));
      added.put(content, random.nextDouble(0, 0.2));
    }
    ContentRatios drawn = new ContentRatios(ratios, added);
    return new RandomEstimate(
        drawn, new ScaledTokenizer("e", base, drawn, Accuracy.ESTIMATED, 0.2));
  }
}

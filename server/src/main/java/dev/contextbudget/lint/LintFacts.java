package dev.contextbudget.lint;

import dev.contextbudget.core.model.ModelProfile;
import dev.contextbudget.dialect.Format;
import java.util.Map;
import java.util.Set;

/**
 * What rules must know of models and providers beyond the catalogue; data with its source.
 *
 * @param models ids of those that have a trait; a trait that is absent has none
 * @param samplingDefaults values that a model takes that refuses to be sampled otherwise, by member
 * @param images by format; none for a format without limits
 */
public record LintFacts(
    Map<ModelTrait, Set<String>> models,
    Map<String, Double> samplingDefaults,
    Map<Format, ImageLimits> images) {
  public LintFacts {
    models = Map.copyOf(models);
    samplingDefaults = Map.copyOf(samplingDefaults);
    images = Map.copyOf(images);
  }

  /** Returns whether a model has a trait; one that stands in no list has none. */
  boolean has(ModelTrait trait, ModelProfile model) {
    return models.getOrDefault(trait, Set.of()).contains(model.id());
  }
}

package dev.contextbudget.lint;

import dev.contextbudget.dialect.Format;
import java.util.Map;
import java.util.Set;

/**
 * What rules must know of models and providers beyond the catalogue; data with its source.
 *
 * @param refusesPrefill ids of models that refuse a begun answer as the last message
 * @param acceptsOverflow ids of models that take input and output above the window together
 * @param needsThoughtSignatures ids of models that refuse calls of the current turn without one
 * @param images by format; none for a format without limits
 */
public record LintFacts(
    Set<String> refusesPrefill,
    Set<String> acceptsOverflow,
    Set<String> needsThoughtSignatures,
    Map<Format, ImageLimits> images) {
  public LintFacts {
    refusesPrefill = Set.copyOf(refusesPrefill);
    acceptsOverflow = Set.copyOf(acceptsOverflow);
    needsThoughtSignatures = Set.copyOf(needsThoughtSignatures);
    images = Map.copyOf(images);
  }
}

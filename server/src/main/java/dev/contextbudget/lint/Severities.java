package dev.contextbudget.lint;

import dev.contextbudget.dialect.Format;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * How bad the breach of a rule is, by format.
 *
 * @param worst by format; a format that the rule does not apply to is absent
 */
record Severities(Map<Format, LintSeverity> worst) {
  Severities {
    worst = Collections.unmodifiableMap(new EnumMap<>(worst));
  }

  /** Returns the same severity for all formats. */
  static Severities everywhere(LintSeverity severity) {
    return in(severity, Format.values());
  }

  /** Returns a severity for some formats. */
  static Severities in(LintSeverity severity, Format... formats) {
    Map<Format, LintSeverity> worst = new EnumMap<>(Format.class);
    for (Format format : formats) {
      worst.put(format, severity);
    }
    return new Severities(worst);
  }

  /** Returns these and a severity for other formats. */
  Severities and(LintSeverity severity, Format... formats) {
    Map<Format, LintSeverity> both = new EnumMap<>(Format.class);
    both.putAll(worst);
    both.putAll(in(severity, formats).worst);
    return new Severities(both);
  }

  /** Returns the severity for a format; empty if the rule does not apply to it. */
  Optional<LintSeverity> of(Format format) {
    return Optional.ofNullable(worst.get(format));
  }
}

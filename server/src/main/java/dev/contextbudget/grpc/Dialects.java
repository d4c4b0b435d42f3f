package dev.contextbudget.grpc;

import dev.contextbudget.core.error.Reason;
import dev.contextbudget.dialect.Dialect;
import dev.contextbudget.dialect.Format;
import dev.contextbudget.dialect.anthropic.AnthropicDialect;
import dev.contextbudget.dialect.chat.ChatDialect;
import dev.contextbudget.dialect.gemini.GeminiDialect;
import dev.contextbudget.dialect.responses.ResponsesDialect;
import dev.contextbudget.v1.ProviderFormat;
import java.util.Optional;

/** The dialect of each format that the contract names. */
final class Dialects {

  private Dialects() {}

  /** Returns the dialect of a format; empty, and a violation, if it is none of ours. */
  static Optional<Dialect> of(FieldPath field, ProviderFormat format, Violations violations) {
    Optional<Dialect> dialect =
        switch (format) {
          case PROVIDER_FORMAT_OPENAI_CHAT -> Optional.of(new ChatDialect());
          case PROVIDER_FORMAT_OPENAI_RESPONSES -> Optional.of(new ResponsesDialect());
          case PROVIDER_FORMAT_ANTHROPIC_MESSAGES -> Optional.of(new AnthropicDialect());
          case PROVIDER_FORMAT_GEMINI -> Optional.of(new GeminiDialect());
          default -> Optional.empty();
        };
    if (dialect.isEmpty()) {
      violations.add(field, Reason.UNKNOWN_ENUM_VALUE, "must be a value that this version knows");
    }
    return dialect;
  }

  static ProviderFormat wire(Format format) {
    return Enums.encode(format, "PROVIDER_FORMAT_", ProviderFormat.class);
  }
}

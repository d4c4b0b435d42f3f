package dev.contextbudget.client.cli;

import dev.contextbudget.v1.ProviderFormat;
import java.util.Locale;

/** Whose request body a file is, as it is named on the command line. */
enum BodyFormat {
  OPENAI_CHAT(ProviderFormat.PROVIDER_FORMAT_OPENAI_CHAT),
  OPENAI_RESPONSES(ProviderFormat.PROVIDER_FORMAT_OPENAI_RESPONSES),
  ANTHROPIC(ProviderFormat.PROVIDER_FORMAT_ANTHROPIC_MESSAGES),
  GEMINI(ProviderFormat.PROVIDER_FORMAT_GEMINI);

  private final ProviderFormat wire;

  BodyFormat(ProviderFormat wire) {
    this.wire = wire;
  }

  ProviderFormat wire() {
    return wire;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}

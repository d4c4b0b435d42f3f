package dev.contextbudget.lint;

import dev.contextbudget.core.error.StopSignal;
import dev.contextbudget.core.model.ModelProfile;
import dev.contextbudget.dialect.Format;
import dev.contextbudget.dialect.ProviderBody;
import dev.contextbudget.dialect.SizedImage;
import dev.contextbudget.dialect.json.JsonValue;
import dev.contextbudget.lint.transcript.Transcript;
import java.util.List;

/**
 * A body under examination.
 *
 * @param images whose size is known
 * @param stop asked in every loop over pieces, strings and windows of a text
 */
record Linted(
    ProviderBody body,
    Transcript transcript,
    ModelProfile model,
    LintFacts facts,
    PromptTokens tokens,
    List<SizedImage> images,
    StopSignal stop) {
  Linted {
    images = List.copyOf(images);
  }

  Format format() {
    return body.format();
  }

  JsonValue root() {
    return body.json().root();
  }

  /**
   * Returns whether the API's own provider answers: of a server that speaks alike less is known.
   */
  boolean isOfMaker() {
    String maker =
        switch (format()) {
          case OPENAI_CHAT, OPENAI_RESPONSES -> "openai";
          case ANTHROPIC_MESSAGES -> "anthropic";
          case GEMINI -> "google";
        };
    return model.provider().equals(maker);
  }

  boolean has(ModelTrait trait) {
    return facts.has(trait, model);
  }

  boolean isFor(Format format) {
    return format() == format;
  }
}

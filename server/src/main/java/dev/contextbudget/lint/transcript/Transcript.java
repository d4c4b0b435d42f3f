package dev.contextbudget.lint.transcript;

import dev.contextbudget.dialect.Format;
import dev.contextbudget.dialect.json.JsonValue;
import java.util.List;

/**
 * A body as its API lists it, in words that the dialects share.
 *
 * <p>A component of the core has only what a fit can keep or drop: no empty text, ids made unique,
 * the items of an answer as one. What a provider refuses is about just that, so rules read this.
 * Reading never fails; what is not understood is {@link Piece.Kind#OTHER}. Linear in the body.
 *
 * @param instructions texts outside of the messages that are for the model
 */
public record Transcript(List<Piece> instructions, List<Message> messages) {
  public Transcript {
    instructions = List.copyOf(instructions);
    messages = List.copyOf(messages);
  }

  /** Reads a body. */
  public static Transcript of(Format format, JsonValue root) {
    return switch (format) {
      case OPENAI_CHAT -> ChatTranscript.read(root);
      case OPENAI_RESPONSES -> ResponsesTranscript.read(root);
      case ANTHROPIC_MESSAGES -> AnthropicTranscript.read(root);
      case GEMINI -> GeminiTranscript.read(root);
    };
  }
}

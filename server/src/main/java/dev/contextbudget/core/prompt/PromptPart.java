package dev.contextbudget.core.prompt;

import dev.contextbudget.core.item.Part;
import dev.contextbudget.core.token.Utf8Text;
import java.util.List;

/** A part of a prompt message, with where it comes from. */
public sealed interface PromptPart {

  /** Returns what stands in the prompt. */
  Part content();

  /** Returns the item it comes from; empty for what the service wrote. */
  default String sourceItemId() {
    if (this instanceof AsSent sent) {
      return sent.itemId();
    }
    return this instanceof Spliced spliced ? spliced.itemId() : "";
  }

  /** Returns the tokens of the content, framing not included. */
  int tokens();

  /**
   * A part of the request as it was sent.
   *
   * @param partIndex index in its message; of a passage 0, of its variants 1 and up
   * @param bodiless true if the caller sent only its size
   */
  record AsSent(String itemId, int partIndex, Part content, int tokens, boolean bodiless)
      implements PromptPart {}

  /**
   * A part made of pieces; of a tool result the call id and error flag stay and the pieces become
   * its only, textual part.
   */
  record Spliced(String itemId, int partIndex, List<Segment> segments, Part content, int tokens)
      implements PromptPart {
    public Spliced {
      segments = List.copyOf(segments);
    }
  }

  /**
   * A text that tells the model what is missing.
   *
   * @param componentId component that lost something
   */
  record Note(String componentId, Utf8Text text, int tokens) implements PromptPart {
    @Override
    public Part content() {
      return new Part.Text(text);
    }
  }
}

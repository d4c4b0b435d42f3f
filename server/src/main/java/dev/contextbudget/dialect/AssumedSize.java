package dev.contextbudget.dialect;

import dev.contextbudget.dialect.json.JsonValue;

/**
 * A part whose size the body does not tell, such as an image behind a URL.
 *
 * @param tokens what was assumed, on the high side; 0 for a history kept by the provider, of which
 *     nothing can be assumed
 */
public record AssumedSize(JsonValue at, Kind kind, int tokens) {

  /** What is not known. */
  public enum Kind {
    /** Width and height of an image. */
    IMAGE,
    /** Pages of a file. */
    FILE,
    /** Length of audio or video. */
    MEDIA,
    /** Reasoning, or a result of the provider's tools, that only the provider can read. */
    REASONING,
    /** A part that is not documented. */
    PART,
    /** What the provider keeps and the body only names: an item, or all that was said before. */
    ELSEWHERE
  }
}

package dev.contextbudget.core.trim;

/** How well a text can be cut at a place; later constants are better places. */
public enum Boundary {
  /** Between two characters as a reader sees them. */
  GRAPHEME,
  /** Between two words. */
  WORD,
  /** Between two sentences. */
  SENTENCE,
  /** Between two lines. */
  LINE,
  /** Between two paragraphs. */
  PARAGRAPH
}

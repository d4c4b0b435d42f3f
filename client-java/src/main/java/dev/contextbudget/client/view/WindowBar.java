package dev.contextbudget.client.view;

import java.util.ArrayList;
import java.util.List;

/**
 * A window as a bar: each part as wide as its share of the tokens.
 *
 * <p>Parts begin and end at rounded shares of the running sum, so that their columns add up to the
 * bar's exactly and no part is off by a whole column.
 */
public final class WindowBar {

  private record Part(String name, long tokens, SlotStyle style) {}

  private final List<Part> parts = new ArrayList<>();

  /** Adds a part at the end. */
  public WindowBar add(String name, long tokens, SlotStyle style) {
    parts.add(new Part(name, tokens, style));
    return this;
  }

  /** Returns the tokens of all parts. */
  public long tokens() {
    return parts.stream().mapToLong(Part::tokens).sum();
  }

  /**
   * Draws the bar.
   *
   * @param tokensPerColumn its scale; above 0
   */
  public String draw(double tokensPerColumn, Terminal terminal) {
    StringBuilder bar = new StringBuilder();
    long before = 0;
    for (Part part : parts) {
      long start = Math.round(before / tokensPerColumn);
      before += part.tokens();
      int columns = (int) (Math.round(before / tokensPerColumn) - start);
      bar.append(part.style().piece(part.name(), columns, terminal));
    }
    return bar.toString();
  }
}

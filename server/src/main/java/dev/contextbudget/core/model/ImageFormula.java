package dev.contextbudget.core.model;

import dev.contextbudget.core.item.Part;

/** What a provider charges for an image and for a page of a file. */
public interface ImageFormula {

  /** Returns the tokens of an image of this size and detail. */
  int imageTokens(Part.Image image);

  /** Returns true if the provider scales an image down, so that not all of its pixels are seen. */
  default boolean isScaledDown(Part.Image image) {
    return false;
  }

  /** Returns the tokens of one page of a file. */
  int pageTokens();

  /** Returns the tokens of a file of this many pages. */
  default int fileTokens(Part.File file) {
    return Math.multiplyExact(file.pages(), pageTokens());
  }
}

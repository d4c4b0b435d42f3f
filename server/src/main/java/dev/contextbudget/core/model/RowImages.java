package dev.contextbudget.core.model;

import dev.contextbudget.core.item.Part;

/**
 * Images in rows of cells with a break after each, as Mistral takes them. Source: mistral-common.
 *
 * @param maxSidePixels longer images are scaled down
 * @param cellPixels patch times merged patches
 */
public record RowImages(int maxSidePixels, int cellPixels, int pageTokens) implements ImageFormula {

  @Override
  public int imageTokens(Part.Image image) {
    double longSide = Math.max(image.widthPixels(), image.heightPixels());
    double scale = Math.min(1, maxSidePixels / longSide);
    int columns = cells(image.widthPixels() * scale);
    int rows = cells(image.heightPixels() * scale);
    return columns * rows + rows;
  }

  @Override
  public boolean isScaledDown(Part.Image image) {
    return Math.max(image.widthPixels(), image.heightPixels()) > maxSidePixels;
  }

  private int cells(double pixels) {
    return Math.max(1, (int) Math.ceil(Math.round(pixels) / (double) cellPixels));
  }
}

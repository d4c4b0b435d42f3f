package dev.contextbudget.core.model;

import dev.contextbudget.core.item.Part;

/**
 * Images in square tiles up to a number of them, as Llama 3.2 takes them.
 *
 * @param tilePixels side of a tile
 * @param maxTiles beyond, the image is scaled down
 */
public record GridImages(int tileTokens, int tilePixels, int maxTiles, int pageTokens)
    implements ImageFormula {

  @Override
  public int imageTokens(Part.Image image) {
    long tiles = (long) cells(image.widthPixels()) * cells(image.heightPixels());
    return tileTokens * (int) Math.min(maxTiles, tiles);
  }

  @Override
  public boolean isScaledDown(Part.Image image) {
    return (long) cells(image.widthPixels()) * cells(image.heightPixels()) > maxTiles;
  }

  private int cells(int pixels) {
    return (pixels + tilePixels - 1) / tilePixels;
  }
}

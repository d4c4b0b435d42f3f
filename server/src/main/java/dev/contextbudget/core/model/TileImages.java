package dev.contextbudget.core.model;

import dev.contextbudget.core.item.Part;

/**
 * Images in tiles of 512 pixels, as GPT-4o and its kin charge them.
 *
 * <p>An image is scaled down into a square of 2,048 pixels, then until its short side has 768,
 * never up; {@code low} detail costs the base alone. Source: OpenAI images and vision guide,
 * 2026-07.
 */
public record TileImages(int baseTokens, int tileTokens, int pageTokens) implements ImageFormula {
  private static final double MAX_SIDE = 2048;
  private static final double SHORT_SIDE = 768;
  private static final int TILE = 512;

  @Override
  public int imageTokens(Part.Image image) {
    if (image.detail().equals("low")) {
      return baseTokens;
    }
    double width = image.widthPixels();
    double height = image.heightPixels();
    double scale = Math.min(1, MAX_SIDE / Math.max(width, height));
    scale *= Math.min(1, SHORT_SIDE / (scale * Math.min(width, height)));
    return baseTokens + tileTokens * tiles(width * scale) * tiles(height * scale);
  }

  /** At {@code low} detail the caller asks for it. */
  @Override
  public boolean isScaledDown(Part.Image image) {
    int width = image.widthPixels();
    int height = image.heightPixels();
    return !image.detail().equals("low")
        && (Math.max(width, height) > MAX_SIDE || Math.min(width, height) > SHORT_SIDE);
  }

  /** Whole pixels: a scaled side of 512.0000001 is one tile. */
  private static int tiles(double side) {
    return (int) Math.ceil(Math.round(side) / (double) TILE);
  }
}

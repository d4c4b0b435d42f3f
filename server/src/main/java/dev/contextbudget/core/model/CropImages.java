package dev.contextbudget.core.model;

import dev.contextbudget.core.item.Part;

/**
 * Images in crops, as Gemini up to 2.5 charges them.
 *
 * <p>Up to 384 pixels on both sides an image is one crop. Above, crops have two thirds of the short
 * side, at least 256 and at most 768 pixels. The documentation of 2026 names only the upper size,
 * at which a mid-sized image has fewer crops; of two readings the dearer one is taken.
 */
public record CropImages(int cropTokens, int pageTokens) implements ImageFormula {
  private static final int SMALL = 384;
  private static final int MIN_CROP = 256;
  private static final int MAX_CROP = 768;

  @Override
  public int imageTokens(Part.Image image) {
    int width = image.widthPixels();
    int height = image.heightPixels();
    if (width <= SMALL && height <= SMALL) {
      return cropTokens;
    }
    int wanted = Math.min(width, height) * 2 / 3;
    int crop = Math.max(MIN_CROP, Math.min(MAX_CROP, wanted));
    return Math.multiplyExact(cropTokens, cells(width, crop) * cells(height, crop));
  }

  private static int cells(int pixels, int crop) {
    return (pixels + crop - 1) / crop;
  }
}

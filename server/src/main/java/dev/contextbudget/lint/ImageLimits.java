package dev.contextbudget.lint;

/**
 * What a provider takes of images; {@link #NONE} has no limit.
 *
 * @param scaledAboveSidePixels a longer side is scaled down, whatever the image costs
 * @param maxSidePixels a longer side is refused
 * @param manyImages above this number the next limit holds
 * @param maxSidePixelsOfMany a longer side among many images is refused
 * @param maxImages more are refused
 * @param smallWindowTokens up to this window the next limit holds
 * @param maxImagesOfSmallWindow more are refused
 */
public record ImageLimits(
    int scaledAboveSidePixels,
    int maxSidePixels,
    int manyImages,
    int maxSidePixelsOfMany,
    int maxImages,
    int smallWindowTokens,
    int maxImagesOfSmallWindow) {
  /** No limit. */
  public static final int UNLIMITED = Integer.MAX_VALUE;

  /** Nothing is known, so nothing is refused. */
  public static final ImageLimits NONE =
      new ImageLimits(UNLIMITED, UNLIMITED, UNLIMITED, UNLIMITED, UNLIMITED, UNLIMITED, UNLIMITED);

  /** Returns the longest side that is taken in a request with a number of images. */
  int maxSidePixels(int images) {
    return images > manyImages ? Math.min(maxSidePixels, maxSidePixelsOfMany) : maxSidePixels;
  }

  /** Returns the most images that are taken at a window. */
  int maxImages(int windowTokens) {
    return windowTokens <= smallWindowTokens ? maxImagesOfSmallWindow : maxImages;
  }
}

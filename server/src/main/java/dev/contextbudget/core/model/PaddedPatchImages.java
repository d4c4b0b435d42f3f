package dev.contextbudget.core.model;

import dev.contextbudget.core.item.Part;

/**
 * Images in patches of 28 pixels, sides padded to whole patches, as Claude charges them.
 *
 * <p>An image with too long a side or too many patches becomes the largest of its shape that has
 * not. Source: Claude documentation, vision coordinates, 2026-08-22; the rule gives every count of
 * its table.
 */
public record PaddedPatchImages(int maxSidePixels, int maxTokens, int pageTokens)
    implements ImageFormula {
  private static final int PATCH = 28;

  @Override
  public int imageTokens(Part.Image image) {
    int width = image.widthPixels();
    int height = image.heightPixels();
    int longSide = Math.max(width, height);
    int shortSide = Math.min(width, height);
    int low = 1;
    int high = longSide;
    while (low < high) {
      int middle = (low + high + 1) / 2;
      if (fits(middle, scaled(shortSide, middle, longSide))) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return patches(low) * patches(scaled(shortSide, low, longSide));
  }

  @Override
  public boolean isScaledDown(Part.Image image) {
    int width = image.widthPixels();
    int height = image.heightPixels();
    return !fits(Math.max(width, height), Math.min(width, height));
  }

  private boolean fits(int longSide, int shortSide) {
    return patches(longSide) * PATCH <= maxSidePixels
        && (long) patches(longSide) * patches(shortSide) <= maxTokens;
  }

  /** Returns a side scaled with the other one from {@code from} to {@code to}, half to even. */
  private static int scaled(int side, int to, int from) {
    return Math.max(1, (int) Math.rint((double) side * to / from));
  }

  private static int patches(int pixels) {
    return (pixels + PATCH - 1) / PATCH;
  }
}

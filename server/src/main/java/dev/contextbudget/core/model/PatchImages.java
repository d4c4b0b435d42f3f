package dev.contextbudget.core.model;

import dev.contextbudget.core.item.Part;

/**
 * Images in patches of 32 pixels up to a number of them, as OpenAI's later models charge them.
 *
 * <p>Source: OpenAI images and vision guide, 2026-09. What it does not say is measured: the
 * multiplier of some models, and that a small image costs the same at every detail.
 *
 * @param high limits at {@code high} detail
 * @param original limits at {@code original} detail
 * @param autoIsOriginal whether {@code auto} means {@code original}, else {@code high}
 * @param tokensPerPatch rounded up over the whole image
 */
public record PatchImages(
    Limits high, Limits original, boolean autoIsOriginal, double tokensPerPatch, int pageTokens)
    implements ImageFormula {
  private static final int PATCH = 32;

  /** Keeps products such as 150 * 1.2, which is 180.00000000000003, from being rounded up. */
  private static final double ROUNDING = 1e-9;

  /**
   * Largest image that is not scaled down.
   *
   * @param maxPatches {@code > 0}
   * @param maxSidePixels {@code > 0}
   */
  public record Limits(int maxPatches, int maxSidePixels) {
    public Limits {
      if (maxPatches < 1 || maxSidePixels < 1) {
        throw new IllegalArgumentException(
            "want limits above 0, got %d patches, %d pixels".formatted(maxPatches, maxSidePixels));
      }
    }
  }

  public PatchImages {
    if (!(tokensPerPatch > 0) || Double.isInfinite(tokensPerPatch)) { // !(>) also catches NaN
      throw new IllegalArgumentException("want tokens per patch above 0, got " + tokensPerPatch);
    }
  }

  @Override
  public int imageTokens(Part.Image image) {
    int patches = patches(image.widthPixels(), image.heightPixels(), limits(image.detail()));
    return (int) Math.ceil(patches * tokensPerPatch - ROUNDING);
  }

  @Override
  public boolean isScaledDown(Part.Image image) {
    Limits limits = limits(image.detail());
    int width = image.widthPixels();
    int height = image.heightPixels();
    return Math.max(width, height) > limits.maxSidePixels()
        || cells(width) * cells(height) > limits.maxPatches();
  }

  private Limits limits(String detail) {
    return switch (detail) {
      case "original" -> original;
      case "low", "high" -> high;
      default -> autoIsOriginal ? original : high; // none, and names that are not known, are `auto`
    };
  }

  private static int patches(double width, double height, Limits limits) {
    double side = Math.min(1, limits.maxSidePixels() / Math.max(width, height));
    double w = Math.max(1, Math.floor(width * side));
    double h = Math.max(1, Math.floor(height * side));
    if (cells(w) * cells(h) <= limits.maxPatches()) {
      return (int) (cells(w) * cells(h));
    }
    double scale = Math.sqrt((double) PATCH * PATCH * limits.maxPatches() / (w * h));
    double columns = w * scale / PATCH;
    double rows = h * scale / PATCH;
    scale *= Math.min(Math.floor(columns) / columns, Math.floor(rows) / rows);
    long shrunk = cells(Math.floor(w * scale + ROUNDING)) * cells(Math.floor(h * scale + ROUNDING));
    return (int) Math.min(Math.max(shrunk, 1), limits.maxPatches());
  }

  private static long cells(double pixels) {
    return (long) Math.ceil(pixels / PATCH);
  }
}

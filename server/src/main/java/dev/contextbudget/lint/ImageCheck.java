package dev.contextbudget.lint;

import dev.contextbudget.core.item.Part;
import dev.contextbudget.dialect.AssumedSize;
import dev.contextbudget.dialect.SizedImage;

/** Images that are refused, scaled down, or of a size that the body does not tell. */
final class ImageCheck {
  private ImageCheck() {}

  static void check(Linted body, Findings findings) {
    ImageLimits limits = body.facts().images().getOrDefault(body.format(), ImageLimits.NONE);
    int images = body.images().size();
    for (AssumedSize assumed : body.body().assumed()) {
      if (assumed.kind() == AssumedSize.Kind.IMAGE) {
        images++;
        findings.add(LintRule.IMAGE_SIZE_UNKNOWN, assumed.at());
      }
    }
    int most = limits.maxImages(body.model().contextWindowTokens());
    if (images > most) {
      findings.add(
          LintRule.IMAGE_TOO_LARGE,
          body.root(),
          "%d images, the provider takes %d".formatted(images, most));
    }
    for (SizedImage image : body.images()) {
      checkSize(image, images, body, limits, findings);
    }
  }

  private static void checkSize(
      SizedImage sized, int images, Linted body, ImageLimits limits, Findings findings) {
    Part.Image image = sized.image();
    int longSide = Math.max(image.widthPixels(), image.heightPixels());
    int most = limits.maxSidePixels(images);
    if (longSide > most) {
      findings.add(
          LintRule.IMAGE_TOO_LARGE,
          sized.at(),
          "an image of %d x %d pixels, the provider takes %d on a side"
              .formatted(image.widthPixels(), image.heightPixels(), most));
    } else if (longSide > limits.scaledAboveSidePixels()
        || body.model().images().isScaledDown(image)) {
      findings.add(
          LintRule.IMAGE_RESIZED,
          sized.at(),
          "the provider scales this image of %d x %d pixels down"
              .formatted(image.widthPixels(), image.heightPixels()));
    }
  }
}

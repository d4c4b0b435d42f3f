package dev.contextbudget.dialect;

import java.util.OptionalInt;

/**
 * What a caller knows of a part that its body does not tell.
 *
 * @param tokens what it costs as input, if known
 * @param widthPixels of an image, with its height
 * @param pages of a file
 */
public record SizeHint(
    OptionalInt tokens, OptionalInt widthPixels, OptionalInt heightPixels, OptionalInt pages) {
  public SizeHint {
    if (widthPixels.isPresent() != heightPixels.isPresent()) {
      throw new IllegalArgumentException("an image has two sides");
    }
  }
}

package dev.contextbudget.core.fit;

import dev.contextbudget.core.token.Utf8Text;

/**
 * What the model is told about what is missing.
 *
 * <p>The texts hold no numbers, because a text that changes from call to call would break the
 * cached prefix behind it.
 *
 * @param enabled false for no notes; a cleared result still gets its placeholder, as providers
 *     refuse empty ones
 * @param history stands where turns of a history were dropped
 * @param items stands where items of another component were dropped
 * @param cut stands where a text was cut
 * @param cleared stands for a cleared tool result
 */
public record Notes(
    boolean enabled, Utf8Text history, Utf8Text items, Utf8Text cut, Utf8Text cleared) {
  public static final Notes DEFAULT =
      new Notes(
          true,
          Utf8Text.of("[Earlier parts of this conversation were left out to fit the window.]"),
          Utf8Text.of("[Some items were left out to fit the window.]"),
          Utf8Text.of("[... shortened to fit the window ...]"),
          Utf8Text.of("[Old tool result cleared to fit the window.]"));
}

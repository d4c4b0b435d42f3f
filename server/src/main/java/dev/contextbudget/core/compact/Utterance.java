package dev.contextbudget.core.compact;

import dev.contextbudget.core.item.Role;
import dev.contextbudget.core.token.Utf8Text;

/**
 * A text that somebody said.
 *
 * @param overheadTokens paid once if anything of it is kept: the speaker's name, a line end; {@code
 *     >= 0}
 */
public record Utterance(Utf8Text text, Role role, int overheadTokens) {
  public Utterance {
    if (overheadTokens < 0) {
      throw new IllegalArgumentException("overhead < 0: " + overheadTokens);
    }
  }
}

package dev.contextbudget.core.prompt;

/**
 * Which messages become one where the loss of what stood between them makes them neighbours of one
 * role: some providers refuse those, and all take the one message.
 */
public interface Joining {
  /** Where messages stay apart: their caller renders them and knows its provider. */
  Joining NEVER = (first, second) -> false;

  /**
   * Returns whether the parts of a message may stand at the end of another.
   *
   * @param first id of the message before, of the same role
   * @param second id of the message behind
   */
  boolean mayJoin(String first, String second);
}

package dev.contextbudget.core.prompt;

/** What the provider of a prompt asks of its messages where something between them was dropped. */
public interface MessageRules {
  /** Of messages whose caller renders them and knows the provider: they stay as they are. */
  MessageRules OF_CALLER =
      new MessageRules() {
        @Override
        public boolean mayJoin(String first, String second) {
          return false;
        }

        @Override
        public boolean mayFollowResults() {
          return false;
        }

        @Override
        public boolean bindsThinking() {
          return false;
        }
      };

  /**
   * Returns whether the parts of a message may stand at the end of another that has become its
   * neighbour: some providers refuse two of one role, and all take the one message.
   *
   * @param first id of the message before, of the same role
   * @param second id of the message behind
   */
  boolean mayJoin(String first, String second);

  /** Returns whether a message of tools' results may end with what the user says. */
  boolean mayFollowResults();

  /** Returns whether thinking is taken only behind the very prompt that it was made for. */
  boolean bindsThinking();
}

package dev.contextbudget.core.fit;

/**
 * The first gap of a history, and the user message that can tell the model of it.
 *
 * <p>A note is a part of a user message next to the gap, so that roles keep alternating and the
 * note is not taken for a turn when the answer is sent again: of the one that opens the turn if the
 * gap is inside of it, else of the next one. Only if the history has none it goes to the message of
 * the user beside the gap, and only without that it is a message. Which one of the history it is
 * does not change when the history grows.
 */
final class HistoryGap {
  private int place = -1;
  private int host = -1;
  private boolean hostIsBehind;
  private int head = -1;
  private int lastOpening = -1;

  /**
   * A message was left out.
   *
   * @param messagePlace place of the prompt where it would have stood
   * @param opensTurn whether it is the user message of a turn
   */
  void open(int messagePlace, boolean opensTurn) {
    head = opensTurn ? -1 : head;
    if (place < 0) {
      place = messagePlace;
      host = head;
    }
  }

  /** A message of the history stands at this place of the prompt. */
  void message(int messagePlace, boolean opensTurn) {
    if (place >= 0 && host < 0 && opensTurn) {
      host = messagePlace;
      hostIsBehind = true;
    }
    if (opensTurn) {
      head = messagePlace;
      lastOpening = messagePlace;
    }
  }

  boolean isOpen() {
    return place >= 0;
  }

  /** Returns the place of the prompt where the first missing message would stand. */
  int place() {
    return place;
  }

  /** Returns the message of the history that takes the note, or -1 if there is none. */
  int host() {
    return host >= 0 ? host : lastOpening;
  }

  /** Returns true if the note stands at the beginning of its host, else at the end. */
  boolean hostIsBehind() {
    return hostIsBehind;
  }
}

package dev.contextbudget.client.load;

/** What is called. */
interface Target {

  /** Takes what became of a call, on a thread that must not be kept. */
  interface Ended {
    /**
     * Takes it.
     *
     * @param answerBytes size of the answer; 0 if there was none
     */
    void accept(Outcome outcome, int answerBytes);
  }

  /** Begins a call and returns; {@code ended} is told of its end exactly once, perhaps before. */
  void call(Shot shot, Ended ended);
}

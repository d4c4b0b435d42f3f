package dev.contextbudget.core.fit;

import java.util.List;

/**
 * What a component could use, and what it must have.
 *
 * @param free units that may stay or leave
 * @param forcedTokens what must stay: forced units, and the framing of a shared message
 * @param freeTokens sum of the free units
 * @param noteTokens what a note costs if something leaves; 0 if none would be left
 */
record ComponentDemand(List<Unit> free, int forcedTokens, int freeTokens, int noteTokens) {
  ComponentDemand {
    free = List.copyOf(free);
  }

  int totalTokens() {
    return Math.addExact(forcedTokens, freeTokens);
  }

  /** Returns the least it can live with: what must stay, and the note about the rest. */
  int leastTokens() {
    return Math.addExact(forcedTokens, Math.min(noteTokens, freeTokens));
  }
}

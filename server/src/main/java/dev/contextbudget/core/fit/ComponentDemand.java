package dev.contextbudget.core.fit;

import java.util.List;

/**
 * What a component could use, and what it must have.
 *
 * @param reducible units that need not stay
 * @param free of them, those that may stay if there is room: all, unless the reduction allows only
 *     so many turns or messages
 * @param owed results that must stay and may be cut
 * @param forcedTokens what must stay: forced units with the results that are owed at their least,
 *     the framing of a shared message, and the notes if something leaves in any case
 * @param noteTokens what the note costs if something leaves for want of room
 * @param mayVanish whether nothing of it has to stay, so that it can be left out with its framing:
 *     tool definitions, which are not told of in a note
 */
record ComponentDemand(
    List<Unit> reducible,
    List<Unit> free,
    List<OwedResult> owed,
    int forcedTokens,
    int noteTokens,
    boolean mayVanish) {
  ComponentDemand {
    reducible = List.copyOf(reducible);
    free = List.copyOf(free);
    owed = List.copyOf(owed);
  }

  int freeTokens() {
    int tokens = 0;
    for (Unit unit : free) {
      tokens = Math.addExact(tokens, unit.tokens());
    }
    return tokens;
  }

  int totalTokens() {
    int tokens = Math.addExact(forcedTokens, freeTokens());
    for (OwedResult result : owed) {
      tokens = Math.addExact(tokens, result.savedTokens());
    }
    return tokens;
  }

  /** Returns the least it can live with: what must stay, and the note about the rest. */
  int leastTokens() {
    return mayVanish ? 0 : Math.addExact(forcedTokens, Math.min(noteTokens, freeTokens()));
  }
}

package dev.contextbudget.core.trim;

import org.jspecify.annotations.Nullable;

/**
 * Walks forward over the places at which a text can be cut.
 *
 * <p>What it says of a place depends on the text alone and not on where the walk began.
 */
sealed interface Places permits JsonPlaces, TextPlaces {

  /** Which end of a kept piece is sought. */
  enum Edge {
    /** The kept piece ends at the place, before any white space. */
    END,
    /** The kept piece starts at the place, behind any white space. */
    START
  }

  /** Moves to the next place; returns false if there is none. */
  boolean next();

  /** Returns the byte at which the text can be cut; places come in ascending order. */
  int position();

  /** Returns how good the place is. */
  Boundary boundary();

  /** Returns the innermost structure that is open there. */
  @Nullable Open open();
}

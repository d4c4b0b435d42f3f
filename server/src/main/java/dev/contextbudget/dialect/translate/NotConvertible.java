package dev.contextbudget.dialect.translate;

import java.util.List;

/** A body has what the other API has no place for. */
public final class NotConvertible extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient List<Loss> losses;

  NotConvertible(List<Loss> losses) {
    super(losses.size() + " places of the body would be lost");
    this.losses = List.copyOf(losses);
  }

  /** Returns what would be lost, in the order it was found; at least one. */
  public List<Loss> losses() {
    return losses;
  }
}

package dev.contextbudget.core.item;

/** The order in which kept items of a component stand in the prompt. */
public enum ItemOrder {
  AS_GIVEN,
  /** Highest score first; equal scores as given. */
  SCORE,
  /**
   * Highest scores at both ends, lowest in the middle, where models read least (Liu et al.: Lost in
   * the Middle, TACL 2024).
   */
  EDGES,
  /** By tool name. */
  NAME
}

package dev.contextbudget.core.item;

/**
 * What a component is for, with the defaults of its kind.
 *
 * <p>The priorities give the drop order of the product: retrieved passages, older history, tool
 * results, then the rest; system and user input never.
 */
public enum ComponentKind {
  SYSTEM(100, Stability.STATIC, Role.SYSTEM, true),
  TOOLS(90, Stability.STATIC, Role.SYSTEM, false),
  EXAMPLES(50, Stability.STATIC, Role.SYSTEM, false),
  MEMORY(40, Stability.REQUEST, Role.USER, false),
  RETRIEVED(10, Stability.REQUEST, Role.USER, false),
  HISTORY(20, Stability.APPEND_ONLY, Role.USER, false),
  TOOL_RESULTS(30, Stability.APPEND_ONLY, Role.USER, false),
  USER_INPUT(100, Stability.REQUEST, Role.USER, true),
  CUSTOM(40, Stability.REQUEST, Role.USER, false);

  private final int priority;
  private final Stability stability;
  private final Role role;
  private final boolean pinned;

  ComponentKind(int priority, Stability stability, Role role, boolean pinned) {
    this.priority = priority;
    this.stability = stability;
    this.role = role;
    this.pinned = pinned;
  }

  /** Returns the priority of a component that sets none; higher is kept longer. */
  public int priority() {
    return priority;
  }

  /** Returns how long items of this kind stay byte-identical if the caller does not say. */
  public Stability stability() {
    return stability;
  }

  /** Returns the role of the message that text, chunks and entries are rendered into. */
  public Role role() {
    return role;
  }

  /** Returns whether nothing of this kind is dropped or shortened if the caller does not say. */
  public boolean pinned() {
    return pinned;
  }

  /** Returns how a component of this kind shrinks if the caller does not say. */
  public Reduction reduction() {
    return switch (this) {
      case SYSTEM, TOOLS, USER_INPUT -> new Reduction.None();
      case RETRIEVED -> new Reduction.ByRelevance(Reduction.ByRelevance.DEFAULT_OFFSET_TOKENS);
      case EXAMPLES, MEMORY, HISTORY, TOOL_RESULTS, CUSTOM -> new Reduction.DropItems();
    };
  }
}

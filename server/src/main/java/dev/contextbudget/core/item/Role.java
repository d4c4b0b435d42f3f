package dev.contextbudget.core.item;

/** Who speaks in a message. */
public enum Role {
  SYSTEM("system"),
  USER("user"),
  ASSISTANT("assistant"),
  TOOL("tool");

  private final String wireName;

  Role(String wireName) {
    this.wireName = wireName;
  }

  /** Returns the name that chat formats put into the prompt, and charge for. */
  public String wireName() {
    return wireName;
  }
}

package dev.contextbudget.dialect;

/** APIs whose request bodies are read and written. */
public enum Format {
  OPENAI_CHAT,
  OPENAI_RESPONSES,
  ANTHROPIC_MESSAGES,
  GEMINI
}

package dev.contextbudget.grpc;

/** What the caller's model is told when it writes a summary. */
final class SummaryPrompt {

  private SummaryPrompt() {}

  /**
   * Returns the prompt to append behind the messages to summarise. It stands at the end, so that the
   * cached prefix of the conversation still serves.
   *
   * @param language such as {@code de}; empty for the language of the conversation
   */
  static String text(int maxTokens, String language) {
    String inLanguage =
        language.isEmpty()
            ? "in the language of the conversation"
            : "in the language with the tag " + language;
    return """
        Summarise the conversation above for a colleague who takes it over, %s, in at most %d \
        tokens. Keep exactly, as they were written: names, numbers, dates, identifiers, paths, \
        amounts, decisions and promises, and what is still open. Leave out greetings, repetition \
        and what was settled and will not matter again. Write plain sentences, call no tools, and \
        answer with the summary alone."""
        .formatted(inLanguage, maxTokens);
  }
}

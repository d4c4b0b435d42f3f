package dev.contextbudget.dialect.translate;

/** What a request says about the answer it wants, beside the conversation and its tools. */
enum Setting {
  MAX_OUTPUT_TOKENS(Kind.NUMBER),
  TEMPERATURE(Kind.NUMBER),
  TOP_P(Kind.NUMBER),
  TOP_K(Kind.NUMBER),
  PRESENCE_PENALTY(Kind.NUMBER),
  FREQUENCY_PENALTY(Kind.NUMBER),
  SEED(Kind.NUMBER),
  /** Always as a list. */
  STOP(Kind.TEXTS),
  STREAM(Kind.SWITCH),
  PARALLEL_CALLS(Kind.SWITCH),
  STORE(Kind.SWITCH),
  USER(Kind.TEXT),
  METADATA(Kind.OBJECT),
  SERVICE_TIER(Kind.TEXT),
  EFFORT(Kind.TEXT),
  VERBOSITY(Kind.TEXT),
  SAFETY_IDENTIFIER(Kind.TEXT),
  CACHE_KEY(Kind.TEXT),
  CACHE_RETENTION(Kind.TEXT);

  /** What its value is. */
  enum Kind {
    NUMBER,
    TEXT,
    TEXTS,
    SWITCH,
    OBJECT
  }

  private final Kind kind;

  Setting(Kind kind) {
    this.kind = kind;
  }

  Kind kind() {
    return kind;
  }

  /** Returns the setting as it is told to a caller. */
  String title() {
    return switch (this) {
      case MAX_OUTPUT_TOKENS -> "a limit of the answer";
      case TEMPERATURE -> "a temperature";
      case TOP_P, TOP_K -> "a limit of the sampling";
      case PRESENCE_PENALTY, FREQUENCY_PENALTY -> "a penalty of the sampling";
      case SEED -> "a seed";
      case STOP -> "a stop sequence";
      case STREAM -> "streaming";
      case PARALLEL_CALLS -> "a rule about parallel calls";
      case STORE -> "storing the answer";
      case USER, SAFETY_IDENTIFIER -> "an id of the user";
      case METADATA -> "metadata";
      case SERVICE_TIER -> "a service tier";
      case EFFORT -> "an effort of reasoning";
      case VERBOSITY -> "a verbosity";
      case CACHE_KEY, CACHE_RETENTION -> "a setting of the cache";
    };
  }
}

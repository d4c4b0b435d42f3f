package dev.contextbudget.dialect.translate;

import dev.contextbudget.dialect.json.JsonValue;
import java.util.List;

/**
 * Which tools the model may or must call.
 *
 * @param names the tools it is about; empty for all
 */
record ToolChoice(JsonValue at, Mode mode, List<String> names) {

  /** What the model has to do. */
  enum Mode {
    AUTO,
    NONE,
    REQUIRED
  }

  ToolChoice {
    names = List.copyOf(names);
  }

  /** Returns whether exactly one tool must be called. */
  boolean isOfOne() {
    return mode == Mode.REQUIRED && names.size() == 1;
  }
}

package dev.contextbudget.core.item;

import dev.contextbudget.core.token.Utf8Text;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What an item holds. */
public sealed interface Body {

  /**
   * A message of a conversation.
   *
   * @param name the speaker's name, or empty
   * @param withinCall whether it stands between a tool call and its result, where its API allows
   *     that
   */
  record Message(Role role, String name, List<Part> parts, boolean withinCall) implements Body {
    public Message {
      parts = List.copyOf(parts);
    }

    /** A message that stands between no call and its result. */
    public Message(Role role, String name, List<Part> parts) {
      this(role, name, parts, false);
    }
  }

  /**
   * A passage of a document, or a text that is the only item of its component.
   *
   * @param text absent if only its size is known
   * @param source where it comes from; not in the prompt
   * @param variants shorter forms, longest first
   */
  record Passage(@Nullable Utf8Text text, String source, List<Utf8Text> variants) implements Body {
    public Passage {
      variants = List.copyOf(variants);
    }

    /** Returns true if there is nothing to read. */
    public boolean isEmpty() {
      return text == null || text.isEmpty();
    }
  }

  /**
   * A tool that the model may call.
   *
   * @param description may be empty
   * @param parameters JSON Schema of the arguments; absent if there are none
   * @param parametersJson the schema as it was sent; empty if absent
   */
  record Tool(String name, String description, Json.@Nullable Obj parameters, String parametersJson)
      implements Body {}

  /**
   * Something remembered, rendered {@code key: value}.
   *
   * @param value absent if only the size of the entry is known
   * @param source where it comes from; not in the prompt
   * @param supersededBy id of the entry that replaces this one, or empty
   */
  record Entry(String key, @Nullable Utf8Text value, String source, String supersededBy)
      implements Body {}
}

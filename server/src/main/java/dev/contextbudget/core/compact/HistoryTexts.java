package dev.contextbudget.core.compact;

import dev.contextbudget.core.error.StopSignal;
import dev.contextbudget.core.item.Body;
import dev.contextbudget.core.item.Item;
import dev.contextbudget.core.item.Part;
import dev.contextbudget.core.prompt.Prompt.PromptMessage;
import dev.contextbudget.core.token.Utf8Text;
import java.util.ArrayList;
import java.util.List;

/** The texts of histories, in which facts are looked for, and the facts that outlive a change. */
final class HistoryTexts {

  private HistoryTexts() {}

  /** Returns which facts of a history stand in what became of it. */
  static Retention retention(List<Item> before, List<PromptMessage> after, StopSignal stop) {
    List<Utf8Text> now = new ArrayList<>();
    after.forEach(message -> message.parts().forEach(part -> addTexts(part.content(), now)));
    return Retention.of(texts(before), now, stop);
  }

  /** Returns the texts of messages, those of tool calls and results included. */
  static List<Utf8Text> texts(List<Item> items) {
    List<Utf8Text> texts = new ArrayList<>();
    for (Item item : items) {
      ((Body.Message) item.body()).parts().forEach(part -> addTexts(part, texts));
    }
    return texts;
  }

  private static void addTexts(Part part, List<Utf8Text> texts) {
    if (part instanceof Part.Text text) {
      texts.add(text.text());
    } else if (part instanceof Part.ToolCall call) {
      texts.add(call.argumentsJson());
    } else if (part instanceof Part.ToolResult result) {
      result.parts().forEach(inner -> addTexts(inner, texts));
    }
  }
}

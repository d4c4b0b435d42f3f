package dev.contextbudget.core.fit;

import dev.contextbudget.core.item.Part;
import dev.contextbudget.core.model.CanonicalJson;
import dev.contextbudget.core.prompt.Prompt;
import dev.contextbudget.core.prompt.Prompt.PromptMessage;
import dev.contextbudget.core.prompt.PromptPart;
import dev.contextbudget.core.token.Utf8Text;
import dev.contextbudget.core.token.WordTokenizer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Counts a prompt again from its texts, by the rules of the test model, written down once more. */
final class Recount {
  private static final WordTokenizer TOKENIZER = new WordTokenizer();

  /** The hidden text before a list of tools. */
  private static final int TOOL_LIST = 5;

  private Recount() {}

  static int of(Prompt prompt) {
    int tokens = TestModels.PER_REQUEST + TestModels.PER_REPLY;
    for (PromptMessage message : prompt.messages()) {
      tokens += TestModels.PER_MESSAGE + count(message.role().wireName());
      tokens += message.name().isEmpty() ? 0 : 1 + count(message.name());
      for (PromptPart part : message.parts()) {
        tokens += isBodiless(part) ? part.tokens() : of(part.content());
      }
    }
    if (!prompt.tools().isEmpty()) {
      tokens += TOOL_LIST;
    }
    for (Prompt.PromptTool tool : prompt.tools()) {
      tokens += 2 + count(tool.tool().name()) + count(tool.tool().description());
      tokens +=
          tool.tool().parameters() == null
              ? 0
              : count(CanonicalJson.write(tool.tool().parameters()));
    }
    return tokens;
  }

  /** Counts what is not in a part or definition: messages, the list of tools, request and reply. */
  static int framing(Prompt prompt) {
    List<PromptMessage> bare =
        prompt.messages().stream()
            .map(m -> new PromptMessage("", m.role(), m.name(), false, 0, List.of()))
            .toList();
    return of(new Prompt(List.of(), bare)) + (prompt.tools().isEmpty() ? 0 : TOOL_LIST);
  }

  /** What came as a size only cannot be counted again. */
  private static boolean isBodiless(PromptPart part) {
    return part instanceof PromptPart.AsSent sent && sent.bodiless();
  }

  private static int of(Part part) {
    if (part instanceof Part.Text text) {
      return TOKENIZER.count(text.text());
    }
    if (part instanceof Part.ToolCall call) {
      return 2 + count(call.name()) + TOKENIZER.count(call.argumentsJson());
    }
    if (part instanceof Part.Thinking thinking) {
      return thinking.tokens();
    }
    if (part instanceof Part.Opaque opaque) {
      return opaque.tokens();
    }
    if (part instanceof Part.Image) {
      return 7;
    }
    if (part instanceof Part.File file) {
      return 11 * file.pages();
    }
    Part.ToolResult result = (Part.ToolResult) part;
    return 1 + result.parts().stream().mapToInt(Recount::of).sum();
  }

  private static int count(String text) {
    return TOKENIZER.count(Utf8Text.of(text));
  }

  /** Returns the texts of a prompt, in order. */
  static List<Utf8Text> texts(Prompt prompt) {
    List<Utf8Text> texts = new ArrayList<>();
    for (PromptMessage message : prompt.messages()) {
      for (PromptPart part : message.parts()) {
        if (part.content() instanceof Part.Text text) {
          texts.add(text.text());
        } else if (part.content() instanceof Part.ToolCall call) {
          texts.add(Utf8Text.of(call.id()));
        } else if (part.content() instanceof Part.ToolResult result) {
          texts.add(((Part.Text) result.parts().get(0)).text());
        }
      }
    }
    return texts;
  }

  static String itemId(PromptPart part) {
    if (part instanceof PromptPart.AsSent sent) {
      return sent.itemId();
    }
    return part instanceof PromptPart.Spliced spliced ? spliced.itemId() : "";
  }

  static Set<String> wholeItems(Prompt prompt) {
    Set<String> whole = new HashSet<>();
    for (PromptMessage message : prompt.messages()) {
      for (PromptPart part : message.parts()) {
        if (part instanceof PromptPart.AsSent sent && sent.partIndex() == 0) {
          whole.add(sent.itemId());
        }
      }
    }
    prompt.tools().forEach(tool -> whole.add(tool.itemId()));
    return whole;
  }
}

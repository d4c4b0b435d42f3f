package dev.contextbudget.core.compact;

import dev.contextbudget.core.compact.Fact.Kind;
import dev.contextbudget.core.error.StopSignal;
import dev.contextbudget.core.fit.TestModels;
import dev.contextbudget.core.item.Body;
import dev.contextbudget.core.item.Item;
import dev.contextbudget.core.item.Part;
import dev.contextbudget.core.item.Role;
import dev.contextbudget.core.prompt.Prompt;
import dev.contextbudget.core.prompt.Prompt.PromptMessage;
import dev.contextbudget.core.prompt.PromptPart;
import dev.contextbudget.core.token.Tokenizer;
import dev.contextbudget.core.token.Utf8Text;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** Counts tokens and facts of histories again, by the rules of the test model written once more. */
record HistoryRecount(List<Item> items, Tokenizer tokenizer) {

  static HistoryRecount of(CompactionRequest request) {
    return new HistoryRecount(request.history().items(), request.model().tokenizer());
  }

  int beforeTokens() {
    return items.stream().mapToInt(this::tokens).sum();
  }

  int tokens(Item item) {
    Body.Message message = (Body.Message) item.body();
    int framing = framing(message.role(), message.name());
    if (item.knownTokens().isPresent() && message.parts().size() <= 1) {
      return framing + item.knownTokens().getAsInt();
    }
    return framing + message.parts().stream().mapToInt(this::tokens).sum();
  }

  /** Counts a new history by its contents; a message as it was sent counts as it did. */
  int afterTokens(Prompt history) {
    int tokens = 0;
    for (PromptMessage written : history.messages()) {
      PromptMessage message = Compacted.own(written);
      if (message != written) {
        tokens +=
            written.parts().stream()
                .filter(Compacted::isDigest)
                .mapToInt(part -> tokens(part.content()))
                .sum();
      }
      tokens +=
          message.itemId().isEmpty() || message.changed()
              ? tokens(message)
              : tokens(item(message.itemId()));
    }
    return tokens;
  }

  int tokens(PromptMessage message) {
    return framing(message.role(), message.name())
        + message.parts().stream().map(PromptPart::content).mapToInt(this::tokens).sum();
  }

  Item item(String id) {
    return items.stream().filter(item -> item.id().equals(id)).findFirst().orElseThrow();
  }

  private int framing(Role role, String name) {
    int tokens = TestModels.PER_MESSAGE + count(role.wireName());
    return name.isEmpty() ? tokens : tokens + 1 + count(name);
  }

  private int tokens(Part part) {
    if (part instanceof Part.Text text) {
      return tokenizer.count(text.text());
    }
    if (part instanceof Part.ToolCall call) {
      return 2 + count(call.name()) + tokenizer.count(call.argumentsJson());
    }
    if (part instanceof Part.ToolResult result) {
      return 1 + result.parts().stream().mapToInt(this::tokens).sum();
    }
    return part instanceof Part.Thinking thinking ? thinking.tokens() : 7;
  }

  private int count(String text) {
    return tokenizer.count(Utf8Text.of(text));
  }

  /** Returns the facts of messages, in the form in which they are compared, oldest first. */
  static Set<String> facts(List<Item> items) {
    Set<String> facts = new LinkedHashSet<>();
    for (Item item : items) {
      for (String text : texts(((Body.Message) item.body()).parts())) {
        for (Fact fact : Facts.of(Utf8Text.of(text), StopSignal.NEVER)) {
          if (Set.of(Kind.NUMBER, Kind.ID, Kind.ADDRESS, Kind.NAME).contains(fact.kind())) {
            facts.add(fact.normal());
          }
        }
      }
    }
    return facts;
  }

  /** Returns those facts that stand in one of the texts, found by plain search. */
  static Set<String> found(Set<String> facts, List<String> texts) {
    List<String> normal = texts.stream().map(text -> " " + normal(text) + " ").toList();
    return facts.stream()
        .filter(fact -> normal.stream().anyMatch(text -> text.contains(" " + fact + " ")))
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  static List<String> texts(Prompt history) {
    List<Part> parts = new ArrayList<>();
    history.messages().forEach(m -> m.parts().forEach(part -> parts.add(part.content())));
    return texts(parts);
  }

  private static List<String> texts(List<Part> parts) {
    List<String> texts = new ArrayList<>();
    for (Part part : parts) {
      if (part instanceof Part.Text text) {
        texts.add(text.text().decode());
      } else if (part instanceof Part.ToolCall call) {
        texts.add(call.argumentsJson().decode());
      } else if (part instanceof Part.ToolResult result) {
        texts.addAll(texts(result.parts()));
      }
    }
    return texts;
  }

  /** The normal form by pattern: words in lower case, letters of unspaced scripts apart. */
  static String normal(String text) {
    return text.toLowerCase(Locale.ROOT)
        .replaceAll("(^|[^\\p{L}\\p{Nd}\\p{Mn}\\p{Mc}])[\\p{Mn}\\p{Mc}]+", "$1 ")
        .replaceAll(
            "([\\p{L}&&[\\p{IsHan}\\p{IsHiragana}\\p{IsKatakana}\\p{IsThai}\\p{IsLao}\\p{IsKhmer}"
                + "\\p{IsMyanmar}]][\\p{Mn}\\p{Mc}]*)",
            " $1 ")
        .replaceAll("[^\\p{L}\\p{Nd}\\p{Mn}\\p{Mc}]+", " ")
        .strip();
  }
}

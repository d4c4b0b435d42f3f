package dev.contextbudget.core.fit;

import dev.contextbudget.core.item.Body;
import dev.contextbudget.core.item.Role;
import dev.contextbudget.core.model.PartCounter;
import dev.contextbudget.core.prompt.Prompt;
import dev.contextbudget.core.prompt.PromptPart;
import dev.contextbudget.core.prompt.Segment;
import dev.contextbudget.core.prompt.Sizer;
import dev.contextbudget.core.token.Utf8Text;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The prompt as it was written, what became of each item, and the count of it all. */
final class Written {
  private final Outcome[] outcomes;
  private final int[] afterTokens;
  private final Map<Integer, List<Segment.Source>> keptRanges = new HashMap<>();
  private final Map<Integer, Integer> noteOf = new HashMap<>();
  private final Set<Integer> uncuttable = new HashSet<>();
  private final Set<Integer> opened = new HashSet<>();
  private Prompt prompt = new Prompt(List.of(), List.of());
  private int totalTokens;
  private int framingTokens;
  private int noteTokens;
  private int toolTokens;

  Written(ItemTable table, Choice choice) {
    this.outcomes = new Outcome[table.size()];
    this.afterTokens = new int[table.size()];
    for (int o = 0; o < outcomes.length; o++) {
      outcomes[o] = choice.of(o);
    }
  }

  Outcome outcome(int ordinal) {
    return outcomes[ordinal];
  }

  /** Returns true if the model misses the item: it had something to say and is not there. */
  boolean isLoss(int ordinal) {
    DecisionReason reason = outcomes[ordinal].reason();
    return !outcomes[ordinal].inPrompt()
        && reason != DecisionReason.EMPTY
        && reason != DecisionReason.SUPERSEDED;
  }

  /** Takes an item out after all, because it cannot be cut to its limit. */
  void dropUncuttable(int ordinal) {
    outcomes[ordinal] = Outcome.drop(DecisionReason.OVER_GRANT);
    uncuttable.add(ordinal);
  }

  /** Returns the items that could not be cut to their limits. */
  Set<Integer> uncuttable() {
    return uncuttable;
  }

  void after(int ordinal, int tokens) {
    afterTokens[ordinal] = tokens;
  }

  void kept(int ordinal, List<Segment.Source> ranges) {
    keptRanges.put(ordinal, List.copyOf(ranges));
  }

  /** Counts the prompt: the sum of its parts, framing and tool list, as the provider charges it. */
  void finish(Prompt done, PartCounter counter) {
    prompt = done;
    List<Body.Tool> tools = new ArrayList<>();
    done.tools().forEach(t -> tools.add(t.tool()));
    Optional<Utf8Text> system =
        done.messages().stream()
            .filter(m -> m.role() == Role.SYSTEM)
            .findFirst()
            .map(m -> Sizer.lastText(m.parts().stream().map(PromptPart::content).toList()));
    long parts = 0;
    long framing = counter.requestFramingTokens();
    for (Prompt.PromptMessage message : done.messages()) {
      framing += message.framingTokens();
      for (PromptPart part : message.parts()) {
        parts += part.tokens();
        noteTokens += part instanceof PromptPart.Note ? part.tokens() : 0;
      }
    }
    toolTokens = counter.toolListTokens(tools, system);
    framingTokens = Math.toIntExact(framing);
    totalTokens = Math.toIntExact(parts + framing + toolTokens);
  }

  Prompt prompt() {
    return prompt;
  }

  int totalTokens() {
    return totalTokens;
  }

  int framingTokens() {
    return framingTokens;
  }

  int noteTokens() {
    return noteTokens;
  }

  /** Returns the tokens of the definitions as a list. */
  int toolTokens() {
    return toolTokens;
  }

  /** Records that the shared message which a component opens stands in the prompt. */
  void opened(int component) {
    opened.add(component);
  }

  boolean isOpened(int component) {
    return opened.contains(component);
  }

  /** Records the note of a component, with its framing if it is a message of its own. */
  void noted(int component, int tokens) {
    noteOf.merge(component, tokens, Integer::sum);
  }

  /** Returns the tokens of a component's note. */
  int noteTokens(int component) {
    return noteOf.getOrDefault(component, 0);
  }

  int afterTokens(int ordinal) {
    return afterTokens[ordinal];
  }

  List<Segment.Source> keptRanges(int ordinal) {
    return keptRanges.getOrDefault(ordinal, List.of());
  }
}

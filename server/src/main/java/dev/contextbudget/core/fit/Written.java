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
  private final Map<Integer, Integer> chargedTo = new HashMap<>();
  private final Set<Integer> uncuttable = new HashSet<>();
  private Prompt prompt = new Prompt(List.of(), List.of());
  private int totalTokens;
  private int framingTokens;
  private int noteTokens;
  private int definitionTokens;
  private int toolListTokens;

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

  /** Records that thinking of a message left, as the provider would refuse it. */
  void released(int ordinal, int tokens) {
    afterTokens[ordinal] -= tokens;
    if (outcomes[ordinal].action() == Action.KEEP) {
      outcomes[ordinal] = Outcome.released();
    }
  }

  void after(int ordinal, int tokens) {
    afterTokens[ordinal] = tokens;
  }

  void kept(int ordinal, List<Segment.Source> ranges) {
    keptRanges.put(ordinal, List.copyOf(ranges));
  }

  /** Records a tool definition that stays, by what it costs alone. */
  void definition(int ordinal, int tokens) {
    after(ordinal, tokens);
    definitionTokens += tokens;
  }

  /**
   * Counts the prompt as the provider charges it: every part is a block of its own, with its
   * framing.
   *
   * <p>A part that stands as it was sent was tokenised on these bytes when it was measured; one
   * that was changed was tokenised again when it was written. No sum of pieces is taken for the
   * count of a text, as pieces of a text may cost less or more than the whole.
   */
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
    toolListTokens = counter.toolListTokens(tools, system) - definitionTokens;
    framingTokens = Math.toIntExact(framing + toolListTokens);
    totalTokens = Math.toIntExact(parts + definitionTokens + framingTokens);
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

  /** Returns what the tool list costs beyond the sum of its definitions. */
  int toolListTokens() {
    return toolListTokens;
  }

  /** Charges a component for what it costs beside its items: a note, the framing of a message. */
  void charge(int component, int tokens) {
    chargedTo.merge(component, tokens, Integer::sum);
  }

  /** Returns what a component costs beside its items. */
  int chargedTokens(int component) {
    return chargedTo.getOrDefault(component, 0);
  }

  int afterTokens(int ordinal) {
    return afterTokens[ordinal];
  }

  List<Segment.Source> keptRanges(int ordinal) {
    return outcomes[ordinal].action() == Action.TRUNCATE
        ? keptRanges.getOrDefault(ordinal, List.of())
        : List.of();
  }
}

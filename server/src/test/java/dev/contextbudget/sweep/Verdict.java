package dev.contextbudget.sweep;

import dev.contextbudget.v1.Action;
import dev.contextbudget.v1.FitContextResponse;
import dev.contextbudget.v1.ItemDecision;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Judges one full answer. */
final class Verdict {
  private final Trial trial;
  private final FitContextResponse full;
  private final Map<Check, String> problems = new EnumMap<>(Check.class);

  Verdict(Trial trial, FitContextResponse full) {
    this.trial = trial;
    this.full = full;
  }

  /** Returns what is wrong, by check. */
  Map<Check, String> problems() {
    count();
    note(Check.PAIRS, PromptShape.pairs(full.getPrompt(), trial.scene().openCalls()));
    note(Check.ROLES, PromptShape.roles(full.getPrompt(), trial.whole().getPrompt()));
    mustKeep();
    KeptText text = new KeptText(trial.scene(), full);
    note(Check.DECISIONS, text.decisions(trial.scene().itemIds()));
    note(Check.SLICES, text.slices());
    note(Check.NOTES, NotePlaces.problem(trial, full));
    return problems;
  }

  private void note(Check check, Optional<String> problem) {
    problem.ifPresent(what -> problems.put(check, what));
  }

  private void count() {
    Counting counting = trial.setup().counting();
    int count = counting.count(full.getPrompt());
    int most = counting.most(count, full.getPrompt().getMessagesCount());
    if (most > trial.windowTokens()) {
      problems.put(Check.WITHIN_BUDGET, "%d tokens, at most %d".formatted(count, most));
    }
    if (count != full.getReport().getTotalTokens()) {
      problems.put(
          Check.TOTAL,
          "counted %d, reported %d".formatted(count, full.getReport().getTotalTokens()));
    }
    int slots = full.getReport().getSlotsList().stream().mapToInt(s -> s.getUsedTokens()).sum();
    if (slots + counting.requestTokens() != count) {
      problems.put(Check.SLOTS, "slots use %d, counted %d".formatted(slots, count));
    }
  }

  private void mustKeep() {
    Set<String> untouchable = trial.untouchable();
    Set<String> last = trial.scene().mustKeep();
    for (ItemDecision decision : full.getDecisionsList()) {
      String id = decision.getItemId();
      boolean whole = decision.getAction() == Action.ACTION_KEEP;
      boolean gone = decision.getAction() == Action.ACTION_DROP;
      boolean wrong = untouchable.contains(id) ? !whole : gone && last.contains(id);
      if (id.equals("system") && wrong) {
        problems.put(Check.SYSTEM, "instructions: " + decision.getAction());
      } else if (wrong && !id.startsWith("tool:")) {
        problems.put(Check.INPUT, id + ": " + decision.getAction());
      }
    }
  }
}

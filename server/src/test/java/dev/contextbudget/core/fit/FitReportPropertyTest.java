package dev.contextbudget.core.fit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.contextbudget.Seeds;
import dev.contextbudget.core.budget.GrantReason;
import dev.contextbudget.core.prompt.Prompt.PromptMessage;
import dev.contextbudget.core.prompt.PromptPart;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is told of every fit: decisions, slots and notes. */
class FitReportPropertyTest {
  private static final Set<String> HISTORIES = Set.of("earlier", "history");

  static LongStream seeds() {
    return Seeds.all();
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void inv22_everyItemIsDecidedOnceAndTokensAddUp(long seed) {
    RandomCase c = RandomCase.of(seed);
    c.fit()
        .ifPresent(
            fit -> {
              List<String> sent = new ArrayList<>();
              c.components().forEach(x -> x.items().forEach(item -> sent.add(item.id())));
              assertEquals(sent, fit.decisions().stream().map(ItemDecision::itemId).toList());
              int used = fit.slots().stream().mapToInt(SlotReport::usedTokens).sum();
              int framing = TestModels.PER_REQUEST + TestModels.PER_REPLY;
              assertEquals(fit.totalTokens(), used + framing);
              int before = fit.slots().stream().mapToInt(SlotReport::beforeTokens).sum();
              assertEquals(fit.beforeTokens(), before + framing);
              Set<String> inPrompt = new HashSet<>(Recount.wholeItems(fit.prompt()));
              for (PromptMessage message : fit.prompt().messages()) {
                message.parts().forEach(part -> inPrompt.add(Recount.itemId(part)));
              }
              for (ItemDecision decision : fit.decisions()) {
                assertEquals(
                    decision.action() != Action.DROP,
                    inPrompt.contains(decision.itemId()),
                    decision.toString());
              }
            });
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void everySlotIsReportedOnceWithinItsBoundsAndWithTheTrueReason(long seed) {
    RandomCase c = RandomCase.of(seed);
    c.fit()
        .ifPresent(
            fit -> {
              Set<String> names = new HashSet<>();
              int used = 0;
              int free = c.budgetTokens() - TestModels.PER_REQUEST - TestModels.PER_REPLY;
              for (SlotReport slot : fit.slots()) {
                assertTrue(names.add(slot.slot().name()), slot.slot().name() + " stands twice");
                free -= slot.grantTokens();
                assertTrue(slot.usedTokens() <= slot.grantTokens(), slot.toString());
                used += slot.usedTokens();
                int unmet = slot.demandTokens() - slot.grantTokens();
                assertTrue(unmet >= 0, slot.toString());
                assertEquals(unmet == 0, slot.reason() == GrantReason.DEMAND_MET);
              }
              assertTrue(free >= 0, "granted %d too much".formatted(-free));
              assertEquals(fit.totalTokens(), used + TestModels.PER_REQUEST + TestModels.PER_REPLY);
            });
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void inv23_whatIsMissingLeavesANote(long seed) {
    RandomCase c = RandomCase.of(seed);
    c.fit()
        .ifPresent(
            fit -> {
              Set<String> losers = new HashSet<>();
              for (ItemDecision decision : fit.decisions()) {
                boolean dropped =
                    decision.action() == Action.DROP
                        && decision.reason() != DecisionReason.EMPTY
                        && decision.reason() != DecisionReason.SUPERSEDED
                        && !decision.itemId().startsWith("tool:");
                if (dropped || decision.action() == Action.TRUNCATE) {
                  losers.add(decision.componentId());
                }
              }
              int notes = 0;
              for (PromptMessage message : fit.prompt().messages()) {
                for (PromptPart part : message.parts()) {
                  notes +=
                      part instanceof PromptPart.Note || part instanceof PromptPart.Spliced ? 1 : 0;
                }
              }
              if (c.policy().notes().enabled()) {
                // Histories whose gaps meet are told of in one note.
                int least = losers.containsAll(HISTORIES) ? losers.size() - 1 : losers.size();
                assertTrue(notes >= least, notes + " notes for " + losers);
              } else {
                assertEquals(0, fit.noteTokens());
              }
            });
  }
}

package dev.contextbudget.core.compact;

import dev.contextbudget.core.compact.Compaction.Fate;
import dev.contextbudget.core.compact.Compaction.FateKind;
import dev.contextbudget.core.compact.Compaction.Level;
import dev.contextbudget.core.compact.Compaction.NoOp;
import dev.contextbudget.core.prompt.Prompt;
import dev.contextbudget.core.prompt.Prompt.PromptMessage;
import dev.contextbudget.core.prompt.PromptPart;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * One way to write a history anew.
 *
 * @param level how it is made
 * @param messages of the new history
 * @param fates what becomes of each message of the old one
 */
record Rewrite(Level level, List<PromptMessage> messages, List<Fate> fates) {
  Rewrite {
    messages = List.copyOf(messages);
    fates = List.copyOf(fates);
  }

  /** Changes nothing. */
  static Rewrite none(HistorySizes sizes) {
    return new Rewrite(
        Level.NONE,
        IntStream.range(0, sizes.size()).mapToObj(sizes::asSent).toList(),
        IntStream.range(0, sizes.size()).mapToObj(i -> kept(sizes.asSent(i))).toList());
  }

  static Fate kept(PromptMessage message) {
    int tokens = HistorySizes.tokens(message);
    return new Fate(message.itemId(), FateKind.KEPT, tokens, tokens);
  }

  /**
   * Puts one text in place of the messages that do not stay.
   *
   * @param inPlace the text
   * @param fateOf what becomes of one that does not stay, by index
   */
  static Rewrite replacing(
      Level level,
      HistorySizes sizes,
      HistoryCut cut,
      PromptPart inPlace,
      IntFunction<Fate> fateOf) {
    List<PromptMessage> messages = new ArrayList<>();
    List<Fate> fates = new ArrayList<>();
    for (int i = 0; i < sizes.size(); i++) {
      PromptMessage sent = sizes.asSent(i);
      boolean here = i == cut.place().index();
      if (here) {
        messages.add(
            switch (cut.place().side()) {
              case FIRST_PART -> sent.startingWith(inPlace);
              case LAST_PART -> sent.endingWith(inPlace);
              case IN_PLACE -> sizes.ownMessage(inPlace);
            });
      } else if (cut.kept()[i]) {
        messages.add(sent);
      }
      fates.add(cut.kept()[i] ? kept(sent) : fateOf.apply(i));
    }
    return new Rewrite(level, messages, fates);
  }

  /** Returns the tokens of the new history, framing included. */
  int tokens() {
    return HistorySizes.tokens(messages);
  }

  /** Returns it as the answer, or the old history if it does not shrink by the least share. */
  Compaction accepted(CompactionRequest request, HistorySizes sizes) {
    return !request.isEnough(tokens(), sizes.totalTokens())
        ? unchanged(request, sizes, NoOp.TOO_LITTLE_GAIN)
        : result(request, sizes, Optional.empty());
  }

  /** Answers with the history as it was sent. */
  static Compaction unchanged(CompactionRequest request, HistorySizes sizes, NoOp reason) {
    return none(sizes).result(request, sizes, Optional.of(reason));
  }

  private Compaction result(CompactionRequest request, HistorySizes sizes, Optional<NoOp> noOp) {
    return new Compaction(
        new Prompt(List.of(), messages),
        fates,
        sizes.totalTokens(),
        tokens(),
        level,
        HistoryFacts.retention(request.history().items(), messages, request.stop()),
        Optional.empty(),
        request.generation() + (noOp.isEmpty() ? 1 : 0),
        noOp,
        tokens() <= request.targetTokens());
  }
}

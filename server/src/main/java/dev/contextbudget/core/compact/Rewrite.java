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
  static Rewrite none(CountedHistory counted) {
    return new Rewrite(
        Level.NONE,
        IntStream.range(0, counted.size()).mapToObj(counted::asSent).toList(),
        IntStream.range(0, counted.size()).mapToObj(i -> kept(counted.asSent(i))).toList());
  }

  static Fate kept(PromptMessage message) {
    int tokens = CountedHistory.tokens(message);
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
      CountedHistory counted,
      HistoryCut cut,
      PromptPart inPlace,
      IntFunction<Fate> fateOf) {
    List<PromptMessage> messages = new ArrayList<>();
    List<Fate> fates = new ArrayList<>();
    for (int i = 0; i < counted.size(); i++) {
      PromptMessage sent = counted.asSent(i);
      boolean here = i == cut.place().index();
      if (here) {
        messages.add(
            switch (cut.place().side()) {
              case FIRST_PART -> sent.startingWith(inPlace);
              case LAST_PART -> sent.endingWith(inPlace);
              case IN_PLACE -> counted.ownMessage(inPlace);
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
    return CountedHistory.tokens(messages);
  }

  /** Returns it as the answer, or the old history if it does not shrink by the least share. */
  Compaction accepted(CompactionRequest request, CountedHistory counted) {
    return !request.isEnough(tokens(), counted.totalTokens())
        ? unchanged(request, counted, NoOp.TOO_LITTLE_GAIN)
        : result(request, counted, Optional.empty());
  }

  /** Answers with the history as it was sent. */
  static Compaction unchanged(CompactionRequest request, CountedHistory counted, NoOp reason) {
    return none(counted).result(request, counted, Optional.of(reason));
  }

  private Compaction result(
      CompactionRequest request, CountedHistory counted, Optional<NoOp> noOp) {
    return new Compaction(
        new Prompt(List.of(), messages),
        fates,
        counted.totalTokens(),
        tokens(),
        level,
        HistoryTexts.retention(request.history().items(), messages, request.stop()),
        Optional.empty(),
        request.generation() + (noOp.isEmpty() ? 1 : 0),
        noOp,
        tokens() <= request.targetTokens());
  }
}

package dev.contextbudget.sweep;

import dev.contextbudget.v1.ClearToolResults;
import dev.contextbudget.v1.CompactRequest;
import dev.contextbudget.v1.Message;
import dev.contextbudget.v1.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** A model, and what of a history a caller of {@code Compact} wants to stay. */
enum Shortening {
  DEFAULT(Counting.GPT_4O, r -> r),
  FIRST_AND_LAST_TURN(Counting.CLAUDE, r -> r.setKeepFirstTurns(1).setKeepLastTurns(1)),
  RESULTS_FIRST(
      Counting.GPT_4_TURBO,
      r -> r.setKeepLastTurns(4).setClearToolResults(ClearToolResults.newBuilder().setKeepLast(1))),
  MIDDLE_TURN_PINNED(Counting.GPT_4O, Shortening::pinMiddleTurn),
  /** In two steps, with a summary that says nothing. */
  SUMMARY(Counting.GPT_4O, r -> r);

  private final Counting counting;
  private final UnaryOperator<CompactRequest.Builder> wishes;

  Shortening(Counting counting, UnaryOperator<CompactRequest.Builder> wishes) {
    this.counting = counting;
    this.wishes = wishes;
  }

  Counting counting() {
    return counting;
  }

  CompactRequest request(List<Message> messages, int targetTokens) {
    return wishes
        .apply(
            CompactRequest.newBuilder()
                .setModel(counting.model())
                .addAllMessages(messages)
                .setTargetTokens(targetTokens))
        .build();
  }

  private static CompactRequest.Builder pinMiddleTurn(CompactRequest.Builder request) {
    List<Integer> heads = new ArrayList<>();
    for (int i = 0; i < request.getMessagesCount(); i++) {
      if (request.getMessages(i).getRole() == Role.ROLE_USER) {
        heads.add(i);
      }
    }
    int middle = heads.size() / 2;
    if (middle > 0) {
      for (int i = heads.get(middle - 1); i < heads.get(middle); i++) {
        request.getMessagesBuilder(i).setPinned(true);
      }
    }
    return request;
  }
}

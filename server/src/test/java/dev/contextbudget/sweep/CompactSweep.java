package dev.contextbudget.sweep;

import dev.contextbudget.client.Edits;
import dev.contextbudget.v1.CommitCompaction;
import dev.contextbudget.v1.CompactRequest;
import dev.contextbudget.v1.CompactResponse;
import dev.contextbudget.v1.Component;
import dev.contextbudget.v1.ContextBudgetServiceGrpc.ContextBudgetServiceBlockingStub;
import dev.contextbudget.v1.Message;
import dev.contextbudget.v1.Part;
import dev.contextbudget.v1.PrepareCompaction;
import dev.contextbudget.v1.Role;
import dev.contextbudget.v1.View;
import io.grpc.StatusRuntimeException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Sends the history of a conversation through {@code Compact} and judges the answers. */
final class CompactSweep {
  private static final int[] PERCENTS = {10, 20, 40};
  private static final long DEADLINE_SECONDS = 60;
  private static final String SUMMARY = "They talked, and some of it was settled.";

  private final ContextBudgetServiceBlockingStub stub;
  private final Tally tally;

  CompactSweep(ContextBudgetServiceBlockingStub stub, Tally tally) {
    this.stub = stub;
    this.tally = tally;
  }

  void run(DataSet set, Scene scene) {
    List<Message> messages = messages(scene);
    if (messages.isEmpty()) {
      return;
    }
    for (Shortening shortening : Shortening.values()) {
      int all = CompactVerdict.count(shortening.counting(), CompactVerdict.prompt(messages));
      for (int percent : PERCENTS) {
        CompactRequest request = shortening.request(messages, Math.max(1, percent * all / 100));
        String trial = "%s, %s, %d %%".formatted(scene.name(), shortening, percent);
        try {
          run(set, percent, shortening, request, trial);
        } catch (StatusRuntimeException e) {
          fail(set, percent, shortening, Check.NO_ERROR, trial + ": " + e.getStatus());
        }
      }
    }
  }

  private void run(
      DataSet set, int percent, Shortening shortening, CompactRequest request, String trial) {
    CompactRequest sent = shortening == Shortening.SUMMARY ? summarised(request) : request;
    CompactResponse full = call(sent, View.VIEW_FULL);
    if (!full.toByteString().equals(call(sent, View.VIEW_FULL).toByteString())) {
      fail(set, percent, shortening, Check.SAME_TWICE, trial);
    }
    if (!Edits.apply(sent, call(sent, View.VIEW_EDITS)).equals(full)) {
      fail(set, percent, shortening, Check.EDITS_ARE_FULL, trial);
    }
    new CompactVerdict(shortening.counting(), sent, full)
        .problems()
        .forEach(
            (check, problem) ->
                fail(set, percent, shortening, check, "%s: %s".formatted(trial, problem)));
    tally.compacted(set, full);
  }

  /** Returns the request with a summary, as its caller would order one. */
  private CompactRequest summarised(CompactRequest request) {
    CompactResponse prepared =
        call(
            request.toBuilder().setPrepare(PrepareCompaction.getDefaultInstance()).build(),
            View.VIEW_FULL);
    return request.toBuilder()
        .setCommit(
            CommitCompaction.newBuilder()
                .setCommitToken(prepared.getOrder().getCommitToken())
                .setSummary(SUMMARY)
                .setMinRetentionRatio(0))
        .build();
  }

  private CompactResponse call(CompactRequest request, View view) {
    return stub.withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS)
        .compact(request.toBuilder().setView(view).build());
  }

  private void fail(DataSet set, int percent, Shortening shortening, Check check, String problem) {
    tally.fail(set, percent, check, "compact " + shortening, problem);
  }

  /** Returns the scene as one history: instructions, task, what was said, and the input. */
  private static List<Message> messages(Scene scene) {
    List<Message> messages = new ArrayList<>();
    for (Component component : scene.components()) {
      switch (component.getKind()) {
        case COMPONENT_KIND_SYSTEM -> messages.add(said(component, Role.ROLE_SYSTEM));
        case COMPONENT_KIND_USER_INPUT -> messages.add(said(component, Role.ROLE_USER));
        case COMPONENT_KIND_HISTORY -> messages.addAll(component.getMessages().getMessagesList());
        default -> {
          if (component.getPinned()) {
            messages.add(said(component, Role.ROLE_USER));
          }
        }
      }
    }
    return scene.history().isPresent() ? messages : List.of();
  }

  private static Message said(Component component, Role role) {
    return Message.newBuilder()
        .setId(component.getId())
        .setRole(role)
        .setPinned(component.getPinned())
        .addParts(Part.newBuilder().setText(component.getText().getValue()))
        .build();
  }
}

package dev.contextbudget.sweep;

import dev.contextbudget.v1.CompactRequest;
import dev.contextbudget.v1.CompactResponse;
import dev.contextbudget.v1.CompactionLevel;
import dev.contextbudget.v1.Message;
import dev.contextbudget.v1.Part;
import dev.contextbudget.v1.Prompt;
import dev.contextbudget.v1.PromptMessage;
import dev.contextbudget.v1.PromptPart;
import dev.contextbudget.v1.Replacement;
import dev.contextbudget.v1.ReplacementKind;
import dev.contextbudget.v1.Role;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Judges one full answer of {@code Compact}. */
final class CompactVerdict {
  private static final String HEADING = "[What was said earlier in this conversation, shortened:]";

  private final Counting counting;
  private final List<Message> sent;
  private final CompactResponse full;
  private final Map<Check, String> problems = new EnumMap<>(Check.class);

  CompactVerdict(Counting counting, CompactRequest request, CompactResponse full) {
    this.counting = counting;
    this.sent = request.getMessagesList();
    this.full = full;
  }

  /** Returns messages as a prompt that holds all of them. */
  static Prompt prompt(List<Message> messages) {
    Prompt.Builder prompt = Prompt.newBuilder();
    for (Message message : messages) {
      PromptMessage.Builder whole =
          prompt
              .addMessagesBuilder()
              .setItemId(message.getId())
              .setRole(message.getRole())
              .setName(message.getName());
      for (int i = 0; i < message.getPartsCount(); i++) {
        whole
            .addPartsBuilder()
            .setItemId(message.getId())
            .setPartIndex(i)
            .setPart(message.getParts(i));
      }
    }
    return prompt.build();
  }

  /** Counts a history, which is no request by itself. */
  static int count(Counting counting, Prompt history) {
    return counting.count(history) - counting.requestTokens();
  }

  /** Returns what is wrong, by check. */
  Map<Check, String> problems() {
    Prompt before = prompt(sent);
    count(before);
    note(Check.PAIRS, PromptShape.pairs(full.getHistory(), openCalls()));
    note(Check.ROLES, PromptShape.roles(full.getHistory(), before));
    note(Check.INPUT, currentTurn());
    note(Check.DECISIONS, replacements());
    note(Check.NOTES, digests());
    return problems;
  }

  private void note(Check check, Optional<String> problem) {
    problem.ifPresent(what -> problems.put(check, what));
  }

  private void count(Prompt before) {
    int beforeTokens = count(counting, before);
    int afterTokens = count(counting, full.getHistory());
    if (beforeTokens != full.getBeforeTokens() || afterTokens != full.getAfterTokens()) {
      problems.put(
          Check.TOTAL,
          "counted %d and %d, reported %d and %d"
              .formatted(beforeTokens, afterTokens, full.getBeforeTokens(), full.getAfterTokens()));
    }
    boolean shorter = afterTokens <= beforeTokens * 0.9;
    boolean same = full.getHistory().equals(before);
    if (full.getNoOp() ? !same : !shorter) {
      problems.put(
          Check.SHORTER,
          "%d tokens after %d, %s".formatted(afterTokens, beforeTokens, full.getNoOpReason()));
    }
  }

  private Set<String> openCalls() {
    Set<String> open = new HashSet<>();
    for (Message message : sent) {
      open.addAll(Scene.calls(message));
      message.getPartsList().forEach(p -> open.remove(p.getToolResult().getCallId()));
    }
    return open;
  }

  /** The user's last words, and what came after them, stand as they were sent. */
  private Optional<String> currentTurn() {
    Map<String, List<Part>> now = new HashMap<>();
    for (PromptMessage message : full.getHistory().getMessagesList()) {
      now.put(
          message.getItemId(),
          message.getPartsList().stream()
              .filter(part -> !part.getItemId().isEmpty())
              .map(PromptPart::getPart)
              .toList());
    }
    for (int i = sent.size() - 1; i >= 0; i--) {
      if (!sent.get(i).getPartsList().equals(now.get(sent.get(i).getId()))) {
        return Optional.of(sent.get(i).getId() + " of the current turn was touched");
      }
      if (sent.get(i).getRole() == Role.ROLE_USER) {
        return Optional.empty();
      }
    }
    return Optional.empty();
  }

  /** Every message has one replacement, in order, and it is what happened. */
  private Optional<String> replacements() {
    List<String> ids = sent.stream().map(Message::getId).toList();
    if (!ids.equals(full.getReplacementsList().stream().map(Replacement::getItemId).toList())) {
      return Optional.of("not a replacement for every message");
    }
    Set<String> stand = new HashSet<>();
    full.getHistory().getMessagesList().forEach(message -> stand.add(message.getItemId()));
    int tokens = 0;
    for (Replacement replacement : full.getReplacementsList()) {
      tokens += replacement.getAfterTokens();
      boolean stays =
          replacement.getKind() == ReplacementKind.REPLACEMENT_KIND_KEPT
              || replacement.getKind() == ReplacementKind.REPLACEMENT_KIND_CLEARED;
      if (stays != stand.contains(replacement.getItemId())) {
        return Optional.of(replacement.getItemId() + " is not " + replacement.getKind());
      }
    }
    return tokens <= full.getAfterTokens()
        ? Optional.empty()
        : Optional.of("replacements have %d tokens".formatted(tokens));
  }

  /** One text stands for what left, and it is the user's. */
  private Optional<String> digests() {
    int digests = 0;
    for (PromptMessage message : full.getHistory().getMessagesList()) {
      for (PromptPart part : message.getPartsList()) {
        if (part.getItemId().isEmpty()) {
          digests++;
          if (message.getRole() != Role.ROLE_USER
              || !part.getPart().getText().startsWith(HEADING)) {
            return Optional.of("a digest of " + message.getRole());
          }
        }
      }
    }
    boolean replaced =
        full.getLevel() == CompactionLevel.COMPACTION_LEVEL_EXTRACT
            || full.getLevel() == CompactionLevel.COMPACTION_LEVEL_SUMMARY;
    return digests == (replaced ? 1 : 0)
        ? Optional.empty()
        : Optional.of("%d digests at %s".formatted(digests, full.getLevel()));
  }
}

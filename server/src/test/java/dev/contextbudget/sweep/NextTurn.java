package dev.contextbudget.sweep;

import com.google.protobuf.ByteString;
import dev.contextbudget.v1.CacheOptions;
import dev.contextbudget.v1.CacheReport;
import dev.contextbudget.v1.Component;
import dev.contextbudget.v1.ComponentKind;
import dev.contextbudget.v1.DifferenceCause;
import dev.contextbudget.v1.FitContextRequest;
import dev.contextbudget.v1.FitContextResponse;
import dev.contextbudget.v1.ItemDecision;
import dev.contextbudget.v1.Message;
import dev.contextbudget.v1.PromptMessage;
import dev.contextbudget.v1.PromptPart;
import dev.contextbudget.v1.Role;
import dev.contextbudget.v1.View;
import io.grpc.StatusRuntimeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** A conversation call after call, each with the prefix token of the one before. */
final class NextTurn {
  private static final int CALLS = 40;
  private static final int PERCENT = 40;

  /** The ways of reduction that cut a growing history in steps. */
  static final List<Setup> SETUPS =
      Setup.ALL.stream()
          .filter(s -> List.of("default", "clear results", "cut end").contains(s.name()))
          .toList();

  /** Components that are the same, or only grow, from call to call. */
  private static final Set<String> LASTING = Set.of("system", "task", "history");

  private final Sweep sweep;
  private final DataSet set;
  private final Setup setup;
  private final Tally tally;

  NextTurn(Sweep sweep, DataSet set, Setup setup, Tally tally) {
    this.sweep = sweep;
    this.set = set;
    this.setup = setup;
    this.tally = tally;
  }

  /**
   * Sends the conversation as it stood before each of the last answers.
   *
   * @param whole the answer when there was room for everything
   */
  void run(Scene scene, FitContextResponse whole) {
    List<Scene> steps = steps(scene);
    int window =
        steps.stream()
            .mapToInt(step -> Trial.of(step, setup, PERCENT, whole).windowTokens())
            .max()
            .orElse(0);
    Optional<FitContextResponse> before = Optional.empty();
    for (Scene step : steps) {
      FitContextResponse now;
      try {
        now = sweep.call(request(step, window, before), View.VIEW_FULL);
      } catch (StatusRuntimeException e) {
        String what = "%s: %s".formatted(step.name(), e.getStatus());
        tally.fail(set, PERCENT, Check.NO_ERROR, setup.name(), what);
        return;
      }
      before.ifPresent(
          previous -> {
            tally.continued(set, setup, now.getCache().getPrefixKept());
            problem(previous, now)
                .ifPresent(
                    what ->
                        tally.fail(
                            set, PERCENT, Check.PREFIX, setup.name(), step.name() + ": " + what));
          });
      before = Optional.of(now);
    }
  }

  private FitContextRequest request(Scene step, int window, Optional<FitContextResponse> before) {
    ByteString token = before.map(b -> b.getCache().getPrefixToken()).orElse(ByteString.EMPTY);
    return setup.request(step, window, 0).toBuilder()
        .setCache(CacheOptions.newBuilder().setPrefixToken(token))
        .build();
  }

  /** Returns the scene as it stood when the model had to speak, the last few times. */
  private static List<Scene> steps(Scene scene) {
    List<Message> messages =
        scene.history().map(h -> h.getMessages().getMessagesList()).orElse(List.of());
    List<Scene> steps = new ArrayList<>();
    for (int end = messages.size() - 1; end > 0 && steps.size() < CALLS; end--) {
      Message next = messages.get(end);
      if (scene.hasInput()) {
        if (next.getRole() == Role.ROLE_USER && next.getPartsCount() > 0) {
          steps.add(0, step(scene, messages.subList(0, end), next.getParts(0).getText()));
        }
      } else if (next.getRole() == Role.ROLE_ASSISTANT || isUserAfterUser(messages, end)) {
        steps.add(0, step(scene, messages.subList(0, end), ""));
      }
    }
    return steps;
  }

  /** In a meeting nobody answers. */
  private static boolean isUserAfterUser(List<Message> messages, int end) {
    return messages.get(end).getRole() == Role.ROLE_USER
        && messages.get(end - 1).getRole() == Role.ROLE_USER
        && messages.get(end - 1).getPartsCount() > 0;
  }

  private static Scene step(Scene scene, List<Message> history, String input) {
    List<Component> components = new ArrayList<>();
    for (Component component : scene.components()) {
      if (component.getKind() == ComponentKind.COMPONENT_KIND_HISTORY) {
        components.add(Parts.history(history));
      } else if (component.getKind() == ComponentKind.COMPONENT_KIND_USER_INPUT) {
        components.add(Parts.input(input));
      } else {
        components.add(component);
      }
    }
    return new Scene("%s before %d".formatted(scene.name(), history.size()), components);
  }

  /** Returns what the second answer says wrongly about its prefix. */
  private Optional<String> problem(FitContextResponse before, FitContextResponse now) {
    List<String> stable = pieces(before, true);
    List<String> pieces = pieces(now, false);
    boolean same =
        pieces.size() >= stable.size() && pieces.subList(0, stable.size()).equals(stable);
    CacheReport cache = now.getCache();
    if (same != cache.getPrefixKept()) {
      return Optional.of("prefix_kept is %s".formatted(cache.getPrefixKept()));
    }
    Set<String> reduced = reduced(before, now);
    if (same) {
      return reduced.isEmpty()
          ? Optional.empty()
          : Optional.of("kept its prefix and reduced " + reduced);
    }
    DifferenceCause cause = cache.getFirstDifference().getCause();
    if (cause == DifferenceCause.DIFFERENCE_CAUSE_STABLE_ITEM
        && setup.mayDegrade()
        && !tokens(before, false).equals(tokens(now, false))) {
      return Optional.empty();
    }
    boolean ours =
        cause == DifferenceCause.DIFFERENCE_CAUSE_HISTORY_CUT
            || cause == DifferenceCause.DIFFERENCE_CAUSE_RESULTS_CLEARED;
    return ours && !reduced.isEmpty()
        ? Optional.empty()
        : Optional.of("broke its prefix for " + cause + " and reduced " + reduced);
  }

  /** Returns the messages that were sent before and are shorter or left out now. */
  private static Set<String> reduced(FitContextResponse before, FitContextResponse now) {
    Map<String, Integer> tokens = tokens(now, true);
    return tokens(before, true).entrySet().stream()
        .filter(sent -> tokens.getOrDefault(sent.getKey(), 0) < sent.getValue())
        .map(Map.Entry::getKey)
        .collect(Collectors.toSet());
  }

  /** Returns what is left of each item of the history, or of the instructions and the task. */
  private static Map<String, Integer> tokens(FitContextResponse answer, boolean history) {
    return answer.getDecisionsList().stream()
        .filter(d -> LASTING.contains(d.getComponentId()))
        .filter(d -> d.getComponentId().equals("history") == history)
        .collect(Collectors.toMap(ItemDecision::getItemId, ItemDecision::getAfterTokens));
  }

  /**
   * Returns a prompt piece by piece, each message with its role at its first piece.
   *
   * @param stableOnly whether to stop at the first message that is made for one request
   */
  private static List<String> pieces(FitContextResponse answer, boolean stableOnly) {
    Set<String> lasting =
        answer.getDecisionsList().stream()
            .filter(d -> LASTING.contains(d.getComponentId()))
            .map(ItemDecision::getItemId)
            .collect(Collectors.toSet());
    List<String> pieces = new ArrayList<>();
    answer.getPrompt().getToolsList().forEach(tool -> pieces.add(tool.getTool().toString()));
    for (PromptMessage message : answer.getPrompt().getMessagesList()) {
      if (stableOnly
          && message.getPartsList().stream().noneMatch(p -> lasting.contains(p.getItemId()))) {
        return pieces;
      }
      String role = message.getRole() + message.getName();
      for (PromptPart part : message.getPartsList()) {
        pieces.add(role + part.getPart());
        role = "";
      }
    }
    return pieces;
  }
}

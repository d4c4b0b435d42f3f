package dev.contextbudget.sweep;

import dev.contextbudget.sweep.Recording.Turn;
import dev.contextbudget.v1.Component;
import dev.contextbudget.v1.ComponentKind;
import dev.contextbudget.v1.Message;
import dev.contextbudget.v1.Role;
import dev.contextbudget.v1.Stability;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Agents with tools: tau-bench and SWE-agent. */
final class AgentScenes {
  private AgentScenes() {}

  static List<Scene> of(Recording recording) {
    List<Turn> turns = recording.turns().stream().filter(t -> !t.isFrom("system")).toList();
    List<Component> fixed = fixed(recording);
    List<Scene> scenes = new ArrayList<>();
    scenes.add(scene(recording, "next", fixed, next(turns, Messages::of)));
    scenes.add(scene(recording, "recorded", fixed, List.of(Parts.history(Messages.of(turns)))));
    int lastCall = lastCall(turns);
    if (lastCall >= 0) {
      List<Turn> open = turns.subList(0, lastCall + 1);
      scenes.add(scene(recording, "open", fixed, List.of(Parts.history(Messages.of(open)))));
      scenes.add(scene(recording, "batched", fixed, next(turns, Messages::batched)));
    }
    return scenes;
  }

  private static Scene scene(
      Recording recording, String form, List<Component> fixed, List<Component> talk) {
    List<Component> components = new ArrayList<>(fixed);
    components.addAll(talk);
    return new Scene(recording.id() + "/" + form, components);
  }

  private static List<Component> fixed(Recording recording) {
    List<Component> fixed = new ArrayList<>();
    fixed.add(Parts.system(recording.turns().get(0).text()));
    if (lastCall(recording.turns()) >= 0) {
      fixed.add(Parts.tools(ToolDefinitions.of(recording.turns())));
    }
    return fixed;
  }

  private static int lastCall(List<Turn> turns) {
    for (int i = turns.size() - 1; i >= 0; i--) {
      if (!turns.get(i).calls().isEmpty()) {
        return i;
      }
    }
    return -1;
  }

  /**
   * Returns the conversation as it stood when the model had to speak for the last time: its answer
   * is cut off. A user who spoke only once set a task, which stands before the work on it.
   */
  private static List<Component> next(
      List<Turn> turns, Function<List<Turn>, List<Message>> messages) {
    long userTurns = turns.stream().filter(t -> t.isFrom("user")).count();
    if (userTurns == 1 && turns.get(0).isFrom("user")) {
      Component task =
          Parts.text("task", ComponentKind.COMPONENT_KIND_CUSTOM, turns.get(0).text()).toBuilder()
              .setStability(Stability.STABILITY_SESSION)
              .setPinned(true)
              .build();
      return List.of(task, Parts.history(messages.apply(turns.subList(1, turns.size()))));
    }
    int end = turns.size();
    if (turns.get(end - 1).isFrom("assistant")) {
      end--;
    }
    List<Message> all = messages.apply(turns.subList(0, end));
    Message last = all.get(all.size() - 1);
    return last.getRole() == Role.ROLE_USER
        ? List.of(
            Parts.history(all.subList(0, all.size() - 1)), Parts.input(last.getParts(0).getText()))
        : List.of(Parts.history(all));
  }
}

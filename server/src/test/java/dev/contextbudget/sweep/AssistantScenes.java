package dev.contextbudget.sweep;

import dev.contextbudget.sweep.Recording.Turn;
import dev.contextbudget.v1.Chunk;
import dev.contextbudget.v1.Component;
import dev.contextbudget.v1.Entry;
import dev.contextbudget.v1.Message;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Sessions of several dialogues with an assistant: SGD and MultiWOZ. */
final class AssistantScenes {
  private static final Component SYSTEM =
      Parts.system("You are an assistant that finds and books places, rides and events.");

  private AssistantScenes() {}

  static List<Scene> of(Recording recording) {
    List<Turn> turns = recording.turns();
    int last = recording.lastFrom("user");
    Component input = Parts.input(turns.get(last).text());
    Overlap overlap = new Overlap(turns.get(last).text());
    List<Message> before =
        Messages.of(turns.subList(0, last)).stream()
            .map(m -> m.toBuilder().setScore(overlap.with(m.getParts(0).getText())).build())
            .toList();
    return List.of(
        scene(recording, "next", Parts.history(before), input),
        scene(recording, "recorded", Parts.history(Messages.of(turns))),
        recalled(recording, last, overlap, input));
  }

  private static Scene scene(Recording recording, String form, Component... talk) {
    return new Scene(
        recording.id() + "/" + form, Stream.concat(Stream.of(SYSTEM), Stream.of(talk)).toList());
  }

  /** The last dialogue as history, the earlier ones as passages, the facts as memory. */
  private static Scene recalled(Recording recording, int last, Overlap overlap, Component input) {
    List<Turn> turns = recording.turns();
    Map<String, List<Turn>> dialogues =
        turns.subList(0, last).stream()
            .collect(
                Collectors.groupingBy(
                    AssistantScenes::dialogue, LinkedHashMap::new, Collectors.toList()));
    String current = dialogue(turns.get(last));
    List<Chunk> chunks = new ArrayList<>();
    dialogues.forEach(
        (id, dialogue) -> {
          if (!id.equals(current)) {
            chunks.add(chunk(id, dialogue, overlap));
          }
        });
    List<Entry> memory =
        IntStream.range(0, recording.facts().size())
            .mapToObj(i -> entry(i, recording.facts().get(i)))
            .toList();
    List<Message> history = Messages.of(dialogues.getOrDefault(current, List.of()));
    return scene(
        recording,
        "recalled",
        Parts.memory(memory),
        Parts.retrieved(chunks),
        Parts.history(history),
        input);
  }

  private static Entry entry(int index, String fact) {
    return Entry.newBuilder().setId("fact" + index).setKey("fact " + index).setValue(fact).build();
  }

  private static String dialogue(Turn turn) {
    return turn.id().substring(0, turn.id().indexOf('t'));
  }

  private static Chunk chunk(String id, List<Turn> dialogue, Overlap overlap) {
    String text =
        dialogue.stream().map(t -> t.role() + ": " + t.text()).collect(Collectors.joining("\n"));
    return Chunk.newBuilder()
        .setId(id)
        .setValue(text)
        .addVariants(dialogue.get(0).text())
        .setScore(overlap.with(text))
        .build();
  }
}

package dev.contextbudget.sweep;

import dev.contextbudget.sweep.Recording.Turn;
import dev.contextbudget.v1.Chunk;
import dev.contextbudget.v1.Component;
import dev.contextbudget.v1.ComponentKind;
import dev.contextbudget.v1.Message;
import dev.contextbudget.v1.Reduction;
import dev.contextbudget.v1.Truncate;
import dev.contextbudget.v1.TruncateSide;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Questions about a meeting: QMSum. */
final class MeetingScenes {
  private static final Component SYSTEM =
      Parts.system("You answer questions about a meeting from its transcript.");

  private MeetingScenes() {}

  static List<Scene> of(Recording recording) {
    String question =
        recording.questions().isEmpty()
            ? "What was decided in the meeting?"
            : recording.questions().get(0);
    Overlap overlap = new Overlap(question);
    List<Message> messages =
        Messages.named(recording.turns()).stream()
            .map(m -> m.toBuilder().setScore(overlap.with(text(m))).build())
            .toList();
    List<Chunk> chunks = recording.turns().stream().map(turn -> chunk(turn, overlap)).toList();
    String transcript =
        recording.turns().stream().map(MeetingScenes::line).collect(Collectors.joining("\n"));
    Component document =
        Parts.text("document", ComponentKind.COMPONENT_KIND_CUSTOM, transcript).toBuilder()
            .setReduction(
                Reduction.newBuilder()
                    .setTruncate(Truncate.newBuilder().setSide(TruncateSide.TRUNCATE_SIDE_MIDDLE)))
            .build();
    Component input = Parts.input(question);
    return List.of(
        scene(recording, "asked", Parts.history(messages), input),
        scene(recording, "recorded", Parts.history(messages)),
        scene(recording, "passages", Parts.retrieved(chunks), input),
        scene(recording, "document", document, input));
  }

  private static Scene scene(Recording recording, String form, Component... talk) {
    List<Component> components = Stream.concat(Stream.of(SYSTEM), Stream.of(talk)).toList();
    return new Scene(recording.id() + "/" + form, components);
  }

  private static Chunk chunk(Turn turn, Overlap overlap) {
    return Chunk.newBuilder()
        .setId(turn.id())
        .setValue(line(turn))
        .setScore(overlap.with(turn.text()))
        .setSource(turn.name())
        .build();
  }

  private static String line(Turn turn) {
    return turn.name() + ": " + turn.text();
  }

  private static String text(Message message) {
    return message.getPartsCount() == 0 ? "" : message.getParts(0).getText();
  }
}

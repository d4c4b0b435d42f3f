package dev.contextbudget.sweep;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Stream;

/** The data sets, each with the folder it lies in and the forms in which it is sent. */
public enum DataSet {
  TAUBENCH(AgentScenes::of),
  SWEAGENT(AgentScenes::of),
  QMSUM(MeetingScenes::of),
  SGD(AssistantScenes::of),
  MULTIWOZ(AssistantScenes::of);

  private final Function<Recording, List<Scene>> scenes;

  DataSet(Function<Recording, List<Scene>> scenes) {
    this.scenes = scenes;
  }

  public String folder() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Returns the conversations of all files in the folder; none if there is no folder. */
  public List<Recording> recordings(Path data) throws IOException {
    Path folder = data.resolve(folder());
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    List<Recording> recordings = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".jsonl")).sorted().toList()) {
        recordings.addAll(Recording.read(file));
      }
    }
    return recordings;
  }

  List<Scene> scenesOf(Recording recording) {
    return scenes.apply(recording);
  }
}

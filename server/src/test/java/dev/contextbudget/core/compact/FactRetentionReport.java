package dev.contextbudget.core.compact;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.contextbudget.core.error.StopSignal;
import dev.contextbudget.core.fit.Notes;
import dev.contextbudget.core.fit.TestModels;
import dev.contextbudget.core.item.Body;
import dev.contextbudget.core.item.Component;
import dev.contextbudget.core.item.Item;
import dev.contextbudget.core.item.ItemBuilder;
import dev.contextbudget.core.item.Part;
import dev.contextbudget.core.item.Reduction;
import dev.contextbudget.core.item.Role;
import dev.contextbudget.core.prompt.Conversation;
import dev.contextbudget.core.prompt.Prompt.PromptMessage;
import dev.contextbudget.core.prompt.PromptPart;
import dev.contextbudget.core.prompt.Segment;
import dev.contextbudget.core.token.Tokenizer;
import dev.contextbudget.core.token.Utf8Text;
import dev.contextbudget.core.trim.TestTokenizers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/**
 * Prints how many facts of a conversation survive, for keep-last, random sentences, {@link
 * Extractor} and {@link Compactor}, at 10, 20 and 30 % of its tokens.
 *
 * <p>{@code compact} is the whole {@link Compactor}, its target the same number of tokens: framing
 * and heading included, and the current turn as it was sent.
 *
 * <p>Facts are the data's own: values of the final state (MultiWOZ, SGD), arguments of tool calls
 * still to come (tau-bench). They are not those of {@link Facts}, which never sees them. Two
 * numbers: kept, and kept in a run of at least five words of the source or in a whole turn. Turns
 * are rendered {@code name: text}, and a result over the budget counts 0.
 *
 * <pre>java -cp ... dev.contextbudget.core.compact.FactRetentionReport DATA_DIRECTORY</pre>
 */
public final class FactRetentionReport {
  private static final Tokenizer TOKENIZER = TestTokenizers.O200K_BASE;
  private static final int MIN_RUN_WORDS = 5;
  private static final int MAX_ROUNDS = 8;

  private record Turn(String name, String text) {
    Role role() {
      return name.equals("user") ? Role.USER : Role.ASSISTANT;
    }

    int tokens() {
      return count(name + ": " + text + "\n");
    }

    Utf8Text utf8() {
      return Utf8Text.of(text);
    }
  }

  private record Task(List<Turn> turns, Set<String> facts) {}

  @FunctionalInterface
  private interface Method {
    List<Extract> extract(List<Turn> turns, int budgetTokens);
  }

  private FactRetentionReport() {}

  public static void main(String[] args) throws IOException {
    Path data = Path.of(args[0]);
    Map<String, List<Task>> sets = new LinkedHashMap<>();
    sets.put("MultiWOZ", sessions(data.resolve("multiwoz/val-sessions.jsonl")));
    sets.put("SGD", sessions(data.resolve("sgd/train-sessions.jsonl")));
    sets.put("tau-bench", trajectories(data.resolve("taubench/airline-tasks-00-24.jsonl")));
    Map<String, Method> methods = new LinkedHashMap<>();
    methods.put("keep-last", FactRetentionReport::keepLast);
    methods.put("random", FactRetentionReport::random);
    methods.put("extract", FactRetentionReport::extract);
    methods.put("compact", FactRetentionReport::compact);
    methods.forEach((name, method) -> report(name, method, sets));
  }

  private static void report(String name, Method method, Map<String, List<Task>> sets) {
    for (int percent : new int[] {10, 20, 30}) {
      StringBuilder line = new StringBuilder();
      double kept = 0;
      double inContext = 0;
      for (Map.Entry<String, List<Task>> set : sets.entrySet()) {
        double[] sum = new double[2];
        for (Task task : set.getValue()) {
          int all = task.turns().stream().mapToInt(Turn::tokens).sum();
          double[] score = score(task, (int) ((long) all * percent / 100), method);
          sum[0] += 100 * score[0] / set.getValue().size();
          sum[1] += 100 * score[1] / set.getValue().size();
        }
        line.append("  %s %.1f / %.1f".formatted(set.getKey(), sum[0], sum[1]));
        kept += sum[0] / sets.size();
        inContext += sum[1] / sets.size();
      }
      System.out.printf("%-10s %d %%: %.1f / %.1f %s%n", name, percent, kept, inContext, line);
    }
  }

  private static double[] score(Task task, int budgetTokens, Method method) {
    int asked = budgetTokens;
    List<Extract> extracts = List.of();
    for (int round = 0; round < MAX_ROUNDS; round++) {
      extracts = method.extract(task.turns(), asked);
      int over = count(rendered(task.turns(), extracts)) - budgetTokens;
      if (over <= 0) {
        break;
      }
      asked -= over;
    }
    if (count(rendered(task.turns(), extracts)) > budgetTokens) {
      return new double[2];
    }
    StringBuilder all = new StringBuilder();
    StringBuilder runs = new StringBuilder();
    for (Extract extract : extracts) {
      Turn turn = task.turns().get(extract.textIndex());
      for (ByteRange range : extract.ranges()) {
        String run = normal(slice(turn, range));
        all.append(" ").append(run).append(" ");
        if (run.split(" ").length >= MIN_RUN_WORDS || run.equals(normal(turn.text()))) {
          runs.append(" ").append(run).append(" |");
        }
      }
    }
    return new double[] {share(task.facts(), all), share(task.facts(), runs)};
  }

  private static double share(Set<String> facts, StringBuilder text) {
    return (double) facts.stream().filter(fact -> text.indexOf(" " + fact + " ") >= 0).count()
        / facts.size();
  }

  private static String rendered(List<Turn> turns, List<Extract> extracts) {
    StringBuilder text = new StringBuilder();
    for (Extract extract : extracts) {
      Turn turn = turns.get(extract.textIndex());
      text.append(turn.name()).append(":");
      extract.ranges().forEach(range -> text.append(" ").append(slice(turn, range)));
      text.append("\n");
    }
    return text.toString();
  }

  private static String slice(Turn turn, ByteRange range) {
    return turn.utf8().slice(range.startByte(), range.endByte()).decode();
  }

  private static List<Extract> extract(List<Turn> turns, int budgetTokens) {
    // The line end mostly goes into the token of the full stop.
    List<Utterance> texts =
        turns.stream().map(t -> new Utterance(t.utf8(), t.role(), count(t.name() + ":"))).toList();
    Candidates candidates = Candidates.of(texts, TOKENIZER, StopSignal.NEVER);
    return Extractor.extract(candidates, budgetTokens, StopSignal.NEVER);
  }

  private static List<Extract> compact(List<Turn> turns, int budgetTokens) {
    List<Item> items = new ArrayList<>();
    for (int i = 0; i < turns.size(); i++) {
      List<Part> parts = List.of(new Part.Text(turns.get(i).utf8()));
      Body.Message body = new Body.Message(turns.get(i).role(), "", parts);
      items.add(ItemBuilder.item("" + i, body));
    }
    Component history = RandomHistories.history(items);
    Compaction compaction =
        Compactor.compact(
            new CompactionRequest(
                TestModels.with(TOKENIZER),
                history,
                Conversation.of(history, "", new ArrayList<>()),
                Math.max(1, budgetTokens),
                OptionalInt.empty(),
                0,
                CompactionRequest.DEFAULT_KEEP_LAST_TURNS,
                new Reduction.ClearToolResults(3, 0, Set.of()),
                CompactionRequest.DEFAULT_MIN_SHRINK_RATIO,
                0,
                Notes.DEFAULT.cleared(),
                CompactionRequest.DEFAULT_HEADING,
                StopSignal.NEVER));
    Map<Integer, List<ByteRange>> kept = new TreeMap<>();
    for (PromptMessage message : compaction.history().messages()) {
      if (Compacted.isDigest(message.parts().get(0))) {
        for (Segment segment : ((PromptPart.Spliced) message.parts().get(0)).segments()) {
          if (segment instanceof Segment.Source source) {
            kept.computeIfAbsent(Integer.parseInt(source.itemId()), t -> new ArrayList<>())
                .add(new ByteRange(source.startByte(), source.endByte()));
          }
        }
      }
      if (!message.itemId().isEmpty()
          && !turns.get(Integer.parseInt(message.itemId())).text().isEmpty()) {
        int turn = Integer.parseInt(message.itemId());
        kept.put(turn, List.of(new ByteRange(0, turns.get(turn).utf8().length())));
      }
    }
    List<Extract> extracts = new ArrayList<>();
    kept.forEach((turn, ranges) -> extracts.add(new Extract(turn, ranges, 0)));
    return extracts;
  }

  private static List<Extract> keepLast(List<Turn> turns, int budgetTokens) {
    List<Extract> extracts = new ArrayList<>();
    int left = budgetTokens;
    for (int i = turns.size() - 1; i >= 0 && turns.get(i).tokens() <= left; i--) {
      left -= turns.get(i).tokens();
      if (!turns.get(i).text().isEmpty()) {
        ByteRange whole = new ByteRange(0, turns.get(i).utf8().length());
        extracts.add(0, new Extract(i, List.of(whole), turns.get(i).tokens()));
      }
    }
    return extracts;
  }

  private static List<Extract> random(List<Turn> turns, int budgetTokens) {
    record Place(int turn, ByteRange range) {}
    List<Place> places = new ArrayList<>();
    for (int i = 0; i < turns.size(); i++) {
      int turn = i;
      Sentences.of(turns.get(i).utf8(), StopSignal.NEVER)
          .forEach(range -> places.add(new Place(turn, range)));
    }
    Collections.shuffle(places, new Random(1));
    Map<Integer, List<ByteRange>> chosen = new TreeMap<>();
    int left = budgetTokens;
    for (Place place : places) {
      Turn turn = turns.get(place.turn());
      int price = count(" " + slice(turn, place.range()));
      price += chosen.containsKey(place.turn()) ? 0 : count(turn.name() + ":");
      if (price <= left) {
        left -= price;
        chosen.computeIfAbsent(place.turn(), t -> new ArrayList<>()).add(place.range());
      }
    }
    List<Extract> extracts = new ArrayList<>();
    chosen.forEach(
        (turn, ranges) -> {
          ranges.sort((a, b) -> Integer.compare(a.startByte(), b.startByte()));
          extracts.add(new Extract(turn, ranges, 0));
        });
    return extracts;
  }

  private static List<Task> sessions(Path file) throws IOException {
    List<Task> tasks = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      JsonObject session = JsonParser.parseString(line).getAsJsonObject();
      Set<String> facts = new LinkedHashSet<>();
      session.getAsJsonArray("facts").forEach(fact -> facts.add(fact.getAsString()));
      List<Turn> turns = new ArrayList<>();
      session.getAsJsonArray("turns").forEach(turn -> turns.add(turn(turn.getAsJsonObject())));
      tasks.add(new Task(turns, facts));
    }
    return tasks;
  }

  /** Cuts each trajectory at 40, 60 and 80 % of its messages. */
  private static List<Task> trajectories(Path file) throws IOException {
    List<Task> tasks = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      List<JsonObject> messages = new ArrayList<>();
      JsonParser.parseString(line)
          .getAsJsonObject()
          .getAsJsonArray("turns")
          .forEach(turn -> messages.add(turn.getAsJsonObject()));
      messages.removeIf(message -> message.get("role").getAsString().equals("system"));
      for (int percent : new int[] {40, 60, 80}) {
        int cut = messages.size() * percent / 100;
        List<Turn> turns =
            messages.subList(0, cut).stream().map(FactRetentionReport::turn).toList();
        Set<String> facts = new LinkedHashSet<>();
        messages.subList(cut, messages.size()).forEach(message -> addArguments(message, facts));
        StringBuilder before = new StringBuilder();
        turns.forEach(turn -> before.append(" ").append(normal(turn.text())).append(" "));
        facts.removeIf(fact -> fact.length() < 3 || before.indexOf(" " + fact + " ") < 0);
        if (facts.size() >= 2 && turns.stream().mapToInt(Turn::tokens).sum() >= 800) {
          tasks.add(new Task(turns, facts));
        }
      }
    }
    return tasks;
  }

  private static Turn turn(JsonObject turn) {
    return new Turn(turn.get("name").getAsString(), turn.get("text").getAsString());
  }

  private static void addArguments(JsonObject message, Set<String> facts) {
    if (message.has("tool_calls") && message.get("tool_calls").isJsonArray()) {
      for (JsonElement call : message.getAsJsonArray("tool_calls")) {
        String arguments = call.getAsJsonObject().get("arguments").getAsString();
        addLeaves(JsonParser.parseString(arguments), facts);
      }
    }
  }

  private static void addLeaves(JsonElement json, Set<String> facts) {
    if (json.isJsonObject()) {
      json.getAsJsonObject().entrySet().forEach(member -> addLeaves(member.getValue(), facts));
    } else if (json.isJsonArray()) {
      json.getAsJsonArray().forEach(element -> addLeaves(element, facts));
    } else if (json.isJsonPrimitive()) {
      facts.add(normal(json.getAsString()));
    }
  }

  /** The normal form of the data, written apart from the one under test. */
  private static String normal(String text) {
    return text.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}]+", " ").strip();
  }

  private static int count(String text) {
    return TOKENIZER.count(Utf8Text.of(text));
  }
}

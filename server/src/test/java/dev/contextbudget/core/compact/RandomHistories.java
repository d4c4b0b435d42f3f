package dev.contextbudget.core.compact;

import dev.contextbudget.core.error.StopSignal;
import dev.contextbudget.core.fit.Notes;
import dev.contextbudget.core.fit.TestModels;
import dev.contextbudget.core.item.Body;
import dev.contextbudget.core.item.Component;
import dev.contextbudget.core.item.ComponentKind;
import dev.contextbudget.core.item.Item;
import dev.contextbudget.core.item.Part;
import dev.contextbudget.core.item.Reduction;
import dev.contextbudget.core.item.Role;
import dev.contextbudget.core.prompt.Conversation;
import dev.contextbudget.core.token.Tokenizer;
import dev.contextbudget.core.token.Utf8Text;
import dev.contextbudget.core.token.WordTokenizer;
import dev.contextbudget.core.trim.NastyText;
import dev.contextbudget.core.trim.TestTokenizers;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SplittableRandom;

/** Makes histories to compact, of every shape, from a seed: the same seed is the same request. */
final class RandomHistories {
  private final SplittableRandom random;
  private final NastyText nasty;
  private final List<Item> items = new ArrayList<>();

  /** Whether results are long, few of them are to stay and the target is near. */
  private final boolean longResults;

  private int calls;

  private RandomHistories(long seed) {
    this.random = new SplittableRandom(seed);
    this.nasty = new NastyText(random.nextLong());
    this.longResults = random.nextInt(4) == 0;
  }

  /** Returns a request for a history of up to nine turns. */
  static CompactionRequest request(long seed) {
    return request(seed, StopSignal.NEVER);
  }

  static CompactionRequest request(long seed, StopSignal stop) {
    RandomHistories histories = new RandomHistories(seed);
    histories.fill();
    return histories.request(stop);
  }

  private CompactionRequest request(StopSignal stop) {
    Component history = history(items);
    Tokenizer tokenizer = tokenizer();
    int sizeTokens = new HistoryRecount(items, tokenizer).beforeTokens();
    int percent = longResults ? 50 + random.nextInt(40) : 5 + random.nextInt(100);
    int target = 1 + sizeTokens * percent / 100;
    return new CompactionRequest(
        TestModels.with(tokenizer),
        history,
        Conversation.of(history, "", new ArrayList<>()),
        target,
        random.nextInt(3) == 0
            ? OptionalInt.of(target + 1 + random.nextInt(1 + sizeTokens / 2))
            : OptionalInt.empty(),
        random.nextInt(5) == 0 ? random.nextInt(3) : 0,
        random.nextInt(8) == 0 ? 1_000_000 : 1 + random.nextInt(longResults ? 2 : 5),
        new Reduction.ClearToolResults(
            random.nextInt(longResults ? 2 : 4),
            random.nextInt(4) == 0 ? random.nextInt(200) : 0,
            random.nextInt(4) == 0 ? Set.of("search") : Set.of()),
        random.nextInt(4) == 0 ? random.nextInt(1, 101) / 100.0 : 0.1,
        random.nextInt(3),
        Notes.DEFAULT.cleared(),
        CompactionRequest.DEFAULT_HEADING,
        stop);
  }

  /** The real vocabulary is the one whose counts do not add up, and by far the slowest. */
  private Tokenizer tokenizer() {
    return switch (random.nextInt(20)) {
      case 0 -> TestTokenizers.O200K_BASE;
      case 1, 2 -> TestTokenizers.WORDS;
      default -> new WordTokenizer();
    };
  }

  static Component history(List<Item> items) {
    return Component.of("messages", ComponentKind.HISTORY, items);
  }

  private void fill() {
    if (random.nextInt(3) == 0) {
      add(Role.SYSTEM, texts(20));
    }
    if (random.nextInt(5) == 0) {
      add(Role.ASSISTANT, texts(20));
    }
    if (random.nextInt(5) == 0) {
      String digest = "\nuser: I am mia_li_3668.\nassistant: %s".formatted(nasty.prose(20));
      String heading = CompactionRequest.DEFAULT_HEADING.decode();
      add(Role.USER, List.of(new Part.Text(Utf8Text.of(heading + digest))));
    }
    int turns = random.nextInt(1, 10);
    boolean resultsInUserMessages = random.nextInt(4) == 0;
    for (int turn = 0; turn < turns; turn++) {
      add(Role.USER, userParts());
      for (int loop = random.nextInt(3); loop > 0; loop--) {
        addCalls(1 + random.nextInt(3), 0, resultsInUserMessages);
      }
      if (random.nextInt(5) > 0) {
        add(Role.ASSISTANT, texts(25));
      }
      if (random.nextInt(15) == 0) {
        add(Role.SYSTEM, texts(10));
      }
    }
    if (random.nextInt(5) == 0) {
      addCalls(2, 1 + random.nextInt(2), resultsInUserMessages);
    }
  }

  private List<Part> userParts() {
    List<Part> parts = new ArrayList<>(texts(25));
    if (random.nextInt(8) == 0) {
      parts.add(new Part.Image(64, 64, "", "image/png", new Part.Payload(new byte[] {1})));
    }
    return parts;
  }

  /** Adds a batch of calls and its results, of which the last {@code open} are still missing. */
  private void addCalls(int batch, int open, boolean resultsInUserMessages) {
    List<Part> parts = new ArrayList<>();
    if (random.nextInt(3) == 0) {
      parts.add(new Part.Thinking(new Part.Payload(new byte[] {(byte) calls}), random.nextInt(20)));
    }
    if (random.nextInt(3) == 0) {
      parts.addAll(texts(10));
    }
    int first = calls;
    for (int i = 0; i < batch; i++) {
      String tool = random.nextInt(4) == 0 ? "book" : "search";
      parts.add(new Part.ToolCall("call" + calls++, tool, arguments()));
    }
    add(Role.ASSISTANT, parts);
    List<Part> together = new ArrayList<>();
    for (int i = 0; i < batch - open; i++) {
      List<Part> content = new ArrayList<>(texts(longResults ? 120 : 20));
      if (random.nextInt(8) == 0) {
        content.add(new Part.Image(64, 64, "", "image/png", Part.Payload.EMPTY));
      }
      Part result = new Part.ToolResult("call" + (first + i), random.nextBoolean(), content);
      if (resultsInUserMessages) {
        together.add(result);
      } else {
        add(Role.TOOL, List.of(result));
      }
    }
    if (!together.isEmpty()) {
      if (open == 0 && random.nextInt(4) == 0) {
        together.addAll(texts(10)); // the user goes on: a turn begins inside a call group
      }
      add(Role.USER, together);
    }
  }

  private Utf8Text arguments() {
    return Utf8Text.of(
        random.nextInt(10) == 0 ? nasty.json() : "{\"ref\": \"HAT%d\"}".formatted(calls));
  }

  private List<Part> texts(int words) {
    List<Part> parts = new ArrayList<>();
    for (int i = random.nextInt(6) == 0 ? 2 : 1; i > 0; i--) {
      String text = random.nextInt(20) == 0 ? nasty.next() : nasty.prose(random.nextInt(words + 1));
      parts.add(new Part.Text(Utf8Text.of(text)));
    }
    return parts;
  }

  private void add(Role role, List<Part> parts) {
    boolean textOnly = parts.stream().allMatch(part -> part instanceof Part.Text);
    boolean bodiless = textOnly && random.nextInt(25) == 0;
    boolean known = bodiless || random.nextInt(15) == 0;
    items.add(
        new Item(
            "m" + items.size(),
            0,
            random.nextInt(30) == 0,
            random.nextInt(30) == 0 ? "g" + random.nextInt(2) : "",
            items.isEmpty() || random.nextInt(30) > 0
                ? List.of()
                : List.of("m" + random.nextInt(items.size())),
            1,
            known ? OptionalInt.of(random.nextInt(80)) : OptionalInt.empty(),
            new Body.Message(
                role, random.nextInt(8) == 0 ? "mia_li" : "", bodiless ? List.of() : parts)));
  }
}

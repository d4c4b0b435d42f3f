package dev.contextbudget.core.prefix;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.contextbudget.Seeds;
import dev.contextbudget.core.fit.TestModels;
import dev.contextbudget.core.item.Body;
import dev.contextbudget.core.item.Component;
import dev.contextbudget.core.item.ComponentKind;
import dev.contextbudget.core.item.Item;
import dev.contextbudget.core.item.Part;
import dev.contextbudget.core.item.Reduction;
import dev.contextbudget.core.item.Role;
import dev.contextbudget.core.item.Stability;
import dev.contextbudget.core.model.ModelProfile;
import dev.contextbudget.core.prefix.CacheReport.Boundary;
import dev.contextbudget.core.prefix.CacheReport.Mark;
import dev.contextbudget.core.prefix.PrefixCalls.Call;
import dev.contextbudget.core.prompt.Prompt.PromptMessage;
import dev.contextbudget.core.prompt.PromptPart;
import dev.contextbudget.core.token.Utf8Text;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What we say the provider reads, beside what a cache with marks would read. */
class ProviderCacheTest {
  private static final ModelProfile MODEL = TestModels.withMarks();
  private static final int LOOK_BACK_BLOCKS = 4;
  private static final int MIN_TOKENS = 20;

  static LongStream seeds() {
    return Seeds.all();
  }

  /**
   * A cache that does what providers say theirs does: it holds the beginnings that were marked in
   * the last request, and from each mark looks so many blocks back for one.
   */
  private static final class Cache {
    private Set<List<Object>> held = new HashSet<>();

    /** Returns the tokens read, and keeps what is marked. */
    int read(Call call) {
      List<Object> blocks = new ArrayList<>();
      List<Integer> tokens = new ArrayList<>();
      List<Integer> marked = new ArrayList<>();
      add(call, blocks, tokens, marked);
      int read = 0;
      Set<List<Object>> next = new HashSet<>();
      for (int mark : marked) {
        for (int end = mark; end > 0 && end >= mark - LOOK_BACK_BLOCKS; end--) {
          int sum = tokens.subList(0, end).stream().mapToInt(Integer::intValue).sum();
          if (sum >= MIN_TOKENS && held.contains(blocks.subList(0, end))) {
            read = Math.max(read, sum);
          }
        }
        next.add(List.copyOf(blocks.subList(0, mark)));
      }
      held = next;
      return read;
    }

    private static void add(
        Call call, List<Object> blocks, List<Integer> tokens, List<Integer> marked) {
      Set<String> marks = new HashSet<>();
      for (Boundary boundary : call.report().boundaries()) {
        if (boundary.mark() != Mark.NONE) {
          marks.add(boundary.afterItemId());
        }
      }
      List<String> owners = new ArrayList<>();
      for (PromptMessage message : call.fit().prompt().messages()) {
        int framing = message.framingTokens();
        for (PromptPart part : message.parts()) {
          blocks.add(List.of(message.role(), framing, part.content()));
          tokens.add(part.tokens() + framing);
          owners.add(owner(part));
          framing = 0;
        }
      }
      for (String item : marks) {
        marked.add(owners.lastIndexOf(item) + 1);
      }
    }

    private static String owner(PromptPart part) {
      if (part instanceof PromptPart.AsSent sent) {
        return sent.itemId();
      }
      return part instanceof PromptPart.Spliced spliced ? spliced.itemId() : "";
    }
  }

  private static List<Item> turn(SplittableRandom random, int number) {
    List<Item> items = new ArrayList<>();
    items.add(message("u" + number, Role.USER, text(random, "q" + number)));
    int calls = random.nextInt(4) * random.nextInt(3);
    boolean batched = random.nextBoolean();
    List<Part> asked = new ArrayList<>();
    List<Part> results = new ArrayList<>();
    for (int i = 0; i < calls; i++) {
      String id = "c" + number + "-" + i;
      asked.add(new Part.ToolCall(id, "search", Utf8Text.of("{}")));
      results.add(new Part.ToolResult(id, false, List.of(text(random, "r" + i))));
    }
    if (calls > 0) {
      items.add(message("c" + number, Role.ASSISTANT, asked.toArray(Part[]::new)));
      if (batched) {
        items.add(message("r" + number, Role.USER, results.toArray(Part[]::new)));
      } else {
        for (int i = 0; i < calls; i++) {
          items.add(message("r" + number + "-" + i, Role.TOOL, results.get(i)));
        }
      }
    }
    items.add(message("a" + number, Role.ASSISTANT, text(random, "a" + number)));
    return items;
  }

  private static Item message(String id, Role role, Part... parts) {
    return PrefixCalls.item(id, 1, new Body.Message(role, "", List.of(parts)));
  }

  private static Part.Text text(SplittableRandom random, String first) {
    return new Part.Text(Utf8Text.of(first + " word".repeat(1 + random.nextInt(12))));
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void whatIsSaidToBeReadIsRead(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Component system =
        PrefixCalls.text(
            "system", ComponentKind.SYSTEM, Stability.STATIC, "s" + " word".repeat(30));
    int budget = random.nextBoolean() ? 100_000 : 250 + random.nextInt(300);
    List<Item> items = new ArrayList<>();
    Cache cache = new Cache();
    Optional<PrefixState> previous = Optional.empty();
    for (int turn = 0; turn < 12; turn++) {
      items.addAll(turn(random, turn));
    }
    for (int end = 1; end <= items.size(); end += 1 + random.nextInt(9)) {
      boolean asks = random.nextBoolean();
      Component input =
          PrefixCalls.text("input", ComponentKind.USER_INPUT, Stability.REQUEST, "and " + end);
      Component history = PrefixCalls.history(items.subList(0, end), new Reduction.DropItems());
      Optional<Call> call =
          PrefixCalls.call(
              MODEL,
              asks ? List.of(system, history, input) : List.of(system, history),
              budget,
              previous);
      if (call.isPresent()) {
        assertEquals(
            cache.read(call.get()),
            call.get().report().expected().orElseThrow().readTokens(),
            "at " + end);
        previous = call.get().state();
      }
    }
  }

  /** Twelve blocks at once are more than the four that are looked back. */
  @Test
  void afterAWideTurnTheMarkBeforeItIsStillRead() {
    List<Item> items = new ArrayList<>(PrefixCalls.turns("t", 4, 6));
    Call first = call(items, Optional.empty());
    for (int i = 0; i < 12; i++) {
      Role role = i % 2 == 0 ? Role.USER : Role.ASSISTANT;
      items.add(message("n" + i, role, text(new SplittableRandom(i), "n")));
    }
    Call second = call(items, first.state());

    List<Boundary> marked = marked(second);
    assertEquals(List.of("n3", "n11"), marked.stream().map(Boundary::afterItemId).toList());
    assertEquals(
        marked(first).get(0).tokens(), second.report().expected().orElseThrow().readTokens());
  }

  private static Call call(List<Item> items, Optional<PrefixState> previous) {
    Component history = PrefixCalls.history(items, new Reduction.DropItems());
    return PrefixCalls.call(MODEL, List.of(history), 100_000, previous).orElseThrow();
  }

  private static List<Boundary> marked(Call call) {
    return call.report().boundaries().stream().filter(b -> b.mark() != Mark.NONE).toList();
  }
}

package dev.contextbudget.core.fit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import dev.contextbudget.Seeds;
import dev.contextbudget.core.error.StopSignal;
import dev.contextbudget.core.item.Body;
import dev.contextbudget.core.item.Component;
import dev.contextbudget.core.item.ComponentKind;
import dev.contextbudget.core.item.Item;
import dev.contextbudget.core.item.Part;
import dev.contextbudget.core.item.Reduction;
import dev.contextbudget.core.item.Role;
import dev.contextbudget.core.model.ModelProfile;
import dev.contextbudget.core.model.RequestSize;
import dev.contextbudget.core.prompt.Layout;
import dev.contextbudget.core.prompt.Prompt.PromptMessage;
import dev.contextbudget.core.prompt.PromptPart;
import dev.contextbudget.core.prompt.Sizer;
import dev.contextbudget.core.token.Utf8Text;
import dev.contextbudget.core.trim.NastyText;
import dev.contextbudget.core.trim.TestTokenizers;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** INV-16: whatever is cut on its way through the fit, a model reads no torn structure. */
class CutStructurePropertyTest {
  private static final ModelProfile MODEL = TestModels.with(TestTokenizers.WORDS);
  private static final String BEFORE = "Found it.";
  private static final Set<String> TAGS = Set.of("doc", "item", "note", "x-y");

  static LongStream seeds() {
    return Seeds.all();
  }

  /**
   * A text as it was sent and as it stands in the prompt.
   *
   * @param inResult it stands behind another text in the result of a tool
   */
  private record CutText(String sent, String cut, boolean inResult) {
    boolean isJson() {
      return sent.startsWith("{") || sent.startsWith("[");
    }
  }

  /** Returns what is cut of passages and of the result of a tool at a budget that is too small. */
  private static List<CutText> cuts(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    NastyText texts = new NastyText(random.nextLong());
    Map<String, String> sent = new HashMap<>();
    List<Item> passages = new ArrayList<>();
    for (int i = random.nextInt(1, 4); i > 0; i--) {
      sent.put("p" + i, texts.next());
      Body body = new Body.Passage(Utf8Text.of(sent.get("p" + i)), "", List.of());
      passages.add(Samples.item("p" + i, 0, false, body));
    }
    sent.put("result", texts.next());
    List<Component> components =
        List.of(
            Samples.history(cutting(random), talk(sent.get("result"))),
            Samples.component(
                "found",
                ComponentKind.RETRIEVED,
                cutting(random),
                OptionalInt.empty(),
                passages.toArray(Item[]::new)));
    List<CutText> cuts = new ArrayList<>();
    for (PromptMessage message : fit(components, random).prompt().messages()) {
      for (PromptPart part : message.parts()) {
        if (part instanceof PromptPart.Spliced spliced) {
          cuts.add(cut(spliced, sent.get(spliced.itemId())));
        }
      }
    }
    return cuts;
  }

  private static FitResult fit(List<Component> components, SplittableRandom random) {
    Layout layout = Layout.of(components, RandomRequests.conversations(components));
    RequestSize sizes = new Sizer(MODEL, StopSignal.NEVER).measure(components, layout);
    int budget = 60 + random.nextInt(Math.toIntExact(sizes.totalTokens()));
    FitRequest request = RandomRequests.request(MODEL, components, budget, Samples.policy(1));
    return Fitter.fit(request, layout, sizes);
  }

  private static Reduction cutting(SplittableRandom random) {
    return new Reduction.Truncate(Reduction.Side.values()[random.nextInt(3)]);
  }

  private static List<Item> talk(String result) {
    List<Part> texts =
        List.of(new Part.Text(Utf8Text.of(BEFORE)), new Part.Text(Utf8Text.of(result)));
    Body.Message found =
        new Body.Message(Role.TOOL, "", List.of(new Part.ToolResult("c", false, texts)));
    return List.of(
        Samples.user("u0", 5),
        Samples.call("call", "c"),
        Samples.item("result", 0, false, found),
        Samples.answer("a0", 5),
        Samples.user("u1", 5));
  }

  private static CutText cut(PromptPart.Spliced spliced, String sent) {
    if (spliced.content() instanceof Part.ToolResult result) {
      String joined = ((Part.Text) result.parts().get(0)).text().decode();
      assertTrue(joined.startsWith(BEFORE + "\n"), joined);
      return new CutText(sent, joined.substring(BEFORE.length() + 1), true);
    }
    return new CutText(sent, ((Part.Text) spliced.content()).text().decode(), false);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void inv16_noCutLeavesAFenceATagOrABracketOpen(long seed) throws IOException {
    for (CutText text : cuts(seed)) {
      if (text.isJson()) {
        assertSame(kindOfJson(text.sent()), kindOfJson(text.cut()));
      } else {
        assertEquals(List.of(), open(text.sent())); // the oracle understands what was sent
        assertEquals(List.of(), open(text.cut()), text.cut());
      }
    }
  }

  private static void assertSame(JsonToken sent, JsonToken cut) {
    assertEquals(sent, cut, "an object stays an object, an array an array");
  }

  /** Reads one value to its end, without leniency, and says how it begins. */
  private static JsonToken kindOfJson(String json) throws IOException {
    JsonReader reader = new JsonReader(new StringReader(json));
    reader.setStrictness(Strictness.STRICT);
    JsonToken kind = reader.peek();
    reader.skipValue();
    assertEquals(JsonToken.END_DOCUMENT, reader.peek(), json);
    return kind;
  }

  /** Returns what is open behind the last line, or was closed without having been opened. */
  private static List<String> open(String text) {
    Deque<String> tags = new ArrayDeque<>();
    String fence = "";
    for (String line : text.split("\n", -1)) {
      String run = fenceRun(line);
      if (!fence.isEmpty()) {
        fence = run.startsWith(fence) && line.strip().endsWith(run) ? "" : fence;
      } else if (!run.isEmpty()) {
        fence = run;
      } else {
        readTags(line, tags);
      }
    }
    List<String> open = new ArrayList<>(tags);
    if (!fence.isEmpty()) {
      open.add(fence);
    }
    return open;
  }

  /** Returns the three or more backticks or tildes that a line begins with; empty if none. */
  private static String fenceRun(String line) {
    int start = 0;
    while (start < line.length() && " \t>".indexOf(line.charAt(start)) >= 0) {
      start++;
    }
    int end = start;
    while (end < line.length()
        && "`~".indexOf(line.charAt(end)) >= 0
        && line.charAt(end) == line.charAt(start)) {
      end++;
    }
    return end - start >= 3 ? line.substring(start, end) : "";
  }

  private static void readTags(String line, Deque<String> open) {
    for (int at = line.indexOf('<'); at >= 0; at = line.indexOf('<', at + 1)) {
      boolean closes = line.startsWith("</", at);
      int nameAt = closes ? at + 2 : at + 1;
      int end = line.indexOf('>', nameAt);
      String name = end < 0 ? "" : line.substring(nameAt, end).split(" ", 2)[0];
      if (!TAGS.contains(name)) {
        continue;
      }
      if (!closes) {
        open.push(name);
      } else if (name.equals(open.peek())) {
        open.pop();
      } else {
        open.push("/" + name);
      }
    }
  }

  /** Otherwise the property says nothing. */
  @Test
  void textsOfEveryKindAreCut() {
    List<CutText> cuts = new ArrayList<>();
    LongStream.range(0, 300).forEach(seed -> cuts.addAll(cuts(seed)));

    for (boolean inResult : List.of(true, false)) {
      List<CutText> of = cuts.stream().filter(cut -> cut.inResult() == inResult).toList();
      assertTrue(of.stream().filter(CutText::isJson).count() >= 20, "JSON of " + of.size());
      assertTrue(of.stream().filter(cut -> cut.cut().contains("```")).count() >= 20, "fences");
      assertTrue(of.stream().filter(cut -> cut.cut().contains("</doc>")).count() >= 20, "tags");
    }
  }
}

package dev.contextbudget.dialect;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.contextbudget.catalog.CatalogReader;
import dev.contextbudget.core.error.StopSignal;
import dev.contextbudget.core.item.Body;
import dev.contextbudget.core.item.Component;
import dev.contextbudget.core.item.Item;
import dev.contextbudget.core.item.Part;
import dev.contextbudget.core.item.Reduction;
import dev.contextbudget.core.item.Role;
import dev.contextbudget.core.model.ModelProfile;
import dev.contextbudget.core.prompt.Prompt;
import dev.contextbudget.core.prompt.Prompt.PromptMessage;
import dev.contextbudget.core.prompt.Prompt.PromptTool;
import dev.contextbudget.core.prompt.PromptPart;
import dev.contextbudget.core.token.Utf8Text;
import dev.contextbudget.dialect.anthropic.AnthropicDialect;
import dev.contextbudget.dialect.chat.ChatDialect;
import dev.contextbudget.dialect.gemini.GeminiDialect;
import dev.contextbudget.dialect.json.JsonDocument;
import dev.contextbudget.dialect.json.JsonFault;
import dev.contextbudget.dialect.json.JsonIndexer;
import dev.contextbudget.dialect.responses.ResponsesDialect;
import dev.contextbudget.dialect.translate.BodyTranslator;
import dev.contextbudget.dialect.translate.NotConvertible;
import dev.contextbudget.dialect.translate.TargetModel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A body of 1 MB, read and written: as a tree by Jackson, and by us into components and back, whole
 * and without a third of its messages. Nothing is counted or decided.
 *
 * <pre>mvn -q -Pbench -pl server -am verify -DskipTests -Djmh.args="BodyBenchmark -prof gc"</pre>
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class BodyBenchmark {
  private static final int BYTES = 1_000_000;

  private static final Map<Format, Dialect> DIALECTS =
      Stream.of(
              new ChatDialect(),
              new ResponsesDialect(),
              new AnthropicDialect(),
              new GeminiDialect())
          .collect(Collectors.toMap(Dialect::format, dialect -> dialect));

  /** The API whose body it is, and the shape of the chat that it was made of. */
  @Param({
    "OPENAI_CHAT ENSURE_ASCII",
    "OPENAI_CHAT UTF_8",
    "OPENAI_CHAT IMAGES",
    "OPENAI_RESPONSES UTF_8",
    "OPENAI_RESPONSES IMAGES",
    "ANTHROPIC_MESSAGES UTF_8",
    "ANTHROPIC_MESSAGES IMAGES",
    "GEMINI UTF_8",
    "GEMINI IMAGES"
  })
  String body;

  private final JsonMapper jackson = new JsonMapper();
  private Dialect dialect;
  private ModelProfile model;
  private byte[] bytes;
  private Prompt whole;
  private Prompt twoThirds;

  @Setup
  public void setup() throws IOException, JsonFault {
    model = new CatalogReader().bundled().find("gpt-4.1").model();
    String[] of = body.split(" ");
    dialect = DIALECTS.get(Format.valueOf(of[0]));
    bytes = in(dialect.format(), ChatBodies.body(ChatBodies.Shape.valueOf(of[1]), BYTES));
    ProviderBody read = read();
    BodyComponents components = components(read);
    whole = prompt(components, Integer.MAX_VALUE);
    twoThirds = prompt(components, 3);
    int left = 0;
    for (int i = 0; i < read.messages().size(); i++) {
      left += (i + 1) % 3 == 0 ? 0 : read.messages().get(i).elements().size();
    }
    if (!readAndWrite().equals(Utf8Text.wrap(bytes)) || elements(readAndCut()) != left) {
      throw new IllegalStateException("the benchmark does not do what it says");
    }
  }

  private static byte[] in(Format format, byte[] chat) throws JsonFault {
    if (format == Format.OPENAI_CHAT) {
      return chat;
    }
    try {
      TargetModel model = new TargetModel("a-model", 4096, OptionalInt.empty());
      return BodyTranslator.translate(Format.OPENAI_CHAT, index(chat), format, model)
          .json()
          .decode()
          .getBytes(StandardCharsets.UTF_8);
    } catch (NotConvertible lossy) {
      throw new IllegalStateException(lossy.losses().toString(), lossy);
    }
  }

  private int elements(Utf8Text json) throws JsonFault {
    JsonDocument document = index(json.decode().getBytes(StandardCharsets.UTF_8));
    ProviderBody cut = dialect.read(document, new PartSizes(model, Map.of()));
    return Objects.requireNonNull(cut.list()).elements().size();
  }

  private static JsonDocument index(byte[] json) throws JsonFault {
    return JsonIndexer.index(json, StopSignal.NEVER);
  }

  private static Prompt prompt(BodyComponents components, int dropped) {
    List<PromptTool> tools = new ArrayList<>();
    List<PromptMessage> messages = new ArrayList<>();
    for (Component component : components.beside()) {
      for (Item item : component.items()) {
        if (item.body() instanceof Body.Tool tool) {
          tools.add(new PromptTool(item.id(), tool, "", 0));
        } else if (item.body() instanceof Body.Passage passage) {
          Part said = new Part.Text(Objects.requireNonNull(passage.text()));
          PromptPart part = new PromptPart.AsSent(item.id(), 0, said, 0, false);
          messages.add(new PromptMessage("", Role.SYSTEM, "", false, 0, List.of(part)));
        }
      }
    }
    int seen = 0;
    for (BodyComponents.Run run : components.messages()) {
      for (Item item : run.component().items()) {
        if (++seen % dropped != 0) {
          messages.add(message(item.id(), (Body.Message) item.body()));
        }
      }
    }
    return new Prompt(tools, messages);
  }

  private static PromptMessage message(String id, Body.Message message) {
    List<PromptPart> parts = new ArrayList<>();
    for (Part part : message.parts()) {
      parts.add(new PromptPart.AsSent(id, parts.size(), part, 0, false));
    }
    return new PromptMessage(id, message.role(), message.name(), false, 0, parts);
  }

  private ProviderBody read() throws JsonFault {
    return dialect.read(index(bytes), new PartSizes(model, Map.of()));
  }

  private static BodyComponents components(ProviderBody body) {
    return new BodyComponents(body, Map.of(), new Reduction.DropItems(), new Reduction.None());
  }

  private Utf8Text rendered(Prompt prompt) throws JsonFault {
    ProviderBody body = read();
    BodyComponents components = components(body);
    int items = components.beside().size() + components.messages().size();
    Utf8Text text = BodyRenderer.render(dialect, body, prompt).text();
    return items > 0 ? text : Utf8Text.EMPTY;
  }

  /** What is not cut: a tree, and the text of it. */
  @Benchmark
  public byte[] jackson() throws IOException {
    return jackson.writeValueAsBytes(jackson.readTree(bytes));
  }

  /** Where each value stands. */
  @Benchmark
  public JsonDocument index() throws JsonFault {
    return index(bytes);
  }

  /** The body as it was sent. */
  @Benchmark
  public Utf8Text readAndWrite() throws JsonFault {
    return rendered(whole);
  }

  /** The body without a third of its messages. */
  @Benchmark
  public Utf8Text readAndCut() throws JsonFault {
    return rendered(twoThirds);
  }
}

package dev.contextbudget.dialect.responses;

import dev.contextbudget.core.error.BudgetUnsatisfiable;
import dev.contextbudget.core.error.StopSignal;
import dev.contextbudget.core.error.Violation;
import dev.contextbudget.core.fit.FitPolicy;
import dev.contextbudget.core.fit.FitRequest;
import dev.contextbudget.core.fit.FitResult;
import dev.contextbudget.core.fit.Fitter;
import dev.contextbudget.core.fit.Notes;
import dev.contextbudget.core.fit.TestModels;
import dev.contextbudget.core.item.Component;
import dev.contextbudget.core.item.Reduction;
import dev.contextbudget.core.model.ModelProfile;
import dev.contextbudget.core.model.RequestSize;
import dev.contextbudget.core.prompt.Conversation;
import dev.contextbudget.core.prompt.Layout;
import dev.contextbudget.core.prompt.Sizer;
import dev.contextbudget.dialect.BodyComponents;
import dev.contextbudget.dialect.BodyMessage;
import dev.contextbudget.dialect.BodyRenderer;
import dev.contextbudget.dialect.BodyRules;
import dev.contextbudget.dialect.ItemHint;
import dev.contextbudget.dialect.PartSizes;
import dev.contextbudget.dialect.ProviderBody;
import dev.contextbudget.dialect.SizeHint;
import dev.contextbudget.dialect.json.JsonEdits;
import dev.contextbudget.dialect.json.JsonFault;
import dev.contextbudget.dialect.json.JsonIndexer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads bodies and fits them, as the service does, with counts that a reader can follow. */
final class Bodies {
  private static final ModelProfile MODEL = TestModels.words();
  private static final Path FOLDER = Path.of("src/test/resources/bodies/openai-responses");

  private Bodies() {}

  /** Returns the hand-written bodies of a folder below, by name. */
  static List<Path> files(String folder) {
    try (Stream<Path> files = Files.list(FOLDER.resolve(folder))) {
      return files.filter(file -> file.toString().endsWith(".json")).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static ProviderBody read(String json) {
    return read(json.getBytes(StandardCharsets.UTF_8), Map.of());
  }

  static ProviderBody read(byte[] json, Map<String, SizeHint> sizes) {
    try {
      return new ResponsesDialect()
          .read(JsonIndexer.index(json, StopSignal.NEVER), new PartSizes(MODEL, sizes));
    } catch (JsonFault e) {
      throw new AssertionError(e);
    }
  }

  /** Returns a body whose input is these items. */
  static ProviderBody input(String... items) {
    return read("{\"input\":[" + String.join(",", items) + "]}");
  }

  /** What a body holds, measured. */
  record Measured(
      ProviderBody body,
      List<Component> components,
      List<Conversation> conversations,
      Layout layout,
      RequestSize sizes,
      List<Violation> violations) {

    long tokens() {
      return sizes.totalTokens();
    }

    /** Returns the edits that fit the body; none if what must stay does not fit. */
    Optional<JsonEdits> fit(int budgetTokens, Notes notes) {
      FitPolicy policy = new FitPolicy(List.of(), List.of(), 1, 0.7, List.of(), notes, false);
      FitRequest request =
          new FitRequest(
              MODEL,
              budgetTokens,
              policy,
              components,
              conversations,
              false,
              Map.of(),
              new BodyRules(body, false),
              StopSignal.NEVER);
      try {
        FitResult fit = Fitter.fit(request, layout, sizes);
        return Optional.of(BodyRenderer.render(new ResponsesDialect(), body, fit.prompt()));
      } catch (BudgetUnsatisfiable e) {
        return Optional.empty();
      }
    }
  }

  static Measured measure(ProviderBody body, Map<String, ItemHint> hints, Reduction reduction) {
    BodyComponents parts = new BodyComponents(body, hints, reduction, new Reduction.DropItems());
    List<Component> components = new ArrayList<>(parts.beside());
    parts.messages().forEach(run -> components.add(run.component()));
    List<Violation> violations = new ArrayList<>();
    List<Conversation> conversations = new ArrayList<>();
    for (Component component : components) {
      conversations.add(
          component.hasMessages()
              ? Conversation.of(component, component.id(), violations)
              : Conversation.NONE);
    }
    Layout layout = Layout.of(components, conversations);
    RequestSize sizes = new Sizer(MODEL, StopSignal.NEVER).measure(components, layout);
    return new Measured(body, components, conversations, layout, sizes, violations);
  }

  static Measured measure(ProviderBody body) {
    return measure(body, Map.of(), new Reduction.DropItems());
  }

  /** Returns an object in JSON, of members with single quotes. */
  static String json(String members) {
    return "{" + members.replace('\'', '"') + "}";
  }

  /**
   * Returns roles and parts of messages, such as {@code USER[Text] ASSISTANT[Thinking ToolCall]}.
   */
  static String shape(ProviderBody body) {
    StringBuilder shape = new StringBuilder();
    for (BodyMessage message : body.messages()) {
      List<String> parts =
          message.parts().stream().map(p -> p.part().getClass().getSimpleName()).toList();
      shape.append(message.role()).append('[').append(String.join(" ", parts)).append("] ");
    }
    return shape.toString().strip();
  }
}

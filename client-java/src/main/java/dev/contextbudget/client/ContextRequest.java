package dev.contextbudget.client;

import com.google.protobuf.ByteString;
import dev.contextbudget.v1.CacheOptions;
import dev.contextbudget.v1.Chunk;
import dev.contextbudget.v1.Component;
import dev.contextbudget.v1.Component.ContentCase;
import dev.contextbudget.v1.ComponentKind;
import dev.contextbudget.v1.CountTokensRequest;
import dev.contextbudget.v1.FitContextRequest;
import dev.contextbudget.v1.MessageContent;
import dev.contextbudget.v1.Policy;
import dev.contextbudget.v1.TextContent;
import dev.contextbudget.v1.Tool;
import dev.contextbudget.v1.View;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Writes the common request in a few lines; the methods return this, for chaining.
 *
 * <p>It has the usual parts of a prompt, each as one component with the id that its method names;
 * their order does not matter, because the server puts what is stable first. Everything else can be
 * had by {@link #component}, or by {@code toBuilder()} on the request it returns. Nothing is
 * checked here but that no content takes the place of other content: the server says what is wrong
 * with a request.
 */
public final class ContextRequest {
  private final String model;
  private final List<Component.Builder> components = new ArrayList<>();
  private final Policy.Builder policy = Policy.newBuilder();
  private final FitContextRequest.Builder request = FitContextRequest.newBuilder();

  private ContextRequest(String model) {
    this.model = model;
  }

  /**
   * Begins a request.
   *
   * @param model id, alias or prefix of a model in the server's catalogue
   */
  public static ContextRequest forModel(String model) {
    return new ContextRequest(model);
  }

  /** Adds the instructions, as component {@code system}; they are never reduced. */
  public ContextRequest system(String text) {
    components.add(text("system", ComponentKind.COMPONENT_KIND_SYSTEM, text));
    return this;
  }

  /**
   * Adds a tool that the model may call, to component {@code tools}.
   *
   * @param parametersJsonSchema an object; empty for a tool without parameters
   * @throws IllegalStateException if a component {@code tools} was added that holds no tools
   */
  public ContextRequest tool(String name, String description, String parametersJsonSchema) {
    return tool(
        Tool.newBuilder()
            .setName(name)
            .setDescription(description)
            .setParametersJsonSchema(parametersJsonSchema)
            .build());
  }

  /** Adds a tool that the model may call, as {@link #tool(String, String, String)} does. */
  public ContextRequest tool(Tool tool) {
    component("tools", ComponentKind.COMPONENT_KIND_TOOLS, ContentCase.TOOLS)
        .getToolsBuilder()
        .addTools(tool);
    return this;
  }

  /** Adds the conversation so far, as component {@code history}; its oldest turns leave first. */
  public ContextRequest history(Conversation conversation) {
    components.add(
        Component.newBuilder()
            .setId("history")
            .setKind(ComponentKind.COMPONENT_KIND_HISTORY)
            .setMessages(MessageContent.newBuilder().addAllMessages(conversation.messages())));
    return this;
  }

  /**
   * Adds a passage that was found for this request, to component {@code retrieved}.
   *
   * @param id comes back in the decision
   * @param score relevance; the least relevant per token leave first
   * @throws IllegalStateException if a component {@code retrieved} was added that holds no passages
   */
  public ContextRequest passage(String id, String text, double score) {
    return passage(Chunk.newBuilder().setId(id).setValue(text).setScore(score).build());
  }

  /** Adds a passage that was found for this request, to component {@code retrieved}. */
  public ContextRequest passage(Chunk passage) {
    component("retrieved", ComponentKind.COMPONENT_KIND_RETRIEVED, ContentCase.CHUNKS)
        .getChunksBuilder()
        .addChunks(passage);
    return this;
  }

  /** Adds what the user says now, as component {@code input}; it stands last and stays whole. */
  public ContextRequest userInput(String text) {
    components.add(text("input", ComponentKind.COMPONENT_KIND_USER_INPUT, text));
    return this;
  }

  /** Adds a component of any other form. */
  public ContextRequest component(Component component) {
    components.add(component.toBuilder());
    return this;
  }

  /** Divides the window as a preset of the server does. */
  public ContextRequest preset(String name) {
    policy.setPreset(name);
    return this;
  }

  /** Uses less than the model's window. */
  public ContextRequest window(int tokens) {
    policy.setContextWindowTokens(tokens);
    return this;
  }

  /** Keeps tokens of the window free for the answer. */
  public ContextRequest reserveOutput(int tokens) {
    policy.setOutputReserveTokens(tokens);
    return this;
  }

  /**
   * Says that this request is one of a conversation, so that the provider's cached prefix is worth
   * keeping.
   *
   * @param prefixToken {@code FitContextResponse.cache.prefix_token} of the previous call; empty on
   *     the first
   */
  public ContextRequest keepPrefix(ByteString prefixToken) {
    request.setCache(CacheOptions.newBuilder().setPrefixToken(prefixToken));
    return this;
  }

  /** Asks for byte ranges of the texts instead of the texts; see {@link Edits}. */
  public ContextRequest edits() {
    request.setView(View.VIEW_EDITS);
    return this;
  }

  /** Returns the request to fit this context. */
  public FitContextRequest fit() {
    FitContextRequest.Builder fit = request.build().toBuilder().setModel(model);
    components.forEach(fit::addComponents);
    Policy set = policy.build();
    return set.equals(Policy.getDefaultInstance()) ? fit.build() : fit.setPolicy(set).build();
  }

  /** Returns the request to count this context as it is. */
  public CountTokensRequest count() {
    CountTokensRequest.Builder count = CountTokensRequest.newBuilder().setModel(model);
    components.forEach(count::addComponents);
    return count.build();
  }

  /** Returns the component that collects items of a kind; content of another form would be lost. */
  private Component.Builder component(String id, ComponentKind kind, ContentCase content) {
    for (Component.Builder component : components) {
      if (component.getId().equals(id)) {
        ContentCase there = component.getContentCase();
        if (there != content && there != ContentCase.CONTENT_NOT_SET) {
          throw new IllegalStateException(
              "component '%s' holds %s, so nothing can be added to its %s"
                  .formatted(id, name(there), name(content)));
        }
        return component;
      }
    }
    Component.Builder component = Component.newBuilder().setId(id).setKind(kind);
    components.add(component);
    return component;
  }

  private static String name(ContentCase content) {
    return content.name().toLowerCase(Locale.ROOT);
  }

  private static Component.Builder text(String id, ComponentKind kind, String text) {
    return Component.newBuilder()
        .setId(id)
        .setKind(kind)
        .setText(TextContent.newBuilder().setValue(text));
  }
}

package dev.contextbudget.grpc;

import dev.contextbudget.core.token.Tokenizer;
import dev.contextbudget.core.token.Utf8Text;
import dev.contextbudget.v1.Component;
import dev.contextbudget.v1.ComponentKind;
import dev.contextbudget.v1.Message;
import dev.contextbudget.v1.MessageContent;
import dev.contextbudget.v1.Part;
import dev.contextbudget.v1.Role;
import dev.contextbudget.v1.TextContent;
import dev.contextbudget.v1.Tool;
import dev.contextbudget.v1.ToolCall;
import dev.contextbudget.v1.ToolContent;
import dev.contextbudget.v1.ToolResult;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A conversation with an assistant that reads files with tools, as long as wanted; the files are
 * those of the bundled catalogue. The same seed gives the same bytes.
 */
final class ToolConversation {
  private static final List<String> SENTENCES =
      List.of(
          "The window of this model is not what the invoice of last month suggests.",
          "Please look at the entries again and tell me which of them changed since March.",
          "I compared the prices with the list of the provider, and two of them differ by a factor.",
          "Nothing in the file says whether cached tokens are billed for an hour or for five"
              + " minutes.",
          "Could you check whether every alias still leads to exactly one model?",
          "The tests pass, but the report counts 4,312 tokens where the provider charged 4,298.",
          "That is within the margin we agreed on; still, I want to know where it comes from.",
          "First read the part about chat formats, then compare it with the numbers below.",
          "It looks as if the tool definitions were counted twice in the second request.",
          "Thanks, that explains it. Let us write it down before we go on.");

  private static final String SCHEMA =
      "{\"type\":\"object\",\"properties\":{\"path\":{\"type\":\"string\",\"description\":"
          + "\"File to read, from the root of the project.\"},\"from\":{\"type\":\"integer\","
          + "\"minimum\":1},\"lines\":{\"type\":\"integer\",\"maximum\":400}},"
          + "\"required\":[\"path\"]}";

  private final SplittableRandom random;
  private final Tokenizer tokenizer;
  private final List<String> file;
  private final List<Message> messages = new ArrayList<>();
  private int calls;
  private int tokens;

  private ToolConversation(long seed, Tokenizer tokenizer) {
    this.random = new SplittableRandom(seed);
    this.tokenizer = tokenizer;
    this.file = lines("/catalog/models.yaml");
  }

  private static List<String> lines(String resource) {
    try (InputStream in = ToolConversation.class.getResourceAsStream(resource)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns messages with at least {@code tokens} tokens of text, the last one a user's. */
  static List<Message> messages(long seed, int tokens, Tokenizer tokenizer) {
    ToolConversation talk = new ToolConversation(seed, tokenizer);
    while (talk.tokens < tokens) {
      talk.addTurn();
    }
    talk.add(Role.ROLE_USER, talk.text(2));
    return talk.messages;
  }

  /** Returns instructions, tools and a history of these messages. */
  static List<Component> components(List<Message> messages) {
    ToolContent.Builder tools = ToolContent.newBuilder();
    for (String name : List.of("read_file", "list_files", "search", "run_tests")) {
      tools.addTools(
          Tool.newBuilder()
              .setName(name)
              .setDescription("Works on the files of the project: " + name.replace('_', ' ') + ".")
              .setParametersJsonSchema(SCHEMA));
    }
    return List.of(
        Component.newBuilder()
            .setId("system")
            .setKind(ComponentKind.COMPONENT_KIND_SYSTEM)
            .setText(TextContent.newBuilder().setValue(String.join(" ", SENTENCES)))
            .build(),
        Component.newBuilder()
            .setId("tools")
            .setKind(ComponentKind.COMPONENT_KIND_TOOLS)
            .setTools(tools)
            .build(),
        Component.newBuilder()
            .setId("history")
            .setKind(ComponentKind.COMPONENT_KIND_HISTORY)
            .setMessages(MessageContent.newBuilder().addAllMessages(messages))
            .build());
  }

  private void addTurn() {
    add(Role.ROLE_USER, text(1 + random.nextInt(4)));
    for (int loop = random.nextInt(5); loop > 0; loop--) {
      addCalls(1 + random.nextInt(2));
    }
    add(Role.ROLE_ASSISTANT, text(3 + random.nextInt(6)));
  }

  private void addCalls(int batch) {
    Message.Builder asks = Message.newBuilder().setRole(Role.ROLE_ASSISTANT).addParts(text(1));
    List<Message> answers = new ArrayList<>();
    for (int i = 0; i < batch; i++) {
      int from = random.nextInt(file.size() - 120);
      int lines = 5 + random.nextInt(115);
      String id = "call_%05d".formatted(calls++);
      String arguments =
          "{\"path\":\"catalog/models.yaml\",\"from\":%d,\"lines\":%d}".formatted(from, lines);
      asks.addParts(
          Part.newBuilder()
              .setToolCall(
                  ToolCall.newBuilder()
                      .setId(id)
                      .setName("read_file")
                      .setArgumentsJson(counted(arguments))));
      String content = counted(String.join("\n", file.subList(from, from + lines)));
      answers.add(
          Message.newBuilder()
              .setRole(Role.ROLE_TOOL)
              .addParts(
                  Part.newBuilder()
                      .setToolResult(
                          ToolResult.newBuilder()
                              .setCallId(id)
                              .addParts(Part.newBuilder().setText(content))))
              .build());
    }
    messages.add(asks.build());
    messages.addAll(answers);
  }

  private void add(Role role, Part part) {
    messages.add(Message.newBuilder().setRole(role).addParts(part).build());
  }

  private Part text(int sentences) {
    List<String> said = new ArrayList<>();
    for (int i = 0; i < sentences; i++) {
      said.add(SENTENCES.get(random.nextInt(SENTENCES.size())));
    }
    return Part.newBuilder().setText(counted(String.join(" ", said))).build();
  }

  private String counted(String text) {
    tokens += tokenizer.count(Utf8Text.of(text));
    return text;
  }
}

package dev.contextbudget.sweep;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.EncodingRegistry;
import com.knuddels.jtokkit.api.EncodingType;
import dev.contextbudget.catalog.CatalogReader;
import dev.contextbudget.core.token.Tokenizer;
import dev.contextbudget.core.token.Utf8Text;
import dev.contextbudget.v1.Part;
import dev.contextbudget.v1.Prompt;
import dev.contextbudget.v1.PromptMessage;
import dev.contextbudget.v1.PromptPart;
import dev.contextbudget.v1.PromptTool;
import dev.contextbudget.v1.Role;
import dev.contextbudget.v1.Tool;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Counts a prompt again, from nothing but the prompt: jtokkit itself where the vocabulary is
 * public, and the published constants of each chat format written down once more. Claude's
 * vocabulary is not public; its texts are counted with the calibrated tokenizer of the catalogue,
 * and the margin of that is added.
 */
enum Counting {
  GPT_4O("gpt-4o", EncodingType.O200K_BASE, 9, 0, 0),
  GPT_4_TURBO("gpt-4-turbo", EncodingType.CL100K_BASE, 9, 0, 0),
  /** No rule was checked for it: it may cost 2 more, and 1 more a message. */
  GPT_5("gpt-5", EncodingType.O200K_BASE, 17, 2, 1),
  CLAUDE("claude-sonnet-4-5", null, 496, 4, 2);

  private static final double CLAUDE_MARGIN = 0.25;

  /** Texts recur from call to call; cleared by whoever has done with a conversation. */
  private final ThreadLocal<Map<String, Integer>> known =
      ThreadLocal.withInitial(ConcurrentHashMap::new);

  private final String model;
  private final ToIntFunction<String> tokens;
  private final boolean openAi;
  private final int toolListTokens;
  private final int toleranceTokens;
  private final int toleranceTokensPerMessage;

  Counting(
      String model,
      @Nullable EncodingType type,
      int toolListTokens,
      int toleranceTokens,
      int toleranceTokensPerMessage) {
    this.model = model;
    this.openAi = type != null;
    this.tokens = type == null ? catalogue(model) : jtokkit(type);
    this.toolListTokens = toolListTokens;
    this.toleranceTokens = toleranceTokens;
    this.toleranceTokensPerMessage = toleranceTokensPerMessage;
  }

  private static ToIntFunction<String> jtokkit(EncodingType type) {
    EncodingRegistry registry = Encodings.newLazyEncodingRegistry();
    return text -> registry.getEncoding(type).countTokensOrdinary(text);
  }

  private static ToIntFunction<String> catalogue(String model) {
    Tokenizer tokenizer = new CatalogReader().bundled().find(model).model().tokenizer();
    return text -> tokenizer.count(Utf8Text.of(text));
  }

  String model() {
    return model;
  }

  /** Forgets the texts that this thread has counted. */
  void forget() {
    known.get().clear();
  }

  private int count(String text) {
    return known.get().computeIfAbsent(text, tokens::applyAsInt);
  }

  /** Returns what a count of so many tokens may be charged for at most. */
  int most(int countedTokens, int messages) {
    double margin = openAi ? 0 : CLAUDE_MARGIN;
    return (int) Math.ceil(countedTokens * (1 + margin) - 1e-9)
        + toleranceTokens
        + messages * toleranceTokensPerMessage;
  }

  /** Returns a window, without reserves, that leaves so many tokens to divide. */
  int windowFor(int budgetTokens) {
    return most(budgetTokens, 0);
  }

  int toleranceTokens(int messages) {
    return messages * toleranceTokensPerMessage;
  }

  /** Returns what a request costs beside its messages and tools. */
  int requestTokens() {
    return openAi ? 3 : 6;
  }

  /** Counts a prompt of {@code VIEW_FULL}. */
  int count(Prompt prompt) {
    int total = requestTokens();
    String firstSystem = null;
    for (PromptMessage message : prompt.getMessagesList()) {
      total += openAi ? 3 + count(role(message.getRole())) : 2;
      if (!message.getName().isEmpty()) {
        total += (openAi ? 1 : 2) + count(message.getName());
      }
      for (PromptPart part : message.getPartsList()) {
        total += count(part.getPart());
      }
      if (message.getRole() == Role.ROLE_SYSTEM && firstSystem == null) {
        firstSystem = message.getParts(message.getPartsCount() - 1).getPart().getText();
      }
    }
    if (prompt.getToolsCount() == 0) {
      return total;
    }
    List<Tool> tools = prompt.getToolsList().stream().map(PromptTool::getTool).toList();
    total += toolListTokens + (openAi ? count(ToolText.of(tools)) : claude(tools));
    return openAi && firstSystem != null
        ? total - 4 + count(firstSystem + "\n") - count(firstSystem)
        : total;
  }

  private int claude(List<Tool> tools) {
    return tools.stream()
        .mapToInt(
            tool ->
                53
                    + count(tool.getName())
                    + count(tool.getDescription())
                    + count(tool.getParametersJsonSchema()))
        .sum();
  }

  private int count(Part part) {
    return switch (part.getBodyCase()) {
      case TEXT -> count(part.getText());
      case TOOL_CALL ->
          (openAi ? 3 : 20)
              + count(part.getToolCall().getName())
              + count(part.getToolCall().getArgumentsJson());
      case TOOL_RESULT ->
          (openAi ? 0 : 20)
              + part.getToolResult().getPartsList().stream().mapToInt(this::count).sum();
      default -> throw new IllegalArgumentException("unexpected part " + part.getBodyCase());
    };
  }

  static String role(Role role) {
    return switch (role) {
      case ROLE_SYSTEM -> "system";
      case ROLE_USER -> "user";
      case ROLE_ASSISTANT -> "assistant";
      case ROLE_TOOL -> "tool";
      default -> throw new IllegalArgumentException("no role");
    };
  }
}

package dev.contextbudget.lint;

import static dev.contextbudget.dialect.Format.ANTHROPIC_MESSAGES;
import static dev.contextbudget.dialect.Format.GEMINI;
import static dev.contextbudget.dialect.Format.OPENAI_CHAT;
import static dev.contextbudget.dialect.Format.OPENAI_RESPONSES;
import static dev.contextbudget.lint.LintSeverity.ERROR;
import static dev.contextbudget.lint.LintSeverity.INFO;
import static dev.contextbudget.lint.LintSeverity.WARNING;
import static dev.contextbudget.lint.Severities.everywhere;
import static dev.contextbudget.lint.Severities.in;

import dev.contextbudget.dialect.Format;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The rules of a request body, of which this is the table: for which format, how bad, what to do,
 * and who says so.
 *
 * <p>A severity is the worst that a breach can have; some are less bad for a model or at a place,
 * which the check that finds them knows. {@code INV} are the invariants of a correct fit, which
 * repeat what providers document; pages and threads have their date.
 */
public enum LintRule {
  TOOL_RESULT_ORPHAN(
      everywhere(ERROR),
      "a tool result answers no open call before it",
      "drop it, or put back the message with its call",
      "INV-9"),
  TOOL_CALL_UNANSWERED(
      everywhere(ERROR),
      "a tool call has no result where the provider wants it",
      "put the results of all calls of a message directly behind it, or drop the calls",
      "INV-9, INV-10; threads of 2024 to 2026 at langchain, claude-code, spring-ai"),
  TOOL_CALL_ID_DUPLICATE(
      everywhere(ERROR), "two tool calls have one id", "give every call an id of its own", "INV-9"),
  TOOL_CALL_ID_INVALID(
      in(ERROR, OPENAI_CHAT, OPENAI_RESPONSES, ANTHROPIC_MESSAGES),
      "the id of a tool call has a character or a length that the provider refuses",
      "write it, and those of its results, in up to 40 letters, digits, _ and -",
      "error texts of the APIs, 2026-08; bifrost issue 5097, 2026; 9router pull request 3167, 2026"),
  TOOL_CALL_MISPLACED(
      in(ERROR, GEMINI),
      "a call follows neither the user nor a function response",
      "put the call behind what it answers, in one content with the text before it",
      "INV 5C; gemini-cli issue 11814, 2025-10"),
  TOOL_RESULT_DUPLICATE(
      in(ERROR, OPENAI_CHAT, OPENAI_RESPONSES, ANTHROPIC_MESSAGES),
      "a tool call is answered twice",
      "keep one result",
      "INV-9"),
  TOOL_RESULT_NOT_FIRST(
      in(ERROR, ANTHROPIC_MESSAGES),
      "something stands before a tool result in its message",
      "move the results to the front of the content",
      "Claude docs, Tool use, 2026-08"),
  TOOL_CALL_IN_FLIGHT(
      everywhere(INFO),
      "the body ends in tool calls without results",
      "send it when the results of all of them are there",
      "INV-11"),
  TOOLS_MISSING(
      in(WARNING, OPENAI_CHAT, ANTHROPIC_MESSAGES, GEMINI),
      "messages have tool calls, and no tool is defined",
      "send the definitions along: some providers refuse calls without them",
      "INV-13"),
  TOOL_NOT_DEFINED(
      everywhere(WARNING),
      "a call names a tool that is not defined",
      "define it, or rename the call as the definition",
      "INV-13"),
  TOOL_NAME_DUPLICATE(
      everywhere(ERROR),
      "two tools have one name",
      "drop or rename one",
      "error texts of all four APIs, 2026-11"),
  TOOL_NAME_INVALID(
      everywhere(ERROR),
      "the name of a tool has a character or a length that the provider refuses",
      "rename it; letters, digits, _ and - up to 64 go everywhere",
      "API references of all four, 2026-11"),
  TOOL_SCHEMA_INVALID(
      everywhere(ERROR),
      "the arguments of a tool are no object schema",
      "make it {\"type\":\"object\",\"properties\":{...}}, alternatives inside of a property",
      "API references of all four, 2026-11; openai-agents-python pull request 454; aichat 1049"),
  TOOL_SEARCH_MISSING(
      in(ERROR, OPENAI_RESPONSES, ANTHROPIC_MESSAGES),
      "deferred tools that nothing finds, or a search that has nothing to find",
      "send both or neither, and to Anthropic at least one tool that is not deferred",
      "error texts of both APIs: pydantic-ai issue 5938, codegraff issue 746, ironclaw 7274, 2026"),
  TOOL_ARGUMENTS_NOT_JSON(
      in(WARNING, OPENAI_CHAT, OPENAI_RESPONSES),
      "the arguments of a call are no JSON",
      "send them as the model wrote them, or as an object of what can be read",
      "INV-16; Cogtrix issue 2289, 2026; DevoxxGenie issue 1194, 2026"),
  THINKING_SIGNATURE_MISSING(
      in(ERROR, ANTHROPIC_MESSAGES),
      "a thinking block has no signature",
      "send the block as it was received, or drop it whole",
      "INV-14"),
  THINKING_NOT_FIRST(
      in(ERROR, ANTHROPIC_MESSAGES),
      "thinking is on, and the last assistant message of the open tool loop does not begin with it",
      "send back the thinking that came with the call, or switch thinking off",
      "INV-14; opencode issue 6176, 2025"),
  THINKING_LAST(
      in(ERROR, ANTHROPIC_MESSAGES),
      "an answer ends in thinking, and somebody else speaks next",
      "send what came behind it, or drop the answer",
      "error text in forgecode issue 2107, 2025-12; hermes-agent pull request 16921, 2026-04"),
  REASONING_WITHOUT_ITEM(
      in(ERROR, OPENAI_RESPONSES),
      "a reasoning item is not followed by the item that it led to",
      "send the item that came behind it, or drop both",
      "INV-14; openai-node issue 1791"),
  THOUGHT_SIGNATURE_MISSING(
      in(ERROR, GEMINI),
      "the first call of a step of the current turn has no thought signature",
      "send the part as it was received",
      "Gemini docs, Thought signatures, 2026-11"),
  COMPACTION_NOT_FIRST(
      in(WARNING, ANTHROPIC_MESSAGES, OPENAI_RESPONSES),
      "something stands before a compaction, which takes its place",
      "drop what stands before it",
      "Claude docs, Compaction, 2026-09; OpenAI guide, Compaction, 2026-09"),
  MEMBER_REFUSED(
      in(ERROR, ANTHROPIC_MESSAGES),
      "a member that the model or a later version of the API refuses",
      "leave it out, or send what the model and the version take",
      "Claude docs, Migrating to API version 2026-10-21; catalogue, lint_rules.yaml"),
  BODY_INVALID(
      everywhere(ERROR),
      "a member is missing or of another type than documented",
      "write it as the API reference has it",
      "API references of all four, 2026-11"),
  ITEM_ID_DUPLICATE(
      in(ERROR, OPENAI_RESPONSES),
      "two items have one id",
      "send each item once, as itself or as a reference",
      "error text of the API, 2025-11; vercel/ai pull request 15492, 2026-05"),
  ROLE_UNKNOWN(
      everywhere(ERROR), "a role that the API does not have", "use a documented role", "INV 5C"),
  MESSAGES_EMPTY(
      everywhere(ERROR), "there is no message", "send at least what the user says", "INV 5C"),
  FIRST_MESSAGE_NOT_USER(
      in(WARNING, ANTHROPIC_MESSAGES, GEMINI).and(INFO, OPENAI_CHAT),
      "the conversation does not begin with the user",
      "begin with a message of the user, or move a greeting into the instructions",
      "INV 5C; anthropic-sdk-typescript issue 622, 2024-12"),
  ROLES_NOT_ALTERNATING(
      in(WARNING, GEMINI).and(INFO, ANTHROPIC_MESSAGES),
      "two messages of one role in a row",
      "join them",
      "INV 5C"),
  LAST_MESSAGE_NOT_USER(
      in(ERROR, ANTHROPIC_MESSAGES).and(WARNING, GEMINI).and(INFO, OPENAI_CHAT, OPENAI_RESPONSES),
      "the conversation ends in a message of the model",
      "end with the user or a tool result; later Claude models refuse a begun answer",
      "INV 5C; catalogue, lint_rules.yaml"),
  ASSISTANT_TRAILING_WHITE_SPACE(
      in(ERROR, ANTHROPIC_MESSAGES),
      "the last message is a begun answer that ends in white space",
      "trim its end",
      "INV 5C"),
  SYSTEM_MESSAGE_MISPLACED(
      in(ERROR, ANTHROPIC_MESSAGES),
      "a system message where none may stand",
      "put it behind a user message, before an assistant message or last, with text alone",
      "Claude docs, Mid-conversation system messages, 2026-11"),
  SYSTEM_MESSAGE_REFUSED(
      in(ERROR, ANTHROPIC_MESSAGES),
      "a system message among the messages, which the model refuses",
      "move it to the top-level system, or let the user say it",
      "catalogue, lint_rules.yaml"),
  TEXT_EMPTY(
      in(ERROR, ANTHROPIC_MESSAGES).and(WARNING, OPENAI_CHAT, OPENAI_RESPONSES, GEMINI),
      "an empty text",
      "leave it out, or write a placeholder",
      "INV 5C"),
  TEXT_BLANK(
      in(ERROR, ANTHROPIC_MESSAGES), "a text of white space alone", "leave it out", "INV 5C"),
  CONTENT_EMPTY(
      in(ERROR, OPENAI_CHAT, ANTHROPIC_MESSAGES, GEMINI).and(WARNING, OPENAI_RESPONSES),
      "a message without content",
      "drop it, or write a placeholder",
      "INV 5C"),
  PART_UNKNOWN(
      everywhere(WARNING),
      "a part of a kind that the API does not document",
      "check its type; it is passed on and its size is assumed",
      "API references of all four, 2026-11"),
  PART_MISPLACED(
      everywhere(ERROR),
      "a part in a message of a role that may not bear it",
      "move it into a message of the right role",
      "API references, 2026-11"),
  REPLACEMENT_CHARACTER(
      everywhere(WARNING),
      "a text has U+FFFD: it was cut or decoded wrongly before",
      "mend it where it was cut: at characters, not at bytes",
      "INV-15"),
  BASE64_IN_TEXT(
      everywhere(WARNING),
      "base64 inside of a text is counted and paid as text",
      "send it as an image or file part, or leave it out",
      "INV-18"),
  SPECIAL_TOKEN_TEXT(
      everywhere(INFO),
      "a text looks like a special token of a chat format",
      "nothing, if it is meant: it is counted as plain text",
      "INV-19"),
  OVER_WINDOW(
      everywhere(ERROR),
      "input and requested output do not fit the model",
      "fit the body to the window",
      "INV-1; providers.md 2.8"),
  OUTPUT_OVER_LIMIT(
      everywhere(ERROR),
      "more output is requested than the model gives",
      "ask for no more than its maximum",
      "catalogue, models.yaml"),
  THINKING_OVER_OUTPUT(
      in(ERROR, ANTHROPIC_MESSAGES),
      "the thinking budget is below 1,024 or not below max_tokens",
      "set 1024 <= budget_tokens < max_tokens",
      "Claude docs, Extended thinking, 2026-08"),
  TOOL_SCHEMAS_UNUSED(
      everywhere(WARNING),
      "tools that are never called take more than a tenth of the window",
      "leave out what this conversation does not need, or defer loading",
      "INV-3"),
  SYSTEM_REPEATED(
      everywhere(WARNING), "the same instructions stand twice", "keep the first", "INV-1"),
  IMAGE_RESIZED(
      everywhere(INFO),
      "the provider scales the image down",
      "send it smaller: the pixels are not seen",
      "providers.md 2.7; catalogue, image_formulas.yaml"),
  IMAGE_TOO_LARGE(
      in(ERROR, ANTHROPIC_MESSAGES),
      "an image beyond the pixels or the number that the provider takes",
      "scale it down, or send fewer",
      "providers.md 2.7; catalogue, lint_rules.yaml"),
  IMAGE_SIZE_UNKNOWN(
      everywhere(INFO),
      "the size of an image cannot be told from the body",
      "give a size hint to have it counted exactly",
      "INV-24"),
  CACHE_MARKS_TOO_MANY(
      in(ERROR, ANTHROPIC_MESSAGES).and(WARNING, OPENAI_CHAT, OPENAI_RESPONSES),
      "more cache marks than the provider takes",
      "keep those at the ends of tools, instructions, history and the last message",
      "INV-33"),
  CACHE_MARK_TTL_ORDER(
      in(ERROR, ANTHROPIC_MESSAGES),
      "a cache mark lives longer than one before it",
      "put marks of one hour before those of five minutes",
      "INV-33"),
  CACHE_MARK_MISPLACED(
      in(ERROR, OPENAI_CHAT, OPENAI_RESPONSES, ANTHROPIC_MESSAGES),
      "a cache mark where the provider takes none",
      "put it on the next part that may bear one",
      "INV-33; providers.md 5.1, 5.2"),
  CACHE_MARK_UNKNOWN(
      in(ERROR, ANTHROPIC_MESSAGES),
      "a cache mark of a type or time to live that is not documented",
      "use ephemeral, and 5m or 1h",
      "providers.md 5.1"),
  CACHE_PREFIX_SHORT(
      in(WARNING, OPENAI_CHAT, OPENAI_RESPONSES, ANTHROPIC_MESSAGES),
      "what stands before a cache mark is too short to be cached: the mark is spent for nothing",
      "move it back, or leave it out",
      "INV-33"),
  CACHE_MARK_FAR(
      in(WARNING, ANTHROPIC_MESSAGES),
      "the last step added more blocks than the provider looks back for what it has cached",
      "put one more mark in its midst",
      "cache.md 6.2; Claude docs, Prompt caching, 2026-08"),
  CACHE_MARK_NONE(
      in(INFO, ANTHROPIC_MESSAGES),
      "a prefix long enough to be cached has no mark",
      "mark the end of the instructions or of the last message",
      "cache.md 6.2"),
  VOLATILE_TEXT(
      everywhere(WARNING),
      "text before the conversation changes from call to call, which ends the cached prefix",
      "move it behind the history, into the last message",
      "INV-32"),
  TOOLS_NOT_CANONICAL(
      everywhere(INFO),
      "tools or members of their schemas are not in the order of their names",
      "sort them: equal tools then give equal bytes, and the cache hits",
      "INV-34");

  private final @Nullable LintSeverity onChat;
  private final @Nullable LintSeverity onResponses;
  private final @Nullable LintSeverity onAnthropic;
  private final @Nullable LintSeverity onGemini;
  private final String finds;
  private final String remedy;
  private final String source;

  LintRule(Severities severities, String finds, String remedy, String source) {
    this.onChat = severities.of(Format.OPENAI_CHAT).orElse(null);
    this.onResponses = severities.of(Format.OPENAI_RESPONSES).orElse(null);
    this.onAnthropic = severities.of(Format.ANTHROPIC_MESSAGES).orElse(null);
    this.onGemini = severities.of(Format.GEMINI).orElse(null);
    this.finds = finds;
    this.remedy = remedy;
    this.source = source;
  }

  /** Returns its stable name, such as {@code tool-call-unanswered}. */
  public String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Returns the worst severity for a format; empty if it does not apply to it. */
  public Optional<LintSeverity> severity(Format format) {
    return Optional.ofNullable(
        switch (format) {
          case OPENAI_CHAT -> onChat;
          case OPENAI_RESPONSES -> onResponses;
          case ANTHROPIC_MESSAGES -> onAnthropic;
          case GEMINI -> onGemini;
        });
  }

  /** Returns what is wrong. */
  public String finds() {
    return finds;
  }

  /** Returns what to do. */
  public String remedy() {
    return remedy;
  }

  /** Returns who says so. */
  public String source() {
    return source;
  }
}

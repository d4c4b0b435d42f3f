/**
 * Calls a Context Budget server from Java.
 *
 * <p>An example, which a test compiles and runs as it stands:
 *
 * <pre>{@code
 * ClientOptions options = ClientOptions.plaintext(target, Duration.ofSeconds(10));
 * try (ContextBudgetClient client = ContextBudgetClient.create(options)) {
 *   Conversation talk =
 *       new Conversation()
 *           .user("Where is my order 4711?")
 *           .toolCall("call-1", "find_order", "{\"number\": 4711}")
 *           .toolResult("call-1", "{\"status\": \"shipped\", \"carrier\": \"DHL\"}")
 *           .assistant("It was shipped yesterday, with DHL.");
 *
 *   FitContextResponse answer =
 *       client.fitContext(
 *           ContextRequest.forModel("gpt-4o")
 *               .system("You help the customers of a shop.")
 *               .tool("find_order", "Finds an order by its number.", "{\"type\": \"object\"}")
 *               .history(talk)
 *               .userInput("When will it arrive?")
 *               .reserveOutput(1_000)
 *               .keepPrefix(ByteString.EMPTY) // from the second call on: the previous answer's
 *               .fit());
 *
 *   for (PromptMessage message : answer.getPrompt().getMessagesList()) {
 *     out.printf("%s, %d parts%n", message.getRole(), message.getPartsCount());
 *   }
 *   out.printf("%d tokens%n", answer.getReport().getTotalTokens());
 * } catch (ContextBudgetClientException e) {
 *   out.printf("%s: %s%n", e.code(), e.reason());
 * }
 * }</pre>
 */
@NullMarked
package dev.contextbudget.client;

import org.jspecify.annotations.NullMarked;

/** OpenAI Responses: items instead of messages. */
@NullMarked
package dev.contextbudget.dialect.responses;

import org.jspecify.annotations.NullMarked;

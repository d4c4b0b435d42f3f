/** OpenAI Chat Completions, and the many services that speak it. */
@NullMarked
package dev.contextbudget.dialect.chat;

import org.jspecify.annotations.NullMarked;

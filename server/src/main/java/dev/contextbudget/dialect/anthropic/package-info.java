/** Anthropic Messages, as the API itself and Bedrock InvokeModel take it. */
@NullMarked
package dev.contextbudget.dialect.anthropic;

import org.jspecify.annotations.NullMarked;

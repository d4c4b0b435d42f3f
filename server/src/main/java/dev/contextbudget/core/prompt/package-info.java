/** The prompt that goes to the provider: its order, its messages and where each byte comes from. */
@NullMarked
package dev.contextbudget.core.prompt;

import org.jspecify.annotations.NullMarked;

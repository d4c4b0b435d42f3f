/** What of a conversation is worth keeping: its sentences, its facts, and a choice of them. */
@NullMarked
package dev.contextbudget.core.compact;

import org.jspecify.annotations.NullMarked;

/**
 * Shortens conversations: what has to stay, which facts the rest holds, which of its sentences are
 * worth keeping, and what of it was lost.
 */
@NullMarked
package dev.contextbudget.core.compact;

import org.jspecify.annotations.NullMarked;

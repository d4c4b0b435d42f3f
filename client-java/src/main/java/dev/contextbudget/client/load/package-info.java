/**
 * A loader of a server: calls at a rate, whatever becomes of those before, and what became of them.
 */
@NullMarked
package dev.contextbudget.client.load;

import org.jspecify.annotations.NullMarked;

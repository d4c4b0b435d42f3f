/** Calls a Context Budget server from Java. */
@NullMarked
package dev.contextbudget.client;

import org.jspecify.annotations.NullMarked;

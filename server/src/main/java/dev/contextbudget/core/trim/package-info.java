/** Cuts texts to a number of tokens at places where nothing breaks. */
@NullMarked
package dev.contextbudget.core.trim;

import org.jspecify.annotations.NullMarked;

/** How a window is divided between slots. */
@NullMarked
package dev.contextbudget.core.budget;

import org.jspecify.annotations.NullMarked;

/** Rules that a request keeps, or pays for breaking, and what they look for. */
@NullMarked
package dev.contextbudget.lint;

import org.jspecify.annotations.NullMarked;

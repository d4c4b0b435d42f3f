/** Bodies of all dialects in one form that rules can be written on. */
@NullMarked
package dev.contextbudget.lint.transcript;

import org.jspecify.annotations.NullMarked;

/** Expected failures, each a type with fields. */
@NullMarked
package dev.contextbudget.core.error;

import org.jspecify.annotations.NullMarked;

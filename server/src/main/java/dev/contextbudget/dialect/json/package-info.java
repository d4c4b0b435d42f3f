/** JSON texts as slices of their bytes: what stands where, and how to change a little of it. */
@NullMarked
package dev.contextbudget.dialect.json;

import org.jspecify.annotations.NullMarked;

/** What an operator sees of the running service: meters, and the admin port. */
@NullMarked
package dev.contextbudget.ops;

import org.jspecify.annotations.NullMarked;

/** Starts the service: the command line, its settings, and the order of opening and closing. */
@NullMarked
package dev.contextbudget.app;

import org.jspecify.annotations.NullMarked;

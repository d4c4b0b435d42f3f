/** The command line {@code contextbudget}: calls of a server from a shell. */
@NullMarked
package dev.contextbudget.client.cli;

import org.jspecify.annotations.NullMarked;

/** Answers as a person reads them in a terminal: tables, and the window as a bar. */
@NullMarked
package dev.contextbudget.client.view;

import org.jspecify.annotations.NullMarked;

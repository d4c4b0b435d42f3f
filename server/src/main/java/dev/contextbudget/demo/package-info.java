/** What the demo sends, and how it shows what came back: a client of the server, nothing more. */
@NullMarked
package dev.contextbudget.demo;

import org.jspecify.annotations.NullMarked;

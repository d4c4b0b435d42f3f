/**
 * Splits text into the pieces across which no two tokens merge, on UTF-8 bytes and without regular
 * expressions, by rules and Unicode classes that do not depend on the running JVM.
 */
@NullMarked
package dev.contextbudget.tokenizer.split;

import org.jspecify.annotations.NullMarked;

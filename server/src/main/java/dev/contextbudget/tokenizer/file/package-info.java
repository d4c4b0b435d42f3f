/** Tokenizers as their vendors publish them, read from files. */
@NullMarked
package dev.contextbudget.tokenizer.file;

import org.jspecify.annotations.NullMarked;

/** Tokenizers: exact ones with a bundled vocabulary, and estimates for the others. */
@NullMarked
package dev.contextbudget.tokenizer;

import org.jspecify.annotations.NullMarked;

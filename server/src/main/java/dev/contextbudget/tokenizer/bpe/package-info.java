/** Byte pair encoding for counting: which tokens a text has, without making them. */
@NullMarked
package dev.contextbudget.tokenizer.bpe;

import org.jspecify.annotations.NullMarked;

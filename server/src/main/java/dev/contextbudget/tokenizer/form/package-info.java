/** Texts in the form that a vocabulary was made for, and the way back to the bytes they were. */
@NullMarked
package dev.contextbudget.tokenizer.form;

import org.jspecify.annotations.NullMarked;

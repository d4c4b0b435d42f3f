/** Texts and tokenizers. */
@NullMarked
package dev.contextbudget.core.token;

import org.jspecify.annotations.NullMarked;

/** The beginning that successive prompts share, and what a provider's cache makes of it. */
@NullMarked
package dev.contextbudget.core.prefix;

import org.jspecify.annotations.NullMarked;

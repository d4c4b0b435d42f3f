/** What a prompt is made of: components, items and parts, as the caller gave them. */
@NullMarked
package dev.contextbudget.core.item;

import org.jspecify.annotations.NullMarked;

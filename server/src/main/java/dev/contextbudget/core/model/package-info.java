/** Facts about models and how their chat formats charge tokens. */
@NullMarked
package dev.contextbudget.core.model;

import org.jspecify.annotations.NullMarked;

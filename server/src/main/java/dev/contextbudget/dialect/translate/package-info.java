/** From the request body of one API to that of another, where nothing is lost. */
@NullMarked
package dev.contextbudget.dialect.translate;

import org.jspecify.annotations.NullMarked;

/** The catalogue of models: its files, how they are read, and an operator's changes to them. */
@NullMarked
package dev.contextbudget.catalog;

import org.jspecify.annotations.NullMarked;

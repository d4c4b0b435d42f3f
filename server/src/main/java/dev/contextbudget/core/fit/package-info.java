/** What is kept, shortened, replaced or dropped: measured sizes in, decisions with reasons out. */
@NullMarked
package dev.contextbudget.core.fit;

import org.jspecify.annotations.NullMarked;

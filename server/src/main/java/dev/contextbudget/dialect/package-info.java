/** Request bodies of providers: what they hold in terms of the core, and the same bodies fitted. */
@NullMarked
package dev.contextbudget.dialect;

import org.jspecify.annotations.NullMarked;

/** Which calls are worked on, which wait and which are refused, so that overload stays harmless. */
@NullMarked
package dev.contextbudget.admission;

import org.jspecify.annotations.NullMarked;

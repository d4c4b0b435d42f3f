/**
 * The edge: wire to core and back, one codec a call; where the contract's defaults become explicit.
 */
@NullMarked
package dev.contextbudget.grpc;

import org.jspecify.annotations.NullMarked;

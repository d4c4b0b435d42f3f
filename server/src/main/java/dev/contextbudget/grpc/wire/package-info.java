/** Requests as bytes: looked at before objects are made of them, so that none is made in vain. */
@NullMarked
package dev.contextbudget.grpc.wire;

import org.jspecify.annotations.NullMarked;

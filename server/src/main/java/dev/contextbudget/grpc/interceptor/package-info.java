/**
 * What happens around every call: measured, logged, guarded, admitted, bounded in size and time.
 */
@NullMarked
package dev.contextbudget.grpc.interceptor;

import org.jspecify.annotations.NullMarked;

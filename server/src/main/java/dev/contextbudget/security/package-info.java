/** Who calls, and how much they may: credentials, tenants and quotas, without transport or file. */
@NullMarked
package dev.contextbudget.security;

import org.jspecify.annotations.NullMarked;

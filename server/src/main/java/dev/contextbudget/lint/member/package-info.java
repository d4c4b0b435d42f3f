/** Members that the APIs want, one class for each format. */
@NullMarked
package dev.contextbudget.lint.member;

import org.jspecify.annotations.NullMarked;

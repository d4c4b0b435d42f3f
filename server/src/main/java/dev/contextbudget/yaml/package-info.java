/** Strict reading of YAML files: the catalogue's and the operator's. */
@NullMarked
package dev.contextbudget.yaml;

import org.jspecify.annotations.NullMarked;

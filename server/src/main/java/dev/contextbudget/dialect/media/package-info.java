/** What the bytes of images and documents in a request say about them, without decoding them. */
@NullMarked
package dev.contextbudget.dialect.media;

import org.jspecify.annotations.NullMarked;

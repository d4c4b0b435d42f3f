/** Gemini generateContent, of the Gemini API and of Vertex AI. */
@NullMarked
package dev.contextbudget.dialect.gemini;

import org.jspecify.annotations.NullMarked;

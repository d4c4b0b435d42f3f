package dev.contextbudget.dialect.translate;

import dev.contextbudget.dialect.json.JsonDocument;

/** Reads what a body of one API says. */
interface PlainReader {

  /** Returns what a body says; what no other API has a place for is a loss. */
  PlainRequest read(JsonDocument body);
}

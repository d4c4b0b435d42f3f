package dev.contextbudget.dialect.translate;

/** Writes a request as the body of one API. */
interface PlainWriter {

  /** Writes a body; what this API has no place for is a loss. */
  void write(PlainRequest request);
}

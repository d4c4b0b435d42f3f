package dev.contextbudget.edge;

import dev.contextbudget.app.LiveServer;

/**
 * A row of the catalogue of bad input: what is sent, and how it is answered.
 *
 * @param number stays, whatever is added; several may have one, for the cases of a row
 * @param expected what {@link Attempt} returns
 * @param inputBytes size of the input; 0 if it is too small for its share of the heap to be told
 *     from what any call takes
 */
record CatalogueRow(int number, String name, String expected, int inputBytes, Attempt attempt) {

  /** Sends it to a server and tells in a line what came back. */
  interface Attempt {
    String of(LiveServer server) throws Exception;
  }

  /** A row whose input is small. */
  static CatalogueRow of(int number, String name, String expected, Attempt attempt) {
    return new CatalogueRow(number, name, expected, 0, attempt);
  }

  @Override
  public String toString() {
    return "row %d: %s".formatted(number, name);
  }
}

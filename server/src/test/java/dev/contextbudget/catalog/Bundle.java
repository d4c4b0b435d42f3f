package dev.contextbudget.catalog;

import dev.contextbudget.core.model.ModelCatalog;
import dev.contextbudget.core.model.ModelProfile;

/** The bundled catalogue, read once for all tests. */
final class Bundle {
  static final CatalogReader READER = new CatalogReader();
  static final ModelCatalog CATALOG = READER.bundled();

  private Bundle() {}

  static ModelProfile model(String name) {
    return CATALOG.find(name).model();
  }
}

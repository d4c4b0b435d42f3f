package dev.contextbudget.dialect.json;

/** What a JSON value is (RFC 8259, 3). */
public enum JsonKind {
  OBJECT,
  ARRAY,
  STRING,
  NUMBER,
  TRUE,
  FALSE,
  NULL
}

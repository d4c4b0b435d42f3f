package dev.contextbudget.dialect;

import dev.contextbudget.core.item.Part;
import dev.contextbudget.dialect.json.JsonValue;

/** An image whose width and height are known, and where it stands in its body. */
public record SizedImage(JsonValue at, Part.Image image) {}

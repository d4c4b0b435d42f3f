package dev.contextbudget.dialect.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/**
 * What Jackson makes of a text where it is as strict as we are, and our stricter rules beside it.
 */
public final class StrictJackson {
  private static final JsonMapper STRICT =
      JsonMapper.builder(
              JsonFactory.builder()
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(JsonIndexer.MAX_DEPTH)
                          .maxNumberLength(Integer.MAX_VALUE)
                          .maxNameLength(Integer.MAX_VALUE)
                          .maxStringLength(Integer.MAX_VALUE)
                          .build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  /** Keeps every digit. */
  static final JsonMapper MAPPER =
      STRICT
          .rebuild()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.USE_BIG_INTEGER_FOR_INTS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  private StrictJackson() {}

  /** Returns a text as a tree. */
  public static JsonNode tree(String text) {
    try {
      return MAPPER.readTree(text);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns whether a text is one that we take. */
  static boolean takes(byte[] bytes) {
    return tree(bytes).isPresent();
  }

  /** Returns a text that we take as a tree; numbers lose digits. */
  static Optional<JsonNode> tree(byte[] bytes) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
      // of bytes and not of characters, of which it takes some for digits of an escape
      JsonNode tree = STRICT.readTree(bytes);
      boolean isTaken = !isOfOtherEncoding(bytes) && !tree.isMissingNode() && isText(tree);
      return isTaken ? Optional.of(tree) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Jackson looks at the first four bytes for a byte order mark, and for zeros. */
  private static boolean isOfOtherEncoding(byte[] bytes) {
    byte[] start = Arrays.copyOf(bytes, Math.min(4, bytes.length));
    return new String(start, StandardCharsets.ISO_8859_1).matches("(?s)\u00ef.*|.*\0.*");
  }

  /** Returns whether there is no half of a surrogate pair in any string. */
  private static boolean isText(JsonNode tree) {
    if (tree.isTextual()) {
      return isText(tree.textValue());
    }
    for (JsonNode child : tree) {
      if (!isText(child)) {
        return false;
      }
    }
    return !(tree instanceof ObjectNode object)
        || object.properties().stream().map(Map.Entry::getKey).allMatch(StrictJackson::isText);
  }

  private static boolean isText(String string) {
    return StandardCharsets.UTF_8.newEncoder().canEncode(string);
  }
}

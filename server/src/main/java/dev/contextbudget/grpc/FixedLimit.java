package dev.contextbudget.grpc;

import dev.contextbudget.core.error.Reason;
import dev.contextbudget.dialect.json.JsonIndexer;
import dev.contextbudget.v1.Limit;
import java.util.Locale;

/**
 * What no operator can change, because it stands in answers, tokens and error details, or because
 * more of it has no use: with {@link Limits} all that a request can be refused for having too much
 * of. The decoders read the values here and {@code GetLimits} tells them, so the two cannot differ.
 */
enum FixedLimit {
  /** An id: it stands in answers, prefix tokens and error details. */
  ID_BYTES(128, "bytes", Reason.BAD_ID),
  /** A name of a speaker or tool, and the id of a tool call. */
  NAME_BYTES(128, "bytes", Reason.TEXT_TOO_LARGE),
  /** The key of an entry. */
  KEY_BYTES(1024, "bytes", Reason.TEXT_TOO_LARGE),
  /** Where a chunk or entry comes from. */
  SOURCE_BYTES(1024, "bytes", Reason.TEXT_TOO_LARGE),
  /** A text that stands for what is missing: notes, placeholders, the heading of a digest. */
  NOTE_BYTES(1024, "bytes", Reason.TEXT_TOO_LARGE),
  /** The language of a summary. */
  LANGUAGE_BYTES(32, "bytes", Reason.TEXT_TOO_LARGE),
  /** A summary that the caller's model wrote. */
  SUMMARY_BYTES(1 << 20, "bytes", Reason.TEXT_TOO_LARGE),
  /** The end of a text that is counted again when it goes on, which bounds what a part costs. */
  OPEN_TEXT_BYTES(1 << 16, "bytes", Reason.TEXT_TOO_LARGE),
  /** Shorter forms of a chunk. */
  VARIANTS(8, "count", Reason.TOO_MANY_ITEMS),
  /** Items that one item stays with. */
  KEEP_WITH(256, "count", Reason.TOO_MANY_ITEMS),
  /** Tools whose results are never cleared. */
  EXCLUDE_TOOLS(256, "count", Reason.TOO_MANY_ITEMS),
  /** Thresholds of a policy. */
  ALERT_RATIOS(16, "count", Reason.TOO_MANY_ITEMS),
  /** Hints about a provider's body. */
  HINTS(20_000, "count", Reason.TOO_MANY_ITEMS),
  /** Other models that a request is compared for. */
  COMPARE_MODELS(32, "count", Reason.TOO_MANY_ITEMS),
  /** Tokens anywhere, and the sum of what the items of a request state. */
  TOKENS(1_000_000_000, "tokens", Reason.OUT_OF_RANGE),
  /** The offset of a ranking by relevance. */
  OFFSET_TOKENS(1_000_000, "tokens", Reason.OUT_OF_RANGE),
  /** A number of turns, messages, tool results or generations. */
  COUNT(1_000_000, "count", Reason.OUT_OF_RANGE),
  /** A priority, above or below 0. */
  PRIORITY(1_000_000, "count", Reason.OUT_OF_RANGE),
  /** A side of an image. */
  IMAGE_PIXELS(65_536, "pixels", Reason.OUT_OF_RANGE),
  /** Pages of a file. */
  FILE_PAGES(10_000, "count", Reason.OUT_OF_RANGE),
  /** Models in an answer. */
  PAGE_SIZE(1_000, "count", Reason.OUT_OF_RANGE),
  /** Objects and arrays inside each other in a provider's body. */
  BODY_DEPTH(JsonIndexer.MAX_DEPTH, "count", Reason.BAD_JSON),
  /** Values of any kind in a provider's body. */
  BODY_VALUES(JsonIndexer.MAX_VALUES, "count", Reason.BAD_JSON),
  /** Messages inside messages, as in results of tools. */
  MESSAGE_DEPTH(Limits.MAX_MESSAGE_DEPTH, "count", Reason.TOO_DEEP),
  /** Fields of a request and all messages in it; a larger request may have more. */
  FIELDS(Limits.MAX_FIELDS, "count", Reason.TOO_MANY_FIELDS),
  /** Fields that this version does not know. */
  UNKNOWN_FIELDS(Limits.MAX_UNKNOWN_FIELDS, "count", Reason.TOO_MANY_FIELDS);

  private final int value;
  private final String unit;
  private final Reason reason;

  FixedLimit(int value, String unit, Reason reason) {
    this.value = value;
    this.unit = unit;
    this.reason = reason;
  }

  /** Returns the most that is allowed, in the unit of the limit. */
  int value() {
    return value;
  }

  /** Returns why more is refused. */
  Reason reason() {
    return reason;
  }

  /** Returns the limit as {@code GetLimits} lists it. */
  Limit wire() {
    return Limits.limit("max_" + name().toLowerCase(Locale.ROOT), value, unit, reason.name());
  }
}

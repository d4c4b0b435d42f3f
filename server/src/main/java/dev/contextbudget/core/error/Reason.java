package dev.contextbudget.core.error;

/**
 * Why a request failed; the names of the contract's {@code ErrorReason} without their prefix.
 *
 * <p>The core cannot see the contract, so the names stand twice; a test holds the two lists equal.
 * The meaning of each, with its status and metadata, is documented in {@code error_reason.proto}.
 */
public enum Reason {
  REQUIRED,
  OUT_OF_RANGE,
  UNKNOWN_ENUM_VALUE,
  BAD_ID,
  DUPLICATE_ID,
  UNKNOWN_ITEM,
  UNKNOWN_SLOT,
  BAD_UTF8,
  BAD_JSON,
  CONFLICT,
  EMPTY_REQUEST,
  DANGLING_TOOL_RESULT,
  UNANSWERED_TOOL_CALL,
  TOKENIZER_MISMATCH,
  INVALID_PREFIX_TOKEN,
  INVALID_COMMIT_TOKEN,
  INVALID_PAGE_TOKEN,
  TARGET_NOT_BELOW_TRIGGER,
  TOO_MANY_COMPONENTS,
  TOO_MANY_MESSAGES,
  TOO_MANY_ITEMS,
  TOO_MANY_PARTS,
  TOO_MANY_SLOTS,
  TEXT_TOO_LARGE,
  SCHEMA_TOO_LARGE,
  UNKNOWN_MODEL,
  UNKNOWN_PRESET,
  BUDGET_UNSATISFIABLE,
  COMPACTION_STALE,
  MESSAGE_TOO_LARGE,
  DRAINING,
  OVERLOADED,
  NOT_IMPLEMENTED,
  INTERNAL,
  BAD_MESSAGE,
  BAD_BODY,
  BODY_NOT_CONVERTIBLE,
  TOO_DEEP,
  TOO_MANY_FIELDS,
  CREDENTIAL_MISSING,
  CREDENTIAL_INVALID,
  TENANT_UNKNOWN,
  QUOTA_EXCEEDED,
  MEMORY_PRESSURE
}

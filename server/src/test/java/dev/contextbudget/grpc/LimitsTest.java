package dev.contextbudget.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.contextbudget.v1.ErrorReason;
import dev.contextbudget.v1.Limit;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class LimitsTest {

  @Test
  void everyLimitIsToldByNameWithItsUnitAndReason() {
    String told =
        Limits.DEFAULTS.wire().stream()
            .map(
                l ->
                    "%s %d %s %s"
                        .formatted(l.getName(), l.getValue(), l.getUnit(), l.getErrorReason())
                        .strip())
            .collect(Collectors.joining("\n"));

    assertEquals(
        """
        compact_deadline_millis 120000 millis
        deadline_millis 30000 millis
        max_alert_ratios 16 count TOO_MANY_ITEMS
        max_body_depth 64 count BAD_JSON
        max_body_values 1000000 count BAD_JSON
        max_calls_per_connection 100 count
        max_compare_models 32 count TOO_MANY_ITEMS
        max_components 1000 count TOO_MANY_COMPONENTS
        max_compression_ratio 100 count MESSAGE_TOO_LARGE
        max_connections 1000 count
        max_count 1000000 count OUT_OF_RANGE
        max_deadline_millis 300000 millis
        max_documents 100000 count TOO_MANY_ITEMS
        max_exclude_tools 256 count TOO_MANY_ITEMS
        max_fields 100000 count TOO_MANY_FIELDS
        max_file_pages 10000 count OUT_OF_RANGE
        max_header_bytes 8192 bytes
        max_hints 20000 count TOO_MANY_ITEMS
        max_id_bytes 128 bytes BAD_ID
        max_image_pixels 65536 pixels OUT_OF_RANGE
        max_items 20000 count TOO_MANY_ITEMS
        max_keep_with 256 count TOO_MANY_ITEMS
        max_key_bytes 1024 bytes TEXT_TOO_LARGE
        max_language_bytes 32 bytes TEXT_TOO_LARGE
        max_light_message_bytes 262144 bytes MESSAGE_TOO_LARGE
        max_message_bytes 16777216 bytes
        max_message_depth 64 count TOO_DEEP
        max_messages 20000 count TOO_MANY_MESSAGES
        max_name_bytes 128 bytes TEXT_TOO_LARGE
        max_note_bytes 1024 bytes TEXT_TOO_LARGE
        max_object_ratio 30 count TOO_MANY_FIELDS
        max_offset_tokens 1000000 tokens OUT_OF_RANGE
        max_open_text_bytes 65536 bytes TEXT_TOO_LARGE
        max_page_size 1000 count OUT_OF_RANGE
        max_parts 256 count TOO_MANY_PARTS
        max_priority 1000000 count OUT_OF_RANGE
        max_schema_bytes 262144 bytes SCHEMA_TOO_LARGE
        max_schema_depth 32 count SCHEMA_TOO_LARGE
        max_slots 1000 count TOO_MANY_SLOTS
        max_source_bytes 1024 bytes TEXT_TOO_LARGE
        max_summary_bytes 1048576 bytes TEXT_TOO_LARGE
        max_text_bytes 4194304 bytes TEXT_TOO_LARGE
        max_tokens 1000000000 tokens OUT_OF_RANGE
        max_tools 1000 count TOO_MANY_ITEMS
        max_unknown_fields 1000 count TOO_MANY_FIELDS
        max_variants 8 count TOO_MANY_ITEMS\
        """,
        told);
  }

  @Test
  void everyReasonThatALimitNamesIsOfTheContract() {
    List<String> reasons =
        Limits.DEFAULTS.wire().stream()
            .map(Limit::getErrorReason)
            .filter(r -> !r.isEmpty())
            .toList();

    reasons.forEach(reason -> ErrorReason.valueOf("ERROR_REASON_" + reason));
  }

  @Test
  void aLimitOfZeroIsADefect() {
    assertThrows(
        IllegalArgumentException.class,
        () -> new Limits(1, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1));
  }

  @Test
  void aDefaultDeadlineAboveTheLongestIsADefect() {
    assertThrows(
        IllegalArgumentException.class,
        () -> new Limits(1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 3, 2));
  }
}

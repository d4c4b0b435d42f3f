package dev.contextbudget.lint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.contextbudget.core.error.StopSignal;
import dev.contextbudget.core.token.Utf8Text;
import dev.contextbudget.lint.VolatileText.Finding;
import dev.contextbudget.lint.VolatileText.Kind;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is found, and what is left alone, one line each. */
class VolatileTextTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Today is <<DATE 2026-11-22>>.",
        "date=<<DATE 2026/11/22>>, tz=CET",
        "\"today\":\"<<DATE 2024-02-29>>\"",
        "now (<<DATE 22.11.2026>>)",
        "Heute ist der <<DATE 1.2.2026>>",
        "today <<DATE 11/22/2026>>",
        "today <<DATE 22/11/2026>>",
        "today <<DATE 22-11-2026>>",
        "today <<DATE November 22, 2026>>",
        "today <<DATE Nov. 22nd, 2026>> or <<DATE may 3 2026>>",
        "today <<DATE 22 Nov 2026>>",
        "today <<DATE 22-Nov-2026>>",
        "It is <<DATE Sunday, 22 November 2026>>, a fine day",
        "It's <<DATE Sunday, 22 November 2026>>",
        "today <<DATE Sun Nov 22 2026>>",
        "today <<DATE Sunday, 2026-11-22>>",
        "**Date:** <<DATE 2026-11-22>>",
        "Today: **<<DATE 2026-11-22>>**",
        "Today _<<DATE 2026-11-22>>_",
        "今天是<<DATE 2026年11月22日>>。",
        "日期：<<DATE 2026-11-22>>",
        "現在は<<DATE 2026-11-22>>",
        "오늘은 <<DATE 2026-11-22>>",
        "วันนี้<<DATE 2026-11-22>>",
        "Knowledge cutoff: 2024-06-01. Today is <<DATE 2026-11-22>>.",
        "Date, e.g. 2024-05-15; it is now <<DATE 2026-11-22>>",
        "Date, e.g. 2024-05-15. Today: <<DATE 2026-11-22>>",
        "The current date in ISO 8601 format: <<DATE 2026-11-22>>",
        "The date is <<DATE 2026-11-22>>",
        "Today's date is <<DATE 2026-11-22>>",
        "{\"tz\":\"CET\",\"date\":\"<<DATE 2026-11-22>>\"}",
        "<date><<DATE 2026-11-22>></date>",
        "<current_date><<DATE 2026-11-22>></current_date>",
        "You are assistant version 3, today is <<DATE 2026-11-22>>",
        // no date, but beside a word that says so
        "Today is <<DATE Monday, March 14th>>.",
        "Today: <<DATE 20260314>>",
        "today (<<DATE 3/14/26>>)",
        "today is <<DATE 14.3.26>>",
        "Today is <<DATE 14 March>>",
        "Heute ist der <<DATE 14. M\u00e4rz 2026>>",
        "Heute ist <<DATE Montag, 14. M\u00e4rz>>.",
        "Aujourd'hui : <<DATE 14 ao\u00fbt 2026>>",
        "Hoy es <<DATE 14 de marzo de 2026>>",
      })
  void findsDates(String marked) {
    assertFound(marked);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "It is <<TIME 14:03:22>>",
        "<<TIME 14:03:22.123456>>",
        "<<TIME 14:03:22,123>>",
        "now <<TIME 14:03:22>>,<<DATE 2026-11-22>>",
        "<<TIME 14:03:22 UTC>>",
        "<<TIME 14:03:22+01:00>>",
        "now: <<TIME 14:03>>",
        "The time is <<TIME 9:07>>.",
        "now at <<TIME 23:59>>",
        "<<TIME 14:03 UTC>>",
        "<<TIME 2:03 pm>>",
        "<<TIME 02:03PM>>",
        "<<TIME 2:03 p.m.>>",
        "<<TIME 14:03 GMT+0100>>",
        "Current time:\n<<TIME 14:03>>",
        "現在の時刻は<<TIME 14:03:22>>です",
        "<<TIMESTAMP 2026-11-22T14:03:22Z>>",
        "<<TIMESTAMP 2026-11-22T14:03:22.123+01:00>>",
        "<<TIMESTAMP 2026-11-22 14:03>>",
        "<<TIMESTAMP 2026-11-22 14:03:22.517+00>>",
        "<<TIMESTAMP 2024-05-15 15:00:00 EST>>.",
        "<<TIMESTAMP November 22, 2026 at 2:03 pm>>",
        "<<TIMESTAMP Sun, 22 Nov 2026 14:03:22 GMT>>",
        "<<TIMESTAMP Sunday, November 22, 2026, 14:03 CET>>",
        "<<TIMESTAMP 11/22/2026, 2:03:22 PM>>",
        "<<TIMESTAMP 11/22/2026, 2:03:22\u202fPM>>",
        "<<TIME 2:03\u00a0pm>>",
        "<<TIMESTAMP Sun Nov 22 2026 14:03:22 GMT+0000>> (Coordinated Universal Time)",
        "<<TIMESTAMP 20261122T140322Z>>",
        "now=<<UNIX_TIME 1795356202>>",
        "<<UNIX_TIME 1795356202123>>",
        "<<UNIX_TIME 1795356202.4731>>",
        "时间<<UNIX_TIME 1795356202>>",
      })
  void findsTimes(String marked) {
    assertFound(marked);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<<UUID 550e8400-e29b-41d4-a716-446655440000>>",
        "user <<UUID 0190163D-8694-739B-AEA5-966C26F8AD91>>.",
        "run-<<UUID 550e8400-e29b-41d4-a716-446655440000>>",
        "{<<UUID 550e8400-e29b-41d4-a716-446655440000>>}",
        "<<REQUEST_ID req_011CSHoEeqs5C35K2UUqY7>>",
        "<<REQUEST_ID msg_01XFDUDYJgAACzvnptvVoYEL>>",
        "<<REQUEST_ID chatcmpl-9xKj2mQ4vB7nT1pZ>>",
        "<<REQUEST_ID request-id: 8f3a2c1d9b>>",
        "x-<<REQUEST_ID request-id: 8f3a2c1d9b>>",
        "<<REQUEST_ID trace_id=4bf92f3577b34da6a3ce929d0e0e4736>>",
        "\"<<REQUEST_ID traceId\":\"4bf92f3577b34da6>>\"",
        "**<<REQUEST_ID Session ID:** `b7k2-44x9-q1>>`",
        "<<REQUEST_ID session id is 48210773>>",
        "<<REQUEST_ID Session: 8f14e45f>>",
        "<<REQUEST_ID Nonce: 83749201>>",
        "\"<<REQUEST_ID nonce\": \"a8f3k2x9>>\"",
        "<<REQUEST_ID session.id = 550e8400-e29b-41d4-a716-446655440000>>",
        "<<REQUEST_ID request id: da39a3ee5e6b4b0d3255bfef95601890afd80709>>",
        "id <<REQUEST_ID 4bf92f3577b34da6a3ce929d0e0e4736>>",
        "<<REQUEST_ID 01ARZ3NDEKTSV4RRFFQ69G5FAV>>",
        "<<REQUEST_ID 0ujtsYcgvSTl8PAuAdqWYSMnLOv>>",
        "<<REQUEST_ID V1StGXR8Z5jdHi6BmyT7>>",
      })
  void findsIds(String marked) {
    assertFound(marked);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "This is <<COUNTER turn 17>> of the conversation",
        "This is <<COUNTER message 17>> of the conversation",
        "<<COUNTER message #42>>",
        "<<COUNTER Message number 42>>.",
        "<<COUNTER Step 3 of 9>>: verify",
        "<<COUNTER step 3/9>>",
        "<<COUNTER attempt: 4>>",
        "<<COUNTER attempt=4>>, retry allowed",
        "{\"<<COUNTER turn\": 17>>}",
        "<<COUNTER Iteration 12>>\n",
        "<<COUNTER retry 2 out of 5>>",
        "<<COUNTER turn 17>>. Later: <<COUNTER turn 17>>.",
      })
  void findsCounters(String marked) {
    assertFound(marked);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // numbers that are no date
        "2026",
        "in 2026 and 2027",
        "November 2026",
        "22 November",
        "version 1.2.3 and 10.4.1",
        "ISO 8601",
        "RFC 3339, RFC 9562, ISO 3166-1",
        "$1,234.56 or 1.234,56 EUR",
        "2026-13-01",
        "2026-11-31",
        "2025-02-29",
        "31.04.2026",
        "13/13/2026",
        "November 31, 2026",
        "1998-03-12",
        "Thu, 10 Mar 2005 13:29:11 -0800",
        "2005-03-10T13:29:11Z",
        "time = buffer[12:14]",
        "12 March 1998",
        "22.11.26",
        "1/2/26",
        "2026-1-2",
        // part of something longer
        "gpt-4o-2024-08-06",
        "claude-3-5-sonnet-20241022-v2:0",
        "logs/2026-11-22/app.log",
        "report_2026-11-22.pdf",
        "12026-11-22",
        "2026-11-223",
        "2026-11-22a",
        "a2026-11-22",
        "e\u03012026-11-22",
        "2026-11-22\u00e9",
        "2026-11-22-rc1",
        "2026-11-22/2026-11-23/x",
        "1.22.11.2026",
        "22.11.2026.1",
        // examples and what has its date for good
        "in the format 'YYYY-MM-DD', such as '2024-01-01'",
        "Date, e.g. 2024-05-15",
        "Date, e.g. \"2024-05-15\", \"2024-05-16\" or \"2024-05-17T10:00:00Z\"",
        "Date (example: 2024-05-15 10:00)",
        "\"examples\":[\"2024-05-15\"]",
        "Examples:\n- 2024-05-15",
        "The current date, for example 2024-05-15",
        "dates like 2024-05-15",
        "\"format\":\"date\",\"default\":\"2024-05-15\"",
        "anthropic-version: 2023-06-01",
        "api-version=2024-10-21",
        "Knowledge cutoff: 2024-06-01",
        "training data cut-off date: 2024-06-01",
        "policy effective 1 January 2025",
        "an id such as 550e8400-e29b-41d4-a716-446655440000",
        // days and times that are set
        "The contract ends on 2027-12-31",
        "The contract ends on 2027-12-31 at 18:00.",
        "(22.11.2026)",
        "## 2026-11-22",
        "Sunday, November 22, 2026",
        "born 3/14/26, Monday, March 14th, 20260314",
        "Due date: 2027-12-31",
        "\"due_date\":\"2027-12-31\"",
        "The release date is 2026-11-22",
        "The current price holds until 2026-11-30",
        "Our current sale: 2026-11-01 to 2026-11-30",
        "today's slots: 2026-11-22 09:00 - 2026-11-22 17:00",
        "today's slot: 2026-11-22 09:00 to 17:00",
        "Today is fine. Delivered on 2026-11-22",
        "We close at 18:00",
        "Order by 2026-11-22 14:00",
        "the request: base64",
        "Session: closed",
        "Nonce: 12",
        // no time of day
        "24/7",
        "3:1",
        "3:16",
        "John 3:16 and Mark 12:30",
        "a ratio of 16:10",
        "score 12:45",
        "at 24:00",
        "time 12:60",
        "at 3:1",
        "10:00-17:00",
        "Open from 9:00 am to 5:30 pm",
        "time: 09:00 \u2013 17:00 UTC",
        "between 9:00 and 17:00",
        "00:1a:2b:14:03:22",
        "fe80::14:03:22",
        "14:03:22:11",
        "25:03:22",
        "14:61:22",
        "13:05 pm",
        "at 12:30%",
        // no Unix time
        "2025550123",
        "+1 202-555-0143",
        "+1795356202",
        "call 1800123456 now",
        "phone: 1795356202",
        "$1795356202",
        "\u20ac1795356202",
        "1795356202,55",
        "1795356202 bytes",
        "1800000000",
        "order number 1795356202",
        "17953562021",
        "179535620",
        "1195356202",
        "v1795356202",
        "id1629384756",
        "192.168.100.200",
        "127.0.0.1:8080",
        "9780306406157",
        // no id
        "#1a2b3c #ff00ff00",
        "da39a3ee5e6b4b0d3255bfef95601890afd80709",
        "commit da39a3ee5e6b4b0d3255bfef95601890afd80709",
        "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        "0x52908400098527886E0F7030069857D2E4169EE7",
        "00000000-0000-0000-0000-000000000000",
        "12345678-1234-5678-1234-567812345678",
        "00010203-0405-0607-0809-0a0b0c0d0e0f",
        "ChaCha20Poly1305",
        "V1StGXR8Z5jdHi6BmyT7eQ==",
        "V1StGXR8Z5jdHi6BmyT7V1StGXR8Z5jdHi6BmyT7V1StGXR8Z5jdHi6BmyT7a1B2c3",
        "fun:_ZN4node16NodeMainInstance3RunEv",
        "https://api.example.com/v1/things/550e8400-e29b-41d4-a716-446655440000",
        "550e8400-e29b-41d4-a716-4466554400001",
        "550e8400-e29b-41d4-a716-446655440000-1",
        "x550e8400-e29b-41d4-a716-446655440000",
        "550e8400-e29b-41d4-a716",
        "getHttp2Server4Config",
        "internationalization",
        "claude3haiku20240307v1",
        "aes256gcmsha384hmac",
        "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789",
        "abcdefghijklmnopqrstuvwxyz0123456789",
        "1234567890123456",
        "4111 1111 1111 1111",
        "GB29NWBK60161331926819-1",
        "the session id is 32 characters long",
        "a request id, base64-encoded",
        "trace id: 128-bit",
        "Send the request_id with each call",
        "thread_pool1",
        "run_tests",
        "user_id: sara_doe_496",
        "reservation 8JX2WO",
        "JWT eyJhbGciOiJIUzI1NiIsInR5cCI6.eyJzdWIiOiIxMjM0NTY3ODkw.abc",
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJ+x/==",
        // no counter
        "Step 1: ask. Step 2: answer.",
        "Step 1 of 3: ask.\nStep 2 of 3: answer.\nStep 3 of 3: stop.",
        "Turn 1\nUser: hi\nTurn 2\nUser: bye",
        "turn 90 degrees",
        "you turn 90",
        "turn 180\u00b0",
        "max turn: 10",
        "max_turn = 10",
        "at most 3 attempts, each attempt 5",
        "round 2 decimals",
        "pull request #3497",
        "message 42 people",
        "the limit is message 42 people",
        "Retry up to 3 times",
        "turn 2.5",
        "turn 1,000",
        "attempt: 50%",
        "turn 17-18",
        "return 17",
        "turnover 17",
        "section 3 of 9 chapters",
        "5 to 7 business days, $100, 24 hours, 50 dollars",
      })
  void leavesAlone(String text) {
    assertEquals(text, MarkedText.mark(text, MarkedText.find(text)));
  }

  @Test
  void returnsTheFirstFindingsOnly() {
    Utf8Text text = Utf8Text.of("today 2026-11-22 and 14:03:22, turn 17");
    List<Finding> all = VolatileText.find(text, 3, StopSignal.NEVER);

    assertEquals(
        List.of(Kind.DATE, Kind.TIME, Kind.COUNTER), all.stream().map(Finding::kind).toList());
    assertEquals(all.subList(0, 2), VolatileText.find(text, 2, StopSignal.NEVER));
    assertEquals(List.of(), VolatileText.find(text, 0, StopSignal.NEVER));
    assertThrows(
        IllegalArgumentException.class, () -> VolatileText.find(text, -1, StopSignal.NEVER));
  }

  @Test
  void aFindingHasBytes() {
    assertThrows(IllegalArgumentException.class, () -> new Finding(Kind.DATE, -1, 2));
    assertThrows(IllegalArgumentException.class, () -> new Finding(Kind.DATE, 2, 2));
  }

  private static void assertFound(String marked) {
    MarkedText expected = MarkedText.parse(marked);
    assertEquals(marked, MarkedText.mark(expected.text(), MarkedText.find(expected.text())));
  }
}

package dev.contextbudget.dialect.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.databind.JsonNode;
import dev.contextbudget.core.error.StopSignal;
import dev.contextbudget.core.token.Utf8Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Looks for a text that is taken where Jackson refuses it, or refused where Jackson takes it, or of
 * which another tree is read: {@code deploy/fuzz/run.sh JsonIndexerFuzzTest}. What was found once
 * stands in {@code src/fuzz/resources}.
 */
class JsonIndexerFuzzTest {

  @FuzzTest(maxDuration = "1m")
  void readsWhatJacksonReads(byte[] text) throws JsonFault {
    Optional<JsonNode> tree = StrictJackson.tree(text);
    JsonDocument document;
    try {
      document = JsonIndexer.index(text, StopSignal.NEVER);
    } catch (JsonFault fault) {
      assertTrue(tree.isEmpty(), "Jackson takes it");
      assertTrue(fault.offsetBytes() >= 0 && fault.offsetBytes() <= text.length);
      return;
    }
    assertIs(tree.orElseThrow(), document.root());
    assertNests(document);
    assertTrue(StrictJackson.takes(changed(document)));
  }

  private static void assertIs(JsonNode expected, JsonValue value) {
    assertEquals(expected.isTextual() ? expected.textValue() : "", value.text().decode());
    assertEquals(expected.isArray(), value.isArray());
    assertEquals(expected.isObject(), value.isObject());
    assertEquals(expected.isNumber(), value.kind() == JsonKind.NUMBER);
    assertEquals(expected.isNull(), value.isNull());
    assertEquals(expected.size(), value.elements().size() + value.members().size());
    for (int i = 0; i < value.elements().size(); i++) {
      assertIs(expected.get(i), value.elements().get(i));
    }
    for (JsonValue.Member member : value.members()) {
      assertEquals(member.value(), value.member(member.name()));
      assertIs(expected.get(member.name()), member.value());
    }
  }

  /** Each value stands inside of its parent and behind its sibling. */
  private static void assertNests(JsonDocument document) {
    for (int node = 1; node < document.size(); node++) {
      int parent = document.parent(node);
      int next = document.next(node);
      assertTrue(document.start(node) > document.start(parent));
      assertTrue(document.end(node) < document.end(parent));
      assertTrue(document.end(node) > document.start(node));
      assertTrue(next == 0 || document.start(next) > document.end(node));
      JsonValue value = new JsonValue(document, node);
      assertEquals(value, PointedValue.of(document, value.pointer()).orElseThrow());
    }
  }

  /** Returns a text with every third value changed. */
  private static byte[] changed(JsonDocument document) {
    List<JsonEdit> edits = new ArrayList<>();
    boolean[] isChanged = new boolean[document.size()];
    for (int node = 1; node < document.size(); node++) {
      JsonValue value = new JsonValue(document, node);
      isChanged[node] = isChanged[document.parent(node)] || node % 3 == 0;
      if (isChanged[node] && !isChanged[document.parent(node)]) {
        edits.add(
            node % 2 == 0
                ? new JsonEdit.Remove(value)
                : new JsonEdit.Replace(value, JsonStrings.quoted(value.raw())));
      } else if (!isChanged[node] && value.isArray()) {
        edits.add(new JsonEdit.Insert(value, value.elements().size(), Utf8Text.of("0")));
      }
    }
    Utf8Text text = new JsonEdits(document, edits).text();
    byte[] bytes = new byte[text.length()];
    text.asByteBuffer().get(bytes);
    return bytes;
  }
}

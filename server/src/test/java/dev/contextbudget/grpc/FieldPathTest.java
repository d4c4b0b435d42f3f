package dev.contextbudget.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class FieldPathTest {
  @Test
  void isSpelledAsErrorDetailsHaveIt() {
    FieldPath messages = FieldPath.of("components").at(2).member("messages").member("messages");

    assertEquals("components[2].messages.messages[10].id", messages.at(10).member("id").toString());
    assertEquals("components[2].messages.messages", messages.toString());
    assertEquals("model", FieldPath.of("model").toString());
  }
}

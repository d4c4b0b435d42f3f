package dev.contextbudget.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class CloseStackTest {
  private final List<String> closed = new ArrayList<>();
  private final CloseStack stack = new CloseStack();

  @Test
  void theLastOpenedIsClosedFirst() {
    stack.push("a", () -> closed.add("a"));
    stack.push("b", () -> closed.add("b"));
    stack.push("c", () -> closed.add("c"));

    stack.close();

    assertEquals(List.of("c", "b", "a"), closed);
  }

  @Test
  void whatIsClosedIsNotClosedAgain() {
    stack.push("a", () -> closed.add("a"));
    stack.close();
    stack.push("b", () -> closed.add("b"));

    stack.close();

    assertEquals(List.of("a", "b"), closed);
  }

  @Test
  void whatWasPushedIsGivenBack() {
    AutoCloseable resource = () -> {};

    assertSame(resource, stack.push("a", resource));
  }

  @Test
  void oneThatCannotBeClosedKeepsNoOtherOpen() {
    Logger logger = (Logger) LoggerFactory.getLogger(CloseStack.class);
    logger.setLevel(Level.OFF); // it would warn, rightly
    stack.push("a", () -> closed.add("a"));
    stack.push(
        "b",
        () -> {
          throw new IllegalStateException();
        });

    stack.close();
    logger.setLevel(null);

    assertEquals(List.of("a"), closed);
  }

  @Test
  void anInterruptionIsPassedOnAndKeepsNothingOpen() {
    stack.push("b", () -> closed.add("b"));
    stack.push(
        "a",
        () -> {
          throw new InterruptedException();
        });

    stack.close();

    assertTrue(Thread.interrupted());
    assertEquals(List.of("b"), closed);
  }
}

package dev.contextbudget.client.view;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class TerminalTest {

  static Stream<Arguments> environments() {
    return Stream.of(
        Arguments.of("a terminal", Map.of("TERM", "xterm"), true, new Terminal(true, 80)),
        Arguments.of("a file", Map.of("TERM", "xterm"), false, new Terminal(false, 80)),
        Arguments.of("no colour", Map.of("NO_COLOR", "1"), true, new Terminal(false, 80)),
        Arguments.of("NO_COLOR unset", Map.of("NO_COLOR", ""), true, new Terminal(true, 80)),
        Arguments.of("a dumb one", Map.of("TERM", "dumb"), true, new Terminal(false, 80)),
        Arguments.of("a wide one", Map.of("COLUMNS", "100"), true, new Terminal(true, 100)),
        Arguments.of("too narrow", Map.of("COLUMNS", "20"), true, new Terminal(true, 80)),
        Arguments.of("very wide", Map.of("COLUMNS", "999"), true, new Terminal(true, 120)),
        Arguments.of("nonsense", Map.of("COLUMNS", "-5x"), true, new Terminal(true, 80)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("environments")
  void theEnvironmentDecides(
      String name, Map<String, String> environment, boolean interactive, Terminal expected) {
    assertEquals(expected, Terminal.of(environment, interactive));
  }
}

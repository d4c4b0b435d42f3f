package dev.contextbudget.yaml;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class YamlNodeTest {

  private static String problem(String text) {
    return assertThrows(BadYaml.class, () -> YamlNode.parse("f", text)).getMessage();
  }

  @ParameterizedTest(name = "{0} levels")
  @ValueSource(ints = {33, 5_000, 20_000, 200_000})
  void nestingWithoutEndIsRefusedAndOverflowsNoStack(int levels) {
    String tooDeep = "f: line 1: nested deeper than 32 levels";

    assertEquals(tooDeep, problem("[".repeat(levels)));
    assertEquals(tooDeep, problem("{a: ".repeat(levels)));
    assertEquals(tooDeep, problem("- ".repeat(levels)));
  }

  @Test
  void asDeepAsAnyFileNeedsIsRead() {
    YamlNode node = YamlNode.parse("f", "[".repeat(32) + "]".repeat(32));
    for (int i = 0; i < 31; i++) {
      node = node.elements().get(0);
    }

    assertEquals(0, node.elements().size());
  }

  @Test
  void whatContainsItselfIsRefused() {
    assertEquals(
        "f: line 2: *a stands inside of what it names", problem("b: 1\na: &a {x: [1, *a]}"));
  }

  @Test
  void anAliasBesideWhatItNamesIsItsValue() {
    YamlNode node = YamlNode.parse("f", "a: &a {x: 1}\nb: *a");

    assertEquals(1, node.require("b").require("x").asInt(0, 9));
  }

  @ParameterizedTest
  @ValueSource(strings = {"1: 2", "true: 2", "null: 2", "1.5: 2"})
  void aKeyIsAText(String text) {
    YamlNode node = YamlNode.parse("f", text);

    BadYaml bad = assertThrows(BadYaml.class, node::members);
    assertEquals(
        "want a key that is a text, in quotes if it looks like something else",
        bad.getMessage().replaceFirst(".*: ", ""));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a: [1", "a: {b", "a: \"x", "a: 1\na: 2", "a: &", "%YAML 9.9", "\0"})
  void whatIsNoYamlIsToldOnOneLine(String text) {
    String problem = problem(text);

    assertEquals(1, problem.lines().count(), problem);
    assertEquals("f: ", problem.substring(0, 3));
  }

  @Test
  void aFileThatCannotBeReadSaysWhy(@TempDir Path folder) throws IOException {
    Path latin = folder.resolve("latin");
    Files.write(latin, new byte[] {'a', ':', ' ', (byte) 0xe4, '\n'});

    assertEquals(latin + ": cannot be read: is not UTF-8", unreadable(latin));
    assertEquals(folder + ": cannot be read: is a directory", unreadable(folder));
    Path missing = folder.resolve("missing");
    assertEquals(missing + ": cannot be read: there is no such file", unreadable(missing));
  }

  private static String unreadable(Path file) {
    return assertThrows(BadYaml.class, () -> YamlFile.read(file)).getMessage();
  }
}

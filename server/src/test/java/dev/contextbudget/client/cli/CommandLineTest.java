package dev.contextbudget.client.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.contextbudget.app.ServerRuntime;
import dev.contextbudget.app.TenantServer;
import dev.contextbudget.app.TestServer;
import dev.contextbudget.client.view.Terminal;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** The command line against a real server. */
class CommandLineTest {
  private static final String TALK =
      """
      {"model": "gpt-4o", "messages": [
        {"role": "user", "content": "When does the first train to Lyon leave?"},
        {"role": "assistant", "content": "At 05:58, TGV 6601."},
        {"role": "user", "content": "And the one after it?"}]}
      """;

  private static ServerRuntime server;

  @TempDir private Path folder;

  /** What a command did. */
  private record Ran(int code, String out, String err) {}

  @BeforeAll
  static void start() {
    server = TestServer.start();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static Ran run(String in, String... args) {
    return runAt("localhost:" + server.port(), in, args);
  }

  private static Ran runAt(String address, String in, String... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    StringWriter err = new StringWriter();
    Main main =
        new Main(
            new ByteArrayInputStream(in.getBytes(StandardCharsets.UTF_8)),
            out,
            new Terminal(false, 80));
    CommandLine line = Main.commandLine(main).setErr(new PrintWriter(err, true));
    List<String> all = new ArrayList<>(List.of(args));
    if (!all.contains("--help") && !all.contains("generate-completion")) {
      all.add(1, "--server=" + address);
    }
    int code = line.execute(all.toArray(String[]::new));
    return new Ran(code, out.toString(StandardCharsets.UTF_8), err.toString());
  }

  private String file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text).toString();
  }

  @Test
  void countsFilesAndTheirSum() throws IOException {
    Ran ran = run("", "count", "-m", "gpt-4o", file("a", "hello world"), file("b", ""));

    assertEquals(0, ran.code(), ran.err());
    assertTrue(ran.out().matches("(?s).*a\\s+2\\n.*b\\s+0\\n.*sum\\s+2\\n.*"), ran.out());
    assertTrue(ran.out().contains("exact"), ran.out());
  }

  @Test
  void aKeyIsReadFromAFile() throws Exception {
    try (TenantServer tenants = new TenantServer(folder, "{}")) {
      String target = tenants.server().target();
      String key = file("key", tenants.acmeKey() + "\n");

      Ran without = runAt(target, "one", "count", "-m", "gpt-4o", "-");
      Ran with = runAt(target, "one", "count", "-m", "gpt-4o", "--api-key-file=" + key, "-");
      Ran missing = runAt(target, "one", "count", "-m", "gpt-4o", "--api-key-file=none", "-");
      Ran half = runAt(target, "one", "count", "-m", "gpt-4o", "--cert-file=" + key, "-");

      assertEquals(0, with.code(), with.err());
      assertEquals(3, without.code(), without.err());
      assertTrue(without.err().contains("authorization: Bearer"), without.err());
      assertEquals(2, missing.code(), missing.err());
      assertEquals(2, half.code(), half.err());
      assertTrue(half.err().contains("--cert-file, --key-file: want both or none"), half.err());
    }
  }

  /** Parts end between characters, or a count would not be that of the whole. */
  @Test
  void countsAFileInPartsAsItCountsItWhole() throws IOException {
    String text = "añ中🙂 ".repeat(60_000);
    String many = run("", "count", "-m", "gpt-4o", "--json", file("long", text)).out();
    int one = tokens(run("añ中🙂 ", "count", "-m", "gpt-4o", "--json").out());

    assertTrue(text.getBytes(StandardCharsets.UTF_8).length > 2 * 262_144);
    assertFalse(many.contains("BAD_UTF8"), many);
    assertTrue(tokens(many) >= 60_000 * (one - 2L), many);
    assertTrue(tokens(many) <= 60_000L * one, many);
  }

  private static int tokens(String json) {
    return Integer.parseInt(json.replaceAll("(?s).*\"tokens\": (\\d+).*", "$1"));
  }

  @Test
  void countsABodyAsItIsChargedFor() {
    Ran ran = run(TALK, "count", "--body", "openai-chat");

    assertEquals(0, ran.code(), ran.err());
    assertTrue(ran.out().contains("tokens, 0 % of the window of gpt-4o; exact"), ran.out());
  }

  @Test
  void fitsABodyAndTellsBesideIt() {
    Ran ran = run(TALK, "fit", "--body", "openai-chat", "--window", "60", "--reserve", "0", "-");
    Ran whole = run(TALK, "fit", "--body", "openai-chat");
    Ran explained = run(TALK, "fit", "--body=openai-chat", "--explain");

    assertEquals(TALK, whole.out());
    assertTrue(ran.out().startsWith("{\"model\": \"gpt-4o\""), ran.out());
    assertTrue(ran.err().contains("in a budget of 60; exact"), ran.err());
    assertTrue(explained.err().contains("window"), explained.err());
  }

  @Test
  void compactsAndTellsWhatIsLost() {
    Ran ran = run(TALK, "compact", "--body", "openai-chat", "--target-ratio", "0.5");

    assertEquals(0, ran.code(), ran.err());
    assertTrue(ran.out().startsWith("{\"model\""), ran.out());
    assertTrue(ran.err().contains("facts are kept"), ran.err());
  }

  @Test
  void lintEndsInOneWhereAProviderRefuses() {
    Ran valid = run(TALK, "lint", "--body", "openai-chat");
    Ran refused = run(TALK.replace("assistant", "tool"), "lint", "--body", "openai-chat");

    assertEquals(0, valid.code());
    assertTrue(valid.out().contains("valid"), valid.out());
    assertEquals(1, refused.code());
    assertTrue(refused.out().contains("error   tool-result-orphan"), refused.out());
  }

  @Test
  void plansAWindowAsABarAndATable() {
    Ran ran =
        run(
            "",
            "plan",
            "-m",
            "gpt-4o",
            "--preset",
            "rag-chatbot",
            "--window",
            "8000",
            "history=900");

    assertEquals(0, ran.code(), ran.err());
    assertTrue(ran.out().contains("%%% retrieved %%%"), ran.out());
    assertTrue(ran.out().matches("(?s).*history +20 +0 +2,400 +900 +900 .*"), ran.out());
  }

  @Test
  void listsModelsOrOne() {
    assertTrue(run("", "models").out().contains("claude-opus-5"));
    assertTrue(run("", "models", "gpt-4o-2024-08-06").out().contains("gpt-4o"));
    assertTrue(run("", "models", "--provider", "mistral", "--json").out().contains("\"mistral\""));
  }

  @ParameterizedTest
  @CsvSource({
    "count -m nope, 3, UNKNOWN_MODEL",
    "count -m gpt-4o no/such/file, 2, no such file",
    "lint --body gemini -m gpt-4o, 3, BAD_JSON",
    "lint, 2, --body",
    "fit --body xml, 2, openai-chat",
    "compact --body gemini, 2, --target"
  })
  void endsInACodeAndSaysWhy(String arguments, int code, String why) {
    Ran ran = run("x", arguments.split(" "));

    assertEquals(code, ran.code(), ran.err());
    assertTrue(ran.err().contains(why), ran.err());
  }

  @Test
  void aServerThatIsNotThereIsAnotherCode() {
    Ran ran = runAt("localhost:1", "", "models", "--timeout", "5");

    assertEquals(4, ran.code(), ran.err());
    assertTrue(ran.err().contains("UNAVAILABLE"), ran.err());
  }

  @ParameterizedTest
  @ValueSource(strings = {"count", "plan", "fit", "compact", "lint", "models"})
  void everyCommandHasHelpThatNamesTheServer(String command) {
    Ran ran = run("", command, "--help");

    assertEquals(0, ran.code());
    assertTrue(ran.out().contains("--server"), ran.out());
  }

  @Test
  void printsAScriptThatCompletesIt() {
    Ran ran = run("", "generate-completion");

    assertEquals(0, ran.code(), ran.err());
    assertTrue(ran.out().contains("complete -F _complete_contextbudget"), ran.out());
    assertTrue(ran.out().contains("--render-as"), ran.out());
  }
}

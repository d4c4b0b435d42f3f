package dev.contextbudget.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.contextbudget.security.TenantDirectory;
import dev.contextbudget.security.TenantsReader;
import dev.contextbudget.yaml.YamlNode;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class MintKeyTest {
  private static final Instant NOW = Instant.parse("2026-11-22T10:11:12.5Z");

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... arguments) {
    return new CommandLine(new MintKey(Clock.fixed(NOW, ZoneOffset.UTC)))
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(arguments);
  }

  private Instant expiryOf(String line) {
    String time = line.replaceAll(".*expires: \"(.*)\"}", "$1");
    return Instant.parse(time);
  }

  @Test
  void whatIsPrintedForTheFileKnowsTheKeyThatIsPrinted() {
    assertEquals(0, run());

    List<String> lines = out.toString().lines().toList();
    TenantDirectory tenants =
        TenantsReader.read(
            YamlNode.parse("t", "tenants:\n  - id: a\n    keys:\n      " + lines.get(3)), NOW);
    assertEquals("a", tenants.ownerOf(lines.get(1), NOW).id());
    assertEquals(4, lines.size());
  }

  @Test
  void aKeyMayExpire() {
    assertEquals(0, run("--days=90"));

    assertEquals(
        Instant.parse("2027-02-20T10:11:12Z"), expiryOf(out.toString().lines().toList().get(3)));
  }

  @Test
  void aKeyForNoTimeIsWrongUsage() {
    assertEquals(2, run("--days=0"));

    assertTrue(err.toString().startsWith("--days: want 1 to 3650, got 0"), err::toString);
  }
}

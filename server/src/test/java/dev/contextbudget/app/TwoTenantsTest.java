package dev.contextbudget.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.Channel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What one tenant does is not seen by the next: every call of the conformance file, by two. */
class TwoTenantsTest {
  @TempDir Path folder;

  private static CapturedLog log;

  @BeforeAll
  static void capture() {
    log = new CapturedLog();
  }

  @AfterAll
  static void stop() {
    log.close();
  }

  private static List<String> all(Channel channel) throws Exception {
    List<String> ends = new ArrayList<>();
    for (ConformanceCalls.Call call : ConformanceCalls.read()) {
      ends.add(call + ": " + ConformanceCalls.make(channel, call).text());
    }
    return ends;
  }

  @Test
  void anAnswerIsTheSameWhateverAnotherTenantAskedBefore() throws Exception {
    List<String> alone;
    try (TenantServer fresh = new TenantServer(Files.createDirectory(folder.resolve("a")), "{}")) {
      alone = all(fresh.as(fresh.otherKey()));
    }
    try (TenantServer shared =
        new TenantServer(Files.createDirectory(folder.resolve("b")), "{tokens-per-minute: 1}")) {
      all(shared.as(shared.acmeKey())); // and uses its quota up

      assertEquals(alone, all(shared.as(shared.otherKey())));
    }
  }

  /** How long an answer takes tells whether its texts were counted before. */
  @Test
  void noCountIsRememberedForAnotherTenant() throws Exception {
    try (TenantServer tenants = new TenantServer(folder, "{}")) {
      all(tenants.as(tenants.acmeKey()));
      long hitsOfFirst = lookups(tenants, "hit");
      long missesOfFirst = lookups(tenants, "miss");

      all(tenants.as(tenants.otherKey()));

      assertEquals(2 * hitsOfFirst, lookups(tenants, "hit"));
      assertEquals(2 * missesOfFirst, lookups(tenants, "miss"));
      assertTrue(missesOfFirst > 20, "texts are looked up");

      all(tenants.as(tenants.jwt("other")));

      assertEquals(2 * missesOfFirst, lookups(tenants, "miss"));
    }
  }

  private static long lookups(TenantServer tenants, String result) throws Exception {
    String name = "contextbudget_count_cache_total{result=\"" + result + "\"} ";
    return tenants
        .server()
        .admin("/metrics")
        .lines()
        .filter(line -> line.startsWith(name))
        .mapToLong(line -> (long) Double.parseDouble(line.substring(name.length())))
        .sum();
  }
}

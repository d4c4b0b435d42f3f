package dev.contextbudget.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.contextbudget.v1.Component;
import dev.contextbudget.v1.ComponentKind;
import dev.contextbudget.v1.ContextBudgetServiceGrpc;
import dev.contextbudget.v1.CountTokensRequest;
import dev.contextbudget.v1.TextContent;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Callers with tokens that were not seen before, as each of them is of a new login. */
class UncheckedCallersTest {
  private static final int CALLS = 400;
  private static final int CALLERS = 8;

  @TempDir Path folder;

  /** It would be refused nothing, wait for nobody, and be learned as the cost of a check. */
  @Test
  void theWorkOfACallIsNoPartOfTheCheckOfItsCaller() throws Exception {
    TextContent text = TextContent.newBuilder().setValue("word ".repeat(2_000)).build();
    CountTokensRequest request =
        CountTokensRequest.newBuilder()
            .setModel("gpt-4o")
            .addComponents(
                Component.newBuilder()
                    .setId("a")
                    .setKind(ComponentKind.COMPONENT_KIND_USER_INPUT)
                    .setText(text))
            .build();
    ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
    try (TenantServer tenants = new TenantServer(folder, "{}")) {
      List<Future<?>> calls = new ArrayList<>();
      for (int i = 0; i < CALLS; i++) {
        var stub = ContextBudgetServiceGrpc.newBlockingStub(tenants.as(tenants.jwt("acme")));
        calls.add(callers.submit(() -> stub.countTokens(request)));
      }
      for (Future<?> call : calls) {
        call.get();
      }

      String waits = "contextbudget_admission_wait_seconds_count{class=\"interactive\"} ";
      String metrics = tenants.server().admin("/metrics");
      String line = metrics.lines().filter(l -> l.startsWith(waits)).findFirst().orElseThrow();
      assertTrue(metrics.contains("contextbudget_tenant_calls_total{tenant=\"acme\"} 400.0"));
      assertEquals(CALLS, Double.parseDouble(line.substring(waits.length())));
    } finally {
      callers.shutdownNow();
    }
  }
}

package dev.contextbudget.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.ListenableFuture;
import dev.contextbudget.admission.ServiceClass;
import dev.contextbudget.app.LiveServer;
import dev.contextbudget.core.error.Reason;
import dev.contextbudget.ops.CallMeters.Outcome;
import dev.contextbudget.v1.CatalogServiceGrpc;
import dev.contextbudget.v1.Component;
import dev.contextbudget.v1.ComponentKind;
import dev.contextbudget.v1.ContextBudgetServiceGrpc;
import dev.contextbudget.v1.ContextBudgetServiceGrpc.ContextBudgetServiceFutureStub;
import dev.contextbudget.v1.DecisionReason;
import dev.contextbudget.v1.FitContextRequest;
import dev.contextbudget.v1.Message;
import dev.contextbudget.v1.MessageContent;
import dev.contextbudget.v1.Part;
import dev.contextbudget.v1.Policy;
import dev.contextbudget.v1.Role;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.stub.MetadataUtils;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Semaphore;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A live server as its scraper sees it. */
class ScrapeTest {
  private static final String CANARY = "canary-91c3";

  /** Few, so that a busy machine refuses few. */
  private static final int CALLERS = 2;

  private static final Pattern TAG = Pattern.compile("([a-z]+)=\"([^\"]*)\"");

  private static final Map<String, Set<String>> VALUES =
      Map.of(
          "method", methods(),
          "code", names(Status.Code.values()),
          "outcome", lowerCase("", Outcome.values()),
          "stage", lowerCase("", Stage.values()),
          "reason",
              union(
                  lowerCase("", Reason.values()),
                  lowerCase("DECISION_REASON_", DecisionReason.values())),
          "result", Set.of("kept", "broken", "hit", "miss"),
          "files", lowerCase("", Meters.Reloaded.values()),
          "class", lowerCase("", ServiceClass.values()),
          "cause", Set.of("in_flight", "queue", "stale", "bytes", "draining"),
          "basis", Set.of("expected", "uncached", "unfitted"));

  private final LiveServer server = LiveServer.start("log.level=warn");

  @AfterEach
  void stop() throws InterruptedException {
    server.close();
  }

  private static Set<String> methods() {
    return union(
        Stream.of(
                ContextBudgetServiceGrpc.getServiceDescriptor(),
                CatalogServiceGrpc.getServiceDescriptor())
            .flatMap(service -> service.getMethods().stream())
            .map(MethodDescriptor::getFullMethodName)
            .collect(Collectors.toSet()),
        Set.of("other"));
  }

  private static Set<String> names(Enum<?>[] constants) {
    return Arrays.stream(constants).map(Enum::name).collect(Collectors.toSet());
  }

  private static Set<String> lowerCase(String prefix, Enum<?>[] constants) {
    return names(constants).stream()
        .map(name -> name.replaceFirst("^" + prefix, "").toLowerCase(Locale.ROOT))
        .collect(Collectors.toSet());
  }

  private static Set<String> union(Set<String> one, Set<String> other) {
    Set<String> both = new TreeSet<>(one);
    both.addAll(other);
    return both;
  }

  /** Returns everything of this service that a scrape has, without the values. */
  private Set<String> series() throws Exception {
    return server
        .admin("/metrics")
        .lines()
        .filter(line -> line.startsWith("contextbudget_"))
        .map(line -> line.substring(0, line.lastIndexOf(' ')))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void everyTagIsOfAClosedSet() throws Exception {
    List<String> open = new ArrayList<>();
    for (String series : series()) {
      for (MatchResult tag : TAG.matcher(series).results().toList()) {
        boolean closed =
            tag.group(1).equals("le")
                || series.startsWith("contextbudget_build_info")
                || VALUES.getOrDefault(tag.group(1), Set.of()).contains(tag.group(2));
        if (!closed) {
          open.add(series);
        }
      }
    }

    assertEquals(List.of(), open);
  }

  @Test
  void aScrapeNeverGrowsAndNeverTellsWhatCallersSay() throws Exception {
    Set<String> before = series();
    assertTrue(before.size() > 500, () -> "series " + before.size());
    Semaphore turns = new Semaphore(CALLERS);
    for (int i = 0; i < 10_000; i++) {
      turns.acquire();
      call(i).addListener(turns::release, Runnable::run);
    }
    turns.acquire(CALLERS);

    assertEquals(before, series());
    String scrape = server.admin("/metrics");
    assertFalse(scrape.contains(CANARY), scrape);
    assertTrue(scrape.contains("\ncontextbudget_calls_in_flight_limit 1000.0\n"), scrape);
    String fit = "{method=\"contextbudget.v1.ContextBudgetService/FitContext\"}";
    double ended =
        scrape
            .lines()
            .filter(l -> l.startsWith("contextbudget_calls_total{"))
            .mapToDouble(l -> Double.parseDouble(l.substring(l.lastIndexOf(' '))))
            .sum();
    assertEquals(10_000, ended, scrape);
    String unknown = "contextbudget_failures_total{reason=\"unknown_model\"}";
    assertFalse(scrape.contains(unknown + " 0.0"), scrape);
    assertFalse(scrape.contains("contextbudget_tokens_out_total" + fit + " 0.0"), scrape);
  }

  /** Every other call is of an unknown model; names and texts differ in all. */
  private ListenableFuture<?> call(int i) {
    String name = CANARY + "-" + i;
    FitContextRequest.Builder request =
        FitContextRequest.newBuilder()
            .setModel(i % 2 == 0 ? name : "gpt-4o")
            .setPolicy(Policy.newBuilder().setContextWindowTokens(200).setOutputReserveTokens(50))
            .addComponents(
                Component.newBuilder()
                    .setId(name)
                    .setKind(ComponentKind.COMPONENT_KIND_HISTORY)
                    .setMessages(MessageContent.newBuilder().addMessages(message(name))));
    Metadata headers = new Metadata();
    headers.put(Metadata.Key.of("x-request-id", Metadata.ASCII_STRING_MARSHALLER), name);
    // None may be refused for a pause of the machine: a batch waits for two seconds.
    headers.put(Metadata.Key.of("contextbudget-class", Metadata.ASCII_STRING_MARSHALLER), "batch");
    ContextBudgetServiceFutureStub stub =
        ContextBudgetServiceGrpc.newFutureStub(server.channel())
            .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers));
    return Futures.catching(
        stub.fitContext(request.build()), Throwable.class, failure -> null, Runnable::run);
  }

  private static Message message(String name) {
    return Message.newBuilder()
        .setId(name)
        .setRole(Role.ROLE_USER)
        .addParts(Part.newBuilder().setText("I am " + name))
        .build();
  }
}

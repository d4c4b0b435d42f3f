package dev.contextbudget.demo;

import com.google.protobuf.ByteString;
import dev.contextbudget.app.ServerRuntime;
import dev.contextbudget.app.TestServer;
import dev.contextbudget.client.ClientOptions;
import dev.contextbudget.client.ContextBudgetClient;
import dev.contextbudget.client.view.Terminal;
import dev.contextbudget.v1.CompactResponse;
import dev.contextbudget.v1.CountTokensResponse;
import dev.contextbudget.v1.FitContextResponse;
import dev.contextbudget.v1.PlanBudgetResponse;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;

/**
 * A server that the tour was taken on, and its answers: the service is a function, so asked the
 * same again it answers what the tour got.
 */
final class TakenTour implements AutoCloseable {
  static final int COLUMNS = 80;

  final CountTokensResponse count;
  final PlanBudgetResponse plan;
  final FitContextResponse first;
  final FitContextResponse next;
  final FitContextResponse uncut;
  final CompactResponse compact;
  final PrintedTour printed;

  private final ServerRuntime server = TestServer.start();
  private final ContextBudgetClient client =
      ContextBudgetClient.create(
          ClientOptions.plaintext("127.0.0.1:" + server.port(), Duration.ofMinutes(1)));

  TakenTour() {
    DemoScenario scenario = new DemoScenario();
    printed = print(new Terminal(false, COLUMNS));
    count = client.countTokens(scenario.count());
    plan = client.planBudget(scenario.plan(count));
    first = client.fitContext(scenario.fit(DemoScenario.FIRST_TURN, ByteString.EMPTY));
    next =
        client.fitContext(scenario.fit(DemoScenario.NEXT_TURN, first.getCache().getPrefixToken()));
    FitContextResponse before =
        client.fitContext(scenario.uncut(DemoScenario.FIRST_TURN, ByteString.EMPTY));
    uncut =
        client.fitContext(
            scenario.uncut(DemoScenario.NEXT_TURN, before.getCache().getPrefixToken()));
    compact = client.compact(scenario.compact());
  }

  /** Returns what the tour prints on a terminal. */
  PrintedTour print(Terminal terminal) {
    StringWriter text = new StringWriter();
    new DemoTour(client, new PrintWriter(text), terminal).run();
    return new PrintedTour(text.toString());
  }

  @Override
  public void close() {
    client.close();
    server.close();
  }
}

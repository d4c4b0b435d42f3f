package dev.contextbudget.client.cli;

import dev.contextbudget.client.ContextBudgetClient;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** A command that calls a server and shows the answer. */
abstract class ServerCommand implements Callable<Integer> {
  @ParentCommand private @Nullable Main main;

  @Spec private @Nullable CommandSpec spec;

  @Mixin private final Connection connection = new Connection();

  @Option(names = "--json", description = "Print the answer as JSON, for programs.")
  private boolean json;

  @Override
  public final Integer call() {
    try (ContextBudgetClient client = connection.open()) {
      return run(client, output()).code();
    }
  }

  /** Calls the server and writes the answer. */
  abstract ExitCode run(ContextBudgetClient client, Output output);

  final boolean asJson() {
    return json;
  }

  final Input input(String name) {
    return Objects.requireNonNull(main).input(name);
  }

  private Output output() {
    return Objects.requireNonNull(main).output(Objects.requireNonNull(spec).commandLine());
  }
}

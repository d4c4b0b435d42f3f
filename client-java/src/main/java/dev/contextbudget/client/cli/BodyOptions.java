package dev.contextbudget.client.cli;

import dev.contextbudget.v1.ProviderRequest;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A provider's request body, as it would be sent. */
final class BodyOptions {
  @Option(
      names = "--body",
      required = true,
      paramLabel = "FORMAT",
      description = "Whose body it is: ${COMPLETION-CANDIDATES}.")
  private @Nullable BodyFormat format;

  @Option(
      names = {"-m", "--model"},
      defaultValue = "",
      description = "The model, if not the one that the body names.")
  private String model = "";

  @Parameters(
      arity = "0..1",
      paramLabel = "FILE",
      defaultValue = Input.STANDARD,
      description = "The body as JSON (default: standard input).")
  private String file = Input.STANDARD;

  String model() {
    return model;
  }

  ProviderRequest.Builder request(ServerCommand command) {
    return ProviderRequest.newBuilder()
        .setFormat(Objects.requireNonNull(format).wire())
        .setJson(command.input(file).bytes());
  }
}

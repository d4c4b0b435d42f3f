package dev.contextbudget.client.cli;

import dev.contextbudget.v1.Policy;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How large the window is, and what of it is kept for the answer. */
final class WindowOptions {
  @Option(
      names = "--window",
      paramLabel = "TOKENS",
      description = "The window, if smaller than the model's.")
  private @Nullable Integer windowTokens;

  @Option(
      names = "--reserve",
      paramLabel = "TOKENS",
      description = "Room for the answer, if not what the model or the body asks for.")
  private @Nullable Integer reserveTokens;

  @Option(names = "--preset", defaultValue = "", description = "A preset of the server's.")
  private String preset = "";

  Policy policy() {
    Policy.Builder policy = Policy.newBuilder().setPreset(preset);
    if (windowTokens != null) {
      policy.setContextWindowTokens(windowTokens);
    }
    if (reserveTokens != null) {
      policy.setOutputReserveTokens(reserveTokens);
    }
    return policy.build();
  }
}

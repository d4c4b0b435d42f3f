package dev.contextbudget.app;

import dev.contextbudget.ops.Meters;
import io.grpc.BindableService;
import java.util.List;

/** The services of this version, in the order in which they come to life. */
final class Services {
  private Services() {}

  /**
   * Makes the services.
   *
   * @param stack closes what they have open, after the last call
   */
  static List<BindableService> create(ServerConfig config, Meters meters, CloseStack stack) {
    return List.of();
  }
}

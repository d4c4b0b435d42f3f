package dev.contextbudget.client;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.Gson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What clients in other languages are given is what this one does. */
class ServiceConfigTest {

  @Test
  void theFileForOtherLanguagesIsTheClientsOwn() throws IOException {
    String file = Files.readString(Path.of("../deploy/service-config.json"));
    int attempts =
        ClientOptions.plaintext("localhost:1", java.time.Duration.ofSeconds(1)).maxAttempts();
    assertEquals(new Gson().fromJson(file, Map.class), Calls.serviceConfig(attempts));
  }
}

package dev.contextbudget.dialect.gemini;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import dev.contextbudget.grpc.BodyFits;
import dev.contextbudget.v1.FitContextRequest;
import dev.contextbudget.v1.ItemHint;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What the user says behind responses of functions opens a turn only as a content of its own, and
 * from Gemini 3 on unsigned calls are refused in the turn that is open.
 */
class FunctionTurnTest {

  @Test
  void aMessageBehindResponsesStillOpensATurn() {
    String json =
        """
        {"contents": [
          {"role": "user", "parts": [{"text": "When is high water?"}]},
          {"role": "model", "parts": [{"functionCall": {"name": "tide", "args": {}}}]},
          {"role": "user", "parts": [
            {"functionResponse": {"name": "tide", "response": {"output": "At six."}}}]},
          {"role": "model", "parts": [{"text": "High water is at six in the evening, they say, \
        which leaves you the whole afternoon to cross the sands on foot."}]},
          {"role": "user", "parts": [{"text": "And low water?"}]}]}
        """;
    FitContextRequest.Builder request =
        BodyFits.request("gemini", json.getBytes(StandardCharsets.UTF_8));
    request
        .getProviderRequestBuilder()
        .addItemHints(ItemHint.newBuilder().setMessageIndex(2).setPinned(true));
    request.getPolicyBuilder().getNotesBuilder().setDisabled(true);

    FitContextRequest least = BodyFits.within(request, BodyFits.leastWindow(request));
    List<String> roles = new ArrayList<>();
    for (JsonElement content :
        JsonParser.parseString(BodyFits.fit(least).getBody().getJson().toStringUtf8())
            .getAsJsonObject()
            .getAsJsonArray("contents")) {
      int parts = content.getAsJsonObject().getAsJsonArray("parts").size();
      roles.add(content.getAsJsonObject().get("role").getAsString() + " " + parts);
    }

    assertEquals(List.of("user 1", "model 1", "user 1", "user 1"), roles);
  }
}

package dev.contextbudget.dialect.anthropic;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.contextbudget.core.error.StopSignal;
import dev.contextbudget.core.fit.TestModels;
import dev.contextbudget.core.item.Item;
import dev.contextbudget.core.item.Reduction;
import dev.contextbudget.dialect.BodyComponents;
import dev.contextbudget.dialect.PartSizes;
import dev.contextbudget.dialect.ProviderBody;
import dev.contextbudget.dialect.json.JsonIndexer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Instructions in the midst of a conversation are refused anywhere but behind their message. */
class MidConversationSystemTest {

  @Test
  void instructionsStayWithTheMessageBeforeThem() throws Exception {
    String json =
        """
        {"max_tokens":9,"messages":[
          {"role":"user","content":"Hello"},
          {"role":"assistant","content":"Hello"},
          {"role":"user","content":"How are you?"},
          {"role":"system","content":"Be brief."}]}
        """;
    ProviderBody body =
        new AnthropicDialect()
            .read(
                JsonIndexer.index(json.getBytes(StandardCharsets.UTF_8), StopSignal.NEVER),
                new PartSizes(TestModels.words(), Map.of()));
    List<Item> items =
        new BodyComponents(body, Map.of(), new Reduction.DropItems(), new Reduction.None())
            .history()
            .items();
    assertEquals(
        List.of(List.of(), List.of(), List.of(), List.of("/messages/2")),
        items.stream().map(Item::keepWith).toList());
  }
}

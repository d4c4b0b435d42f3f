package dev.contextbudget.grpc;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.contextbudget.Seeds;
import dev.contextbudget.catalog.CatalogReader;
import dev.contextbudget.core.error.BudgetUnsatisfiable;
import dev.contextbudget.core.error.StopSignal;
import dev.contextbudget.core.model.ModelCatalog;
import dev.contextbudget.v1.Component;
import dev.contextbudget.v1.ComponentKind;
import dev.contextbudget.v1.DropItems;
import dev.contextbudget.v1.FitContextRequest;
import dev.contextbudget.v1.FitContextResponse;
import dev.contextbudget.v1.Policy;
import dev.contextbudget.v1.Reduction;
import dev.contextbudget.v1.SlotReport;
import dev.contextbudget.v1.TextContent;
import dev.contextbudget.v1.Tool;
import dev.contextbudget.v1.ToolContent;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Tools that may leave: what a list of them costs is no sum of what they cost, as names and types
 * are counted together.
 */
class DroppableToolsPropertyTest {
  private static final ModelCatalog CATALOG = new CatalogReader().bundled();
  private static final List<String> WORDS =
      List.of("find", "a", "flight", "by", "number", "<|endoftext|>", "überall", "id");

  static LongStream seeds() {
    return Seeds.all();
  }

  private static FitContextRequest request(SplittableRandom random, int window) {
    ToolContent.Builder tools = ToolContent.newBuilder();
    for (int i = 2 + random.nextInt(5); i > 0; i--) {
      StringBuilder description = new StringBuilder();
      for (int word = random.nextInt(6); word > 0; word--) {
        description.append(WORDS.get(random.nextInt(WORDS.size()))).append(' ');
      }
      tools.addTools(
          Tool.newBuilder()
              .setName("t" + i)
              .setPinned(random.nextInt(5) == 0)
              .setDescription(description.toString())
              .setParametersJsonSchema(
                  random.nextBoolean()
                      ? "{\"type\":\"object\",\"properties\":{\"q\":{\"type\":\"string\"}}}"
                      : ""));
    }
    Component.Builder component =
        Component.newBuilder()
            .setId("tools")
            .setKind(ComponentKind.COMPONENT_KIND_TOOLS)
            .setReduction(Reduction.newBuilder().setDropItems(DropItems.getDefaultInstance()))
            .setTools(tools);
    if (random.nextInt(4) == 0) {
      component.setMaxTokens(20 + random.nextInt(60));
    }
    return FitContextRequest.newBuilder()
        .setModel("gpt-4o")
        .addComponents(component)
        .addComponents(
            Component.newBuilder()
                .setId("input")
                .setKind(ComponentKind.COMPONENT_KIND_USER_INPUT)
                .setText(TextContent.newBuilder().setValue("hi")))
        .setPolicy(Policy.newBuilder().setContextWindowTokens(window).setOutputReserveTokens(0))
        .build();
  }

  private static FitContextResponse fit(long seed, int window) {
    return new FitContextCall(Limits.DEFAULTS)
        .answer(request(new SplittableRandom(seed), window), CATALOG, StopSignal.NEVER);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void everyBudgetIsMetOrRefusedWithTheLeastThatDoes(long seed) {
    for (int window = 10; window < 150; window += 7) {
      try {
        FitContextResponse answer = fit(seed, window);
        assertTrue(answer.getReport().getTotalTokens() <= window, answer.toString());
        for (SlotReport slot : answer.getReport().getSlotsList()) {
          assertTrue(slot.getUsedTokens() <= slot.getGrant().getGrantTokens(), slot.toString());
        }
      } catch (BudgetUnsatisfiable e) {
        int least = Math.toIntExact(e.requiredTokens());
        assertTrue(fit(seed, least).getReport().getTotalTokens() <= least);
        assertThrows(BudgetUnsatisfiable.class, () -> fit(seed, least - 1));
      }
    }
  }
}

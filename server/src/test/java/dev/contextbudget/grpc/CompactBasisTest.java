package dev.contextbudget.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.contextbudget.Seeds;
import dev.contextbudget.catalog.CatalogReader;
import dev.contextbudget.core.error.StopSignal;
import dev.contextbudget.core.model.ModelCatalog;
import dev.contextbudget.v1.CompactRequest;
import dev.contextbudget.v1.CompactResponse;
import dev.contextbudget.v1.CountBasis;
import dev.contextbudget.v1.PrepareCompaction;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the counts of a compaction rest on, read from the catalogue's files by pattern. */
final class CompactBasisTest {
  private static final ModelCatalog CATALOG = new CatalogReader().bundled();
  private static final String TOKENIZERS = resource("tokenizers.yaml");
  private static final List<MatchResult> MODELS =
      Pattern.compile("(?ms)^  - id: \"?([^\"\\s]+)\"?$.*?^    tokenizer: (\\S+)$")
          .matcher(resource("models.yaml"))
          .results()
          .toList();

  static LongStream seeds() {
    return Seeds.all();
  }

  private static String resource(String name) {
    try (InputStream in = CompactBasisTest.class.getResourceAsStream("/catalog/" + name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void inv24_anAnswerNamesItsTokenizerAndHowFarItsCountsCanBeTrusted(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    MatchResult model = MODELS.get(random.nextInt(MODELS.size()));
    CompactRequest.Builder request =
        CompactRequest.newBuilder()
            .setModel(model.group(1))
            .addAllMessages(new WireRequests(seed, model.group(1), model.group(2)).messages())
            .setTargetTokens(1 + random.nextInt(400));
    if (random.nextBoolean()) {
      request.setPrepare(PrepareCompaction.getDefaultInstance());
    }
    CompactResponse answer =
        new CompactCall(Limits.DEFAULTS).answer(request.build(), CATALOG, StopSignal.NEVER);

    CountBasis basis = answer.getBasis();
    assertEquals(model.group(1), basis.getModelId());
    assertEquals(model.group(2), basis.getTokenizerId());
    Matcher entry =
        Pattern.compile("(?ms)^  " + model.group(2) + ":(.*?)(?=^  \\S|\\z)").matcher(TOKENIZERS);
    assertTrue(entry.find());
    if (entry.group(1).contains("vocabulary: ")) {
      assertEquals("ACCURACY_EXACT", basis.getAccuracy().name());
      assertEquals(0, basis.getErrorMarginRatio());
    } else {
      String accuracy = value(entry.group(1), "accuracy");
      assertEquals("ACCURACY_" + accuracy.toUpperCase(Locale.ROOT), basis.getAccuracy().name());
      String margin = value(entry.group(1), "margin");
      assertEquals(Double.parseDouble(margin), basis.getErrorMarginRatio());
      assertNotEquals(0, basis.getErrorMarginRatio());
    }
  }

  private static String value(String entry, String key) {
    Matcher found = Pattern.compile(key + ": ([^,}\\s]+)").matcher(entry);
    assertTrue(found.find());
    return found.group(1);
  }
}

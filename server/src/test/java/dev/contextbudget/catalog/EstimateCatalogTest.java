package dev.contextbudget.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.contextbudget.core.token.Tokenizer;
import dev.contextbudget.tokenizer.EstimateReport;
import dev.contextbudget.tokenizer.EstimateSample;
import dev.contextbudget.tokenizer.EstimateTarget;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The catalogue has what the fit to the samples gives, and not what somebody once wrote there. */
class EstimateCatalogTest {
  private static final List<EstimateSample> SAMPLES = EstimateSample.all();

  static Stream<EstimateTarget> targets() {
    return EstimateTarget.ALL.stream();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("targets")
  void hasWhatTheFitGives(EstimateTarget target) {
    Tokenizer committed = Bundle.model(target.model()).tokenizer();
    Tokenizer fitted = EstimateReport.fitted(target, SAMPLES);

    assertEquals(fitted.errorMarginRatio(), committed.errorMarginRatio());
    for (EstimateSample sample : SAMPLES) {
      assertEquals(fitted.count(sample.text()), committed.count(sample.text()), sample.id());
    }
  }
}

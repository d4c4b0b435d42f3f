package dev.contextbudget.grpc;

import com.google.protobuf.ByteString;
import dev.contextbudget.catalog.CatalogReader;
import dev.contextbudget.core.error.BudgetUnsatisfiable;
import dev.contextbudget.core.error.StopSignal;
import dev.contextbudget.core.model.ModelCatalog;
import dev.contextbudget.tokenizer.CountCache;
import dev.contextbudget.v1.CompactRequest;
import dev.contextbudget.v1.CompactResponse;
import dev.contextbudget.v1.CountTokensRequest;
import dev.contextbudget.v1.CountTokensResponse;
import dev.contextbudget.v1.FitContextRequest;
import dev.contextbudget.v1.FitContextResponse;
import dev.contextbudget.v1.ProviderFormat;
import dev.contextbudget.v1.ProviderRequest;
import java.util.Map;

/** Fits bodies of tests at budgets of theirs. */
public final class BodyFits {
  private static final Map<String, ProviderFormat> FORMATS =
      Map.of(
          "openai-chat", ProviderFormat.PROVIDER_FORMAT_OPENAI_CHAT,
          "openai-responses", ProviderFormat.PROVIDER_FORMAT_OPENAI_RESPONSES,
          "anthropic", ProviderFormat.PROVIDER_FORMAT_ANTHROPIC_MESSAGES,
          "gemini", ProviderFormat.PROVIDER_FORMAT_GEMINI);

  /** A model of each format's provider. */
  private static final Map<String, String> MODELS =
      Map.of(
          "openai-chat", "gpt-4o",
          "openai-responses", "gpt-5",
          "anthropic", "claude-sonnet-4-5",
          "gemini", "gemini-2.5-flash");

  private static final CountCache COUNTS = new CountCache(1 << 22);
  private static final ModelCatalog CATALOG = new CatalogReader(COUNTS::around).bundled();
  private static final FitContextCall CALL = new FitContextCall(Limits.DEFAULTS);
  private static final CountTokensCall COUNT = new CountTokensCall(Limits.DEFAULTS);
  private static final CompactCall COMPACT = new CompactCall(Limits.DEFAULTS);

  private BodyFits() {}

  /** Returns the format of a folder of bodies, such as {@code openai-chat}. */
  public static ProviderFormat format(String dialect) {
    return FORMATS.get(dialect);
  }

  /** Returns a request for a body at its model's own window. */
  public static FitContextRequest.Builder request(String dialect, byte[] json) {
    return FitContextRequest.newBuilder()
        .setModel(MODELS.get(dialect))
        .setProviderRequest(
            ProviderRequest.newBuilder()
                .setFormat(format(dialect))
                .setJson(ByteString.copyFrom(json)));
  }

  /** Fits a request. */
  public static FitContextResponse fit(FitContextRequest request) {
    return CALL.answer(request, CATALOG, StopSignal.NEVER);
  }

  /** Fits a body whole. */
  public static FitContextResponse whole(String dialect, byte[] json) {
    return fit(request(dialect, json).build());
  }

  /** Counts a body. */
  public static CountTokensResponse count(FitContextRequest request, byte[] json) {
    CountTokensRequest.Builder count =
        CountTokensRequest.newBuilder()
            .setModel(request.getModel())
            .setProviderRequest(
                ProviderRequest.newBuilder()
                    .setFormat(request.getProviderRequest().getFormat())
                    .setJson(ByteString.copyFrom(json)));
    return COUNT.answer(count.build(), CATALOG, StopSignal.NEVER);
  }

  /** Compacts a body. */
  public static CompactResponse compact(CompactRequest request) {
    return COMPACT.answer(request, CATALOG, StopSignal.NEVER);
  }

  /** Returns a request for a window of so many tokens, all of it for the input. */
  public static FitContextRequest within(FitContextRequest.Builder request, int windowTokens) {
    FitContextRequest.Builder limited = request.clone();
    limited.getPolicyBuilder().setContextWindowTokens(windowTokens).setOutputReserveTokens(0);
    return limited.build();
  }

  /** Returns the largest window that can be asked for: the model's own. */
  public static int mostWindow(FitContextRequest.Builder request) {
    return CATALOG.find(request.getModel()).model().contextWindowTokens();
  }

  /**
   * Returns the least window that is enough; every larger one is. It begins at the budget that the
   * error asks for, which is a bit less than the window.
   */
  public static int leastWindow(FitContextRequest.Builder request) {
    int low;
    int high;
    try {
      fit(within(request, 1));
      return 1;
    } catch (BudgetUnsatisfiable tooSmall) {
      high = Math.toIntExact(tooSmall.requiredTokens());
      low = high - 1; // is not enough
    }
    for (int step = 1; !isEnough(request, high); step *= 2) {
      low = high;
      high += step;
    }
    while (high - low > 1) {
      int middle = (low + high) >>> 1;
      if (isEnough(request, middle)) {
        high = middle;
      } else {
        low = middle;
      }
    }
    return high;
  }

  private static boolean isEnough(FitContextRequest.Builder request, int windowTokens) {
    try {
      return fit(within(request, windowTokens)).hasReport();
    } catch (BudgetUnsatisfiable tooSmall) {
      return false;
    }
  }
}

package dev.contextbudget.client.view;

import dev.contextbudget.v1.Accuracy;
import dev.contextbudget.v1.CountBasis;
import java.util.Locale;

/** Numbers as a person reads them. */
public final class Figures {
  private Figures() {}

  /** Returns a number with commas. */
  public static String tokens(long tokens) {
    return String.format(Locale.ROOT, "%,d", tokens);
  }

  /** Returns a ratio as whole percents. */
  public static String percent(double ratio) {
    return String.format(Locale.ROOT, "%.0f %%", 100 * ratio);
  }

  /** Returns the price of a thousand calls: of one it would be a fraction of a cent. */
  public static String usdPerThousand(double usdPerCall) {
    return String.format(Locale.ROOT, "$%,.2f", 1_000 * usdPerCall);
  }

  /** Returns a sum of money, in cents. */
  public static String usd(double usd) {
    return String.format(Locale.ROOT, "$%.2f", usd);
  }

  /** Returns how far counts can be trusted. */
  public static String accuracy(CountBasis basis) {
    if (basis.getAccuracy() == Accuracy.ACCURACY_EXACT) {
      return "exact, with the model's own tokenizer " + basis.getTokenizerId();
    }
    return "with tokenizer %s, at most %s too low"
        .formatted(basis.getTokenizerId(), percent(basis.getErrorMarginRatio()));
  }
}

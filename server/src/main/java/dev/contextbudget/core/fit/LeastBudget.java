package dev.contextbudget.core.fit;

import dev.contextbudget.core.error.BudgetUnsatisfiable;
import dev.contextbudget.core.model.RequestSize;
import dev.contextbudget.core.prompt.Layout;
import java.util.Optional;

/**
 * The least budget that suffices for a request when all is written.
 *
 * <p>What the sizes tell can be a token too little: where tools may leave, the list of the others
 * can cost more than its definitions tell, which only a fit shows.
 */
final class LeastBudget {
  /** A failed fit names a larger budget each time; a caller must not wait for many of them. */
  private static final int MAX_FITS = 4;

  private LeastBudget() {}

  /**
   * Confirms a budget by a fit, or goes on from what that one names.
   *
   * @param requiredTokens least that the sizes tell
   */
  static long from(long requiredTokens, FitRequest request, Layout layout, RequestSize sizes) {
    long required = requiredTokens;
    for (int fits = 0; fits < MAX_FITS; fits++) {
      Optional<FitRequest> larger = request.withBudget(required);
      if (larger.isEmpty()) {
        return required;
      }
      try {
        FitResult unused = Fitter.firmly(larger.get(), layout, sizes);
        return required;
      } catch (BudgetUnsatisfiable stillTooSmall) {
        required = stillTooSmall.requiredTokens();
      }
    }
    return required;
  }
}

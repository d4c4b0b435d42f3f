package dev.contextbudget.core.model;

import dev.contextbudget.core.item.Part;
import java.util.Map;

/**
 * Images at a price for each detail, whatever their size.
 *
 * @param tokensByDetail by the detail's name
 * @param otherwiseTokens for every other detail
 */
public record DetailImages(Map<String, Integer> tokensByDetail, int otherwiseTokens, int pageTokens)
    implements ImageFormula {
  public DetailImages {
    tokensByDetail = Map.copyOf(tokensByDetail);
  }

  @Override
  public int imageTokens(Part.Image image) {
    return tokensByDetail.getOrDefault(image.detail(), otherwiseTokens);
  }
}

package dev.contextbudget.client.load;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a figure must not fall below, or not exceed.
 *
 * @param step whose figure; empty for every one
 * @param figure its name, as in the JSON
 * @param least whether {@code value} is the least rather than the most
 */
record Bound(String step, String figure, boolean least, double value) {
  private static final Pattern FORM = Pattern.compile("(?:([^:=]+):)?(\\w+)=([0-9.]+)");

  /**
   * Reads {@code STEP:FIGURE=VALUE}, whose step may be left out.
   *
   * @throws IllegalArgumentException if it is none
   */
  static Bound parse(String text, boolean least) {
    Matcher found = FORM.matcher(text);
    if (!found.matches()) {
      throw new IllegalArgumentException("want STEP:FIGURE=VALUE, got '%s'".formatted(text));
    }
    String step = found.group(1) == null ? "" : found.group(1);
    return new Bound(step, found.group(2), least, Double.parseDouble(found.group(3)));
  }

  boolean isOf(String name) {
    return step.isEmpty() || step.equals(name);
  }

  /**
   * Returns what is wrong with the figures of a step, if anything is. A figure that does not exist
   * breaks the bound: nothing shows that it holds.
   */
  Optional<String> broken(String name, Map<String, Double> figures) {
    Double found = figures.get(figure);
    if (found != null && (least ? found >= value : found <= value)) {
      return Optional.empty();
    }
    return Optional.of(
        String.format(
            Locale.ROOT,
            "%s: %s is %s, want at %s %s",
            name,
            figure,
            found == null ? "not known" : String.format(Locale.ROOT, "%.4g", found),
            least ? "least" : "most",
            value));
  }
}

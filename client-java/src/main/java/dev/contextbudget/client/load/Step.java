package dev.contextbudget.client.load;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A stretch of a run at one rate.
 *
 * @param name as it was asked for, such as {@code 2x} or {@code 500}
 * @param perSecond calls offered a second; above zero
 * @param seconds how long; above zero
 * @param ofPeak the rate as a multiple of the peak; NaN if it was given as a number
 */
record Step(String name, double perSecond, double seconds, double ofPeak) {
  private static final Pattern FORM = Pattern.compile("([0-9]+(?:\\.[0-9]+)?)(x?):([0-9]+)");

  Step {
    if (!(perSecond > 0) || !(seconds > 0)) {
      throw new IllegalArgumentException(
          "step %s: want a rate and a time above 0, got %s calls/s for %s s"
              .formatted(name, perSecond, seconds));
    }
  }

  /** Returns whether a list of steps has multiples of a peak. */
  static boolean needPeak(String text) {
    return text.indexOf('x') >= 0;
  }

  /**
   * Reads steps such as {@code 500:20,0.8x:30}: a rate, or a multiple of the peak, and seconds.
   *
   * @param peakPerSecond what {@code 1x} is
   * @throws IllegalArgumentException if it is none
   */
  static List<Step> parse(String text, double peakPerSecond) {
    List<Step> steps = new ArrayList<>();
    for (String one : text.split(",", -1)) {
      Matcher found = FORM.matcher(one);
      if (!found.matches()) {
        throw new IllegalArgumentException(
            "want RATE:SECONDS or MULTIPLEx:SECONDS, got '%s'".formatted(one));
      }
      double number = Double.parseDouble(found.group(1));
      boolean multiple = !found.group(2).isEmpty();
      double seconds = Double.parseDouble(found.group(3));
      String name = found.group(1).toLowerCase(Locale.ROOT) + found.group(2);
      steps.add(
          multiple
              ? new Step(name, number * peakPerSecond, seconds, number)
              : new Step(name, number, seconds, Double.NaN));
    }
    return List.copyOf(steps);
  }

  /** Returns the same for another time. */
  Step lasting(String otherName, double otherSeconds) {
    return new Step(otherName, perSecond, otherSeconds, ofPeak);
  }
}

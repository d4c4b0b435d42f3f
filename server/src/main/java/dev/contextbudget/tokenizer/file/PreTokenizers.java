package dev.contextbudget.tokenizer.file;

import dev.contextbudget.tokenizer.split.SplitPattern;
import java.util.ArrayList;
import java.util.List;

/**
 * Understands what a {@code tokenizer.json} says about how texts are split.
 *
 * <p>A split is known by its regular expressions, letter by letter, or not at all.
 */
final class PreTokenizers {
  private static final String PART = "pre_tokenizer";

  private PreTokenizers() {}

  /** Returns true if the last step writes texts in the alphabet of bytes. */
  static boolean isByteLevel(List<Step> steps) {
    return !steps.isEmpty() && steps.get(steps.size() - 1).is("ByteLevel");
  }

  /**
   * Returns the split of a tokenizer on the level of bytes.
   *
   * @param steps of which the last one is {@code ByteLevel}
   */
  static SplitPattern pattern(List<Step> steps) throws BadTokenizerFile {
    Step last = steps.get(steps.size() - 1);
    if (last.flag("add_prefix_space", true)) {
      throw new BadTokenizerFile("pre_tokenizer: ByteLevel with add_prefix_space is not supported");
    }
    List<String> regexes = new ArrayList<>();
    for (Step step : steps.subList(0, steps.size() - 1)) {
      regexes.add(regex(step, steps.size() == 2));
    }
    if (last.flag("use_regex", true)) {
      regexes.addAll(SplitPattern.GPT2.regexes());
    }
    return known(PART, regexes);
  }

  /**
   * Returns the pattern of some regular expressions.
   *
   * @param part where in the file they are
   */
  static SplitPattern known(String part, List<String> regexes) throws BadTokenizerFile {
    return SplitPattern.of(regexes)
        .orElseThrow(
            () ->
                new BadTokenizerFile(
                    "%s: this way to split is not known: %s"
                        .formatted(
                            part,
                            regexes.isEmpty() ? "none" : String.join(" and then ", regexes))));
  }

  /**
   * Returns the regular expression of a step.
   *
   * @param isOnly true if no other step splits, in which case all known expressions take all of a
   *     text, and to keep what matches is to keep all
   */
  private static String regex(Step step, boolean isOnly) throws BadTokenizerFile {
    String behavior = step.text("behavior").orElse("");
    boolean inverted = step.flag("invert", false);
    boolean keepsAll =
        (behavior.equals("Isolated") && !inverted)
            || (isOnly && behavior.equals("Removed") && inverted);
    if (!step.is("Split") || !keepsAll) {
      throw step.notSupportedIn(PART);
    }
    return step.pattern("Regex").orElseThrow(() -> step.notSupportedIn(PART));
  }
}

package dev.contextbudget.core.compact;

import java.util.Set;

/**
 * Words of English that carry no fact.
 *
 * <p>Other languages go without such a list: each of their common words counts once in a whole
 * conversation, and as the weakest kind of fact.
 */
final class CommonWords {
  private static final Set<String> WORDS =
      Set.of(
          """
          a about actually after again all alright also am an and any anything are aren't as at awesome
          be because been before being between both but by bye can can't correct could day did didn't do
          does doesn't doing don't don’t down during each else every few find for from get give go going
          good got great had has have having he hello help her here hey hi him his how however i i'd i'll
          i'm i've i’d i’ll i’m if in into is isn't it it's its it’s just know let let's like look
          looking lot lots made make many may maybe me might mine more most much must my n't need nice no
          nope not nothing now of off oh ok okay on one only or other our out over own perfect perhaps
          please really right said same say see shall she should so some something sorry sound sounds
          still such sure take tell than thank thanks that that's that’s the their them then there
          there's therefore these they thing things think this those through time to today too two um
          under until up us very want was way we we'll we're welcome well were what what's when where
          which while who whom whose why will with without won't wonderful would yeah yep yes yet you
          you'd you're your yours"""
              .split("\\s+"));

  private static final Set<String> JOIN_NAMES =
      Set.of("of", "the", "de", "la", "van", "von", "der", "and");

  private CommonWords() {}

  static boolean contains(String lowerCase) {
    return WORDS.contains(lowerCase);
  }

  /** Returns true for words that stand in small letters inside a name, such as "and". */
  static boolean joinsNames(String lowerCase) {
    return JOIN_NAMES.contains(lowerCase);
  }
}

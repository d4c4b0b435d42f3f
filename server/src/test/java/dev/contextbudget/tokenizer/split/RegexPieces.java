package dev.contextbudget.tokenizer.split;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The reference: the published regular expressions, run by the JDK over the string. */
final class RegexPieces {
  private final List<Pattern> patterns;

  RegexPieces(List<String> regexes) {
    this.patterns =
        regexes.stream()
            .map(regex -> regex.replace("\\p{Han}", "\\p{IsHan}"))
            .map(regex -> Pattern.compile(regex, Pattern.UNICODE_CHARACTER_CLASS))
            .toList();
  }

  /** Returns the ends of the pieces in bytes of UTF-8. */
  int[] ends(String text) {
    List<String> pieces = List.of(text);
    for (Pattern pattern : patterns) {
      pieces = pieces.stream().flatMap(piece -> split(pattern, piece).stream()).toList();
    }
    int[] lengths =
        pieces.stream().mapToInt(p -> p.getBytes(StandardCharsets.UTF_8).length).toArray();
    for (int i = 1; i < lengths.length; i++) {
      lengths[i] += lengths[i - 1];
    }
    return lengths;
  }

  /** Returns the matches and what stands between them. */
  private static List<String> split(Pattern pattern, String text) {
    List<String> pieces = new ArrayList<>();
    Matcher matcher = pattern.matcher(text);
    int last = 0;
    while (matcher.find()) {
      if (matcher.start() > last) {
        pieces.add(text.substring(last, matcher.start()));
      }
      pieces.add(matcher.group());
      last = matcher.end();
    }
    if (last < text.length()) {
      pieces.add(text.substring(last));
    }
    return pieces;
  }
}

package dev.contextbudget.core.compact;

import dev.contextbudget.core.error.StopSignal;
import dev.contextbudget.core.error.StopsContract;
import dev.contextbudget.core.item.Role;
import dev.contextbudget.core.token.Utf8Text;
import dev.contextbudget.core.token.WordTokenizer;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** Work on one long text asks on each way through it whether anybody waits. */
class CompactStopsTest extends StopsContract {
  private static final int FACTS = 300;

  static Stream<Arguments> works() {
    Utf8Text word = text("a");
    Utf8Text blanks = text(" ");
    Utf8Text ideographs = text("\u6f22");
    Utf8Text heading = Utf8Text.of("Earlier:");
    Utf8Text digest = Utf8Text.concat(List.of(heading, Utf8Text.of("\n"), word));
    Utf8Text fence = Utf8Text.of("```\n" + "a1 ".repeat(FACTS) + "\n```");
    Utf8Text lines = Utf8Text.of(numberedLines());
    return Stream.of(
        // markers, ends and starts of sentences, clauses
        passes("split a word", 4, stop -> Sentences.of(word, stop)),
        passes("split blanks", 3, stop -> Sentences.of(blanks, stop)),
        passes("read lines", 3, stop -> new EarlierDigest("a", 0, 0, digest, heading).quotes(stop)),
        // words, the normal form of the only one, quoted strings
        passes("facts of a word", 3, stop -> Facts.of(word, stop)),
        passes("facts of a URL", 3, stop -> Facts.of(text("www."), stop)),
        passes("facts of a run of a script", 3, stop -> Facts.of(text("\u30ab"), stop)),
        passes("facts of blanks", 2, stop -> Facts.of(blanks, stop)),
        // characters of three bytes, the facts of each two of them, which the normal form has again
        passes("search", 1, stop -> Retention.of(List.of(), List.of(word), stop)),
        passes("keep ideographs", 3, stop -> Retention.of(List.of(ideographs), List.of(), stop)),
        // a word, its fact, the fact in the sentence
        work("candidates", 3 * FACTS, stop -> of(fence, stop)),
        // facts, sentences; of each of these what it is put in for, taken out for, and has
        work("choose", 5 * FACTS, stop -> choose(lines, stop)));
  }

  private static Utf8Text text(String repeated) {
    return Utf8Text.of(paces(repeated));
  }

  private static String numberedLines() {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < FACTS; i++) {
      lines.append("a").append(i).append(".\n");
    }
    return lines.toString();
  }

  private static Candidates of(Utf8Text text, StopSignal stop) {
    return Candidates.of(List.of(new Utterance(text, Role.USER, 1)), new WordTokenizer(), stop);
  }

  private static void choose(Utf8Text text, StopSignal stop) {
    Extractor.extract(of(text, StopSignal.NEVER), 100_000, stop);
  }
}

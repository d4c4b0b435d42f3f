package dev.contextbudget.core.compact;

import dev.contextbudget.core.error.StopSignal;
import dev.contextbudget.core.token.Utf8Text;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * Finds what a text says that cannot be guessed: numbers, ids, names, addresses, quoted values, and
 * as a last resort every word that is not one of the commonest of English.
 *
 * <p>By rules, without a vocabulary of names: the values that matter later in a conversation are
 * references, times, places and people, and those are marked by digits, capitals and quotes in most
 * scripts. Words of scripts that mark nothing are facts of the weakest kind. O(n).
 */
public final class Facts {
  private static final int MIN_WORD_CHARS = 3;

  /** Text in capitals is not one name. */
  private static final int MAX_NAME_WORDS = 6;

  /** Bounds what comparing costs; nothing shorter than a long URL has more. */
  static final int MAX_COMPARED_WORDS = 12;

  /** A run of ideographs up to this length is taken for one word, a longer one for pairs. */
  private static final int MAX_HAN_WORD_CHARS = 4;

  private final String text;
  private final int[] byteOffsets;
  private final StopSignal stop;
  private final List<Fact> facts = new ArrayList<>();

  /** The run of capitalised words that is being read; -1 if there is none. */
  private int nameStart = -1;

  private int nameEnd;
  private int nameWords;
  private boolean startsSentence;

  private Facts(Utf8Text text, StopSignal stop) {
    this.stop = stop;
    this.text = text.decode();
    this.byteOffsets = byteOffsets(this.text);
  }

  /**
   * Returns the facts of a text by where they start; one may stand inside another.
   *
   * @param stop asked for every word, and in long ones
   */
  public static List<Fact> of(Utf8Text text, StopSignal stop) {
    Facts facts = new Facts(text, stop);
    facts.readWords();
    QuotedStrings.forEach(facts.text, (start, end) -> facts.add(Fact.Kind.VALUE, start, end), stop);
    facts.facts.sort(Comparator.comparingInt(Fact::startByte));
    return facts.facts;
  }

  private void readWords() {
    Words words = new Words(text, stop);
    int connectorEnd = -1;
    while (words.next()) {
      stop.check();
      boolean continues = words.adjoins() && nameStart >= 0;
      String lower = text.substring(words.start(), words.end()).toLowerCase(Locale.ROOT);
      if (continues && connectorEnd < 0 && CommonWords.joinsNames(lower)) {
        connectorEnd = words.end();
        continue;
      }
      if (!continues) {
        endName();
      }
      read(words, lower, connectorEnd < 0);
      connectorEnd = -1;
    }
    endName();
  }

  private void read(Words words, String lower, boolean joins) {
    int start = words.start();
    int end = words.end();
    WordKind kind = WordKind.of(text, start, end);
    boolean common = CommonWords.contains(lower);
    if (kind == WordKind.CAPITALISED
        && !(common && (words.startsSentence() || lower.charAt(0) == 'i'))) {
      extendName(start, end, words.startsSentence());
      return;
    }
    if (kind == WordKind.NUMBER && nameStart >= 0 && joins) {
      add(Fact.Kind.NUMBER, nameStart, NumberPhrase.end(text, end)); // March 9th
      nameStart = -1;
      return;
    }
    endName();
    switch (kind) {
      case ADDRESS -> add(Fact.Kind.ADDRESS, start, end);
      case ID -> add(Fact.Kind.ID, start, end);
      case NUMBER -> add(Fact.Kind.NUMBER, start, NumberPhrase.end(text, end));
      case UNSPACED -> addUnspaced(start, end);
      case CAPITALISED, PLAIN -> {
        if (!common && lower.length() >= MIN_WORD_CHARS) {
          add(Fact.Kind.WORD, start, end);
        }
      }
    }
  }

  private void extendName(int start, int end, boolean atSentenceStart) {
    if (nameWords == MAX_NAME_WORDS) {
      endName();
    }
    if (nameStart < 0) {
      nameStart = start;
      nameWords = 0;
      startsSentence = atSentenceStart;
    }
    nameWords++;
    nameEnd = end;
  }

  /** One word at the start of a sentence is a name only if it is all capitals. */
  private void endName() {
    if (nameStart >= 0) {
      boolean name = nameWords > 1 || !startsSentence || isUpperCase(nameStart, nameEnd);
      add(name ? Fact.Kind.NAME : Fact.Kind.WORD, nameStart, nameEnd);
      nameStart = -1;
    }
  }

  private boolean isUpperCase(int start, int end) {
    return end - start > 1 && text.substring(start, end).chars().noneMatch(Character::isLowerCase);
  }

  private void addUnspaced(int start, int end) {
    Character.UnicodeScript script = Character.UnicodeScript.of(text.codePointAt(start));
    switch (script) {
      case HIRAGANA -> {} // grammar
      case KATAKANA -> add(Fact.Kind.NAME, start, end);
      case HAN -> {
        int step = end - start <= MAX_HAN_WORD_CHARS ? end - start : 2;
        for (int i = start; i + step <= end; i += step) {
          add(Fact.Kind.WORD, i, i + step);
        }
      }
      default -> add(Fact.Kind.WORD, start, end);
    }
  }

  private void add(Fact.Kind kind, int start, int end) {
    stop.check();
    String normal =
        NormalText.firstWords(NormalText.of(text.substring(start, end), stop), MAX_COMPARED_WORDS);
    if (!normal.isEmpty()) {
      facts.add(new Fact(kind, normal, byteOffsets[start], byteOffsets[end]));
    }
  }

  /**
   * Returns the byte at which each character starts; inside a surrogate pair, where the pair does.
   */
  private static int[] byteOffsets(String text) {
    int[] offsets = new int[text.length() + 1];
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      int bytes = c < 0x80 ? 1 : c < 0x800 ? 2 : 3;
      if (Character.isHighSurrogate(c)) {
        bytes = 0;
      } else if (Character.isLowSurrogate(c)) {
        bytes = 4;
      }
      offsets[i + 1] = offsets[i] + bytes;
    }
    return offsets;
  }
}

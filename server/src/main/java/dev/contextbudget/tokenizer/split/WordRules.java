package dev.contextbudget.tokenizer.split;

/**
 * What the patterns from cl100k on differ by.
 *
 * @param letters the set of classes a word is made of
 * @param casedWords whether a word ends before a capital behind a small letter
 * @param contractions where contractions go
 * @param mostNumbers how many numbers one piece takes: 1 or 3
 * @param slashTail whether signs take slashes as well as newlines behind them
 * @param hanApart whether a run of the script Han is a piece and no part of a word
 * @param numbersFirst whether numbers, Han and kana cut the text before all else, so that white
 *     space before them stays whole, and signs other than those of ASCII are never part of a word
 */
record WordRules(
    int letters,
    boolean casedWords,
    Contractions contractions,
    int mostNumbers,
    boolean slashTail,
    boolean hanApart,
    boolean numbersFirst) {

  /** Where a contraction such as {@code 'll} goes. */
  enum Contractions {
    /** Nowhere: it is a sign and letters. */
    NONE,
    /** It is a piece. */
    LEADING,
    /** It is the end of the word before it. */
    JOINED
  }

  WordRules {
    if (mostNumbers != 1 && mostNumbers != 3) {
      throw new IllegalArgumentException("mostNumbers must be 1 or 3, got " + mostNumbers);
    }
    letters = hanApart ? letters & ~ClassSet.HANS : letters;
  }

  /** Returns the set of what is neither space, number nor letter of a word, as signs go on. */
  int signs() {
    return casedWords
        ? ClassSet.NO_SPACE_LETTER_NUMBER
        : ClassSet.NO_SPACE_LETTER_NUMBER & ~letters;
  }
}

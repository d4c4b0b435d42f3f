package dev.contextbudget.tokenizer.file;

import dev.contextbudget.tokenizer.bpe.AddedTokens;
import dev.contextbudget.tokenizer.file.RawTokenizer.AddedToken;
import dev.contextbudget.tokenizer.form.SpaceForm.Front;
import java.lang.Character.UnicodeBlock;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;

/**
 * Understands which added tokens of a {@code tokenizer.json} are found in texts: those that the
 * file does not call special.
 *
 * <p>The library looks for all of them together, the leftmost first and of those the longest, and
 * leaves what it found as text if it is special. It looks before a text is changed to its form;
 * here they are looked for once more behind that. So what is found has to be the same without the
 * special ones, and the same in both texts; a file of which that is not known is refused.
 */
final class AddedTokenRules {
  private static final String UNLESS_SPECIAL = " is not supported unless it is special";

  /** ASCII that NFC makes of the Greek question mark, the Greek varia and the Kelvin sign. */
  private static final String COMPOSED_ASCII = ";`K";

  /** Of which NFC makes nothing, and which it makes of nothing: so for {@code <｜User｜>}. */
  private static final Set<UnicodeBlock> NEVER_COMPOSED =
      Set.of(UnicodeBlock.BLOCK_ELEMENTS, UnicodeBlock.HALFWIDTH_AND_FULLWIDTH_FORMS);

  private final List<AddedToken> found;
  private final List<byte[]> bytes;
  private final AddedTokens tokens;

  private AddedTokenRules(List<AddedToken> found) {
    this.found = found;
    bytes = found.stream().map(AddedTokenRules::utf8).toList();
    tokens = new AddedTokens(bytes);
  }

  /**
   * Returns the rules of a file.
   *
   * @param hasForm true if it changes texts to a form
   */
  static AddedTokenRules of(RawTokenizer raw, boolean hasForm) throws BadTokenizerFile {
    AddedTokenRules rules =
        new AddedTokenRules(raw.added.stream().filter(token -> !token.special()).toList());
    if (!rules.found.isEmpty()) {
      rules.checkKinds(hasForm);
      rules.checkNumbers(raw);
      rules.checkNoneIsHidden(raw.added.stream().filter(AddedToken::special).toList());
    }
    return rules;
  }

  /** Returns the tokens that are found in texts. */
  AddedTokens tokens() {
    return tokens;
  }

  /** Returns their bytes. */
  List<byte[]> bytes() {
    return bytes;
  }

  private void checkKinds(boolean hasForm) throws BadTokenizerFile {
    refuseIf(
        found.stream().anyMatch(token -> !token.plain()),
        "one with lstrip, rstrip or single_word" + UNLESS_SPECIAL);
    refuseIf(
        hasForm && found.stream().anyMatch(AddedToken::normalized),
        "a normalized one beside a normalizer" + UNLESS_SPECIAL);
    refuseIf(
        found.stream().map(AddedToken::normalized).distinct().count() > 1,
        "some normalized and some not is not supported unless they are special");
  }

  /**
   * The library gives a token that the vocabulary does not have the number of its size, even if
   * another one has it, and then takes either for special if one is.
   */
  private void checkNumbers(RawTokenizer raw) throws BadTokenizerFile {
    refuseIf(
        raw.hasGaps()
            && raw.added.stream().anyMatch(token -> !raw.tokens.containsKey(token.content())),
        "one that is not in model.vocab is not supported if the numbers there have gaps");
  }

  /** A special one takes the text it matches, so that nothing that begins there is found. */
  private void checkNoneIsHidden(List<AddedToken> special) throws BadTokenizerFile {
    NavigableSet<String> contents = new TreeSet<>();
    found.forEach(token -> contents.add(token.content()));
    for (AddedToken token : special) {
      byte[] text = utf8(token);
      refuseIf(
          tokens.next(text, 0, text.length, text.length) < text.length
              || beginsAtItsEnd(token.content(), contents),
          "one that is special overlaps one that is not, and would hide it");
    }
  }

  private static boolean beginsAtItsEnd(String special, NavigableSet<String> contents) {
    for (int at = 1; at < special.length(); at++) {
      String end = special.substring(at);
      String first = contents.ceiling(end);
      if (first != null && first.startsWith(end)) {
        return true;
      }
    }
    return false;
  }

  /**
   * What is composed must not become one that was not there. Of most scripts it is not known here
   * which characters can.
   */
  void checkBesideNfc() throws BadTokenizerFile {
    refuseIf(
        !found.stream()
            .allMatch(token -> token.content().codePoints().allMatch(AddedTokenRules::isKept)),
        "one with a character that NFC may make of others" + UNLESS_SPECIAL);
  }

  /** Returns true if a character is in a composed text only where it was before. */
  static boolean isKept(int codePoint) {
    if (codePoint < 0x80) {
      return COMPOSED_ASCII.indexOf(codePoint) < 0;
    }
    UnicodeBlock block = UnicodeBlock.of(codePoint);
    return block != null && NEVER_COMPOSED.contains(block);
  }

  /** A space must not become one, nor U+2581 within one a space. */
  void checkBesideSpaces(Front front) throws BadTokenizerFile {
    refuseIf(
        front != Front.NOTHING && !found.isEmpty(),
        "one that is not special is not supported beside a space put in front");
    refuseIf(
        found.stream().anyMatch(token -> token.content().indexOf(' ') >= 0),
        "one with a space beside spaces written as U+2581" + UNLESS_SPECIAL);
    refuseIf(
        found.stream().anyMatch(token -> token.content().indexOf('\u2581') > 0),
        "one with its first U+2581 behind another character" + UNLESS_SPECIAL);
  }

  private static void refuseIf(boolean isWrong, String problem) throws BadTokenizerFile {
    if (isWrong) {
      throw new BadTokenizerFile("added_tokens: " + problem);
    }
  }

  private static byte[] utf8(AddedToken token) {
    return token.content().getBytes(StandardCharsets.UTF_8);
  }
}

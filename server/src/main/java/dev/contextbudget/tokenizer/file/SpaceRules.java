package dev.contextbudget.tokenizer.file;

import dev.contextbudget.tokenizer.form.SpaceForm.Front;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Understands the ways in which a {@code tokenizer.json} made from a SentencePiece model says that
 * spaces are written as U+2581 and the whole text is one piece.
 */
final class SpaceRules {
  private static final Optional<String> MARK = Optional.of("\u2581");
  private static final Optional<String> SPACE = Optional.of(" ");

  /** Ways to split at what is not there: the text stays whole. */
  private static final Set<String> BEHAVIORS =
      Set.of("Removed", "Isolated", "MergedWithPrevious", "MergedWithNext", "Contiguous");

  /** What stands for a byte of a character that is no token. */
  private static final List<String> BYTE_TOKENS =
      IntStream.range(0, 256).mapToObj("<0x%02X>"::formatted).toList();

  private SpaceRules() {}

  /**
   * Returns true if every character is a token or can be written in bytes that are. Gemma 2 has the
   * tab and no {@code <0x09>}, which nothing else would need.
   */
  static boolean canWriteEveryByte(Set<String> tokens) {
    return IntStream.range(0, BYTE_TOKENS.size())
        .allMatch(
            b -> tokens.contains(BYTE_TOKENS.get(b)) || (b < 0x80 && tokens.contains(inText(b))));
  }

  /** Returns true if a space is a token, and not written in the three bytes of U+2581. */
  static boolean canWriteSpaces(Set<String> tokens) {
    return MARK.filter(tokens::contains).isPresent();
  }

  private static String inText(int asciiByte) {
    return Character.toString(asciiByte).replace(' ', '\u2581');
  }

  /** Returns the bytes of a token as texts have them, or null if none has it. */
  static byte @Nullable [] decode(String token) {
    boolean isByte = token.startsWith("<0x") && BYTE_TOKENS.contains(token);
    return isByte || token.indexOf(' ') >= 0
        ? null
        : token.replace('\u2581', ' ').getBytes(StandardCharsets.UTF_8);
  }

  /** Returns what is put in front of a text. */
  static Front front(List<Step> normalizers, List<Step> splits) throws BadTokenizerFile {
    return normalizers.isEmpty() ? ofMetaspace(splits) : ofNormalizers(normalizers, splits);
  }

  /** Gemma, Llama 2: the normalizer writes the spaces. A split at spaces then finds none. */
  private static Front ofNormalizers(List<Step> normalizers, List<Step> splits)
      throws BadTokenizerFile {
    Step first = normalizers.get(0);
    boolean prepends = first.is("Prepend") && first.text("prepend").equals(MARK);
    for (Step step : normalizers.subList(prepends ? 1 : 0, normalizers.size())) {
      if (!step.is("Replace")
          || !step.text("content").equals(MARK)
          || !step.pattern("String").equals(SPACE)) {
        throw step.notSupportedIn("normalizer");
      }
    }
    if (prepends && normalizers.size() == 1) {
      throw new BadTokenizerFile("normalizer: Prepend without Replace is not supported");
    }
    for (Step split : splits) {
      if (!split.is("Split")
          || !split.pattern("String").equals(SPACE)
          || !BEHAVIORS.contains(split.text("behavior").orElse(""))
          || split.flag("invert", false)) {
        throw split.notSupportedIn("pre_tokenizer");
      }
    }
    return prepends ? Front.SPACE : Front.NOTHING;
  }

  /** Mistral 7B v0.3: the same as a step of its own. */
  private static Front ofMetaspace(List<Step> splits) throws BadTokenizerFile {
    if (splits.isEmpty()) {
      throw new BadTokenizerFile(
          "pre_tokenizer: want ByteLevel, Metaspace, or a normalizer that writes spaces as U+2581");
    }
    for (Step step : splits) {
      if (splits.size() > 1
          || !step.is("Metaspace")
          || !step.text("replacement").equals(MARK)
          || step.flag("split", true)) {
        throw step.notSupportedIn("pre_tokenizer");
      }
    }
    return frontOf(splits.get(0));
  }

  private static Front frontOf(Step metaspace) throws BadTokenizerFile {
    String scheme = metaspace.text("prepend_scheme").orElse("always");
    boolean isNever = scheme.equals("never");
    if (!isNever && !metaspace.flag("add_prefix_space", true)) {
      throw new BadTokenizerFile(
          "pre_tokenizer: Metaspace without add_prefix_space wants the prepend_scheme never");
    }
    if (!isNever && !Set.of("always", "first").contains(scheme)) {
      throw new BadTokenizerFile(
          "pre_tokenizer: Metaspace with the prepend_scheme %s is not supported".formatted(scheme));
    }
    return isNever ? Front.NOTHING : Front.ONE_SPACE;
  }
}

package dev.contextbudget.tokenizer.file;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import dev.contextbudget.core.error.StopSignal;
import dev.contextbudget.core.token.Utf8Text;
import dev.contextbudget.tokenizer.bpe.AddedTokens;
import dev.contextbudget.tokenizer.form.NfcForm;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The composed form of all characters, each alone and beside others, as the tokens that Hugging
 * Face's library makes of them by Qwen's file say: their bytes are those of the form.
 */
final class NfcReferenceTest {
  private static final int MAX_CHARS = 10_000;

  /** A text goes on as if it began behind it. */
  private static final String BORDER = "%";

  private static final int[] CHARACTERS =
      IntStream.rangeClosed(0, Character.MAX_CODE_POINT)
          .filter(c -> c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE)
          .toArray();

  /** All that any Unicode up to the JVM's puts in order or composes with what is before it. */
  private static final int[] MARKS =
      IntStream.of(CHARACTERS)
          .filter(
              c ->
                  Character.getType(c) == Character.NON_SPACING_MARK
                      || Character.getType(c) == Character.COMBINING_SPACING_MARK)
          .toArray();

  /** Above, across and below a letter. */
  private static final List<String> MARKS_OF_EACH_KIND = List.of("\u0301", "\u0334", "\u0345");

  @TempDir private static Path scratch;

  private static List<String> texts() {
    List<String> texts = new ArrayList<>();
    StringBuilder text = new StringBuilder();
    for (int c : CHARACTERS) {
      String s = Character.toString(c);
      text.append(BORDER).append(s).append(s);
      for (String mark : isAssigned(c) ? MARKS_OF_EACH_KIND : List.<String>of()) {
        text.append(BORDER).append(s).append(mark).append(BORDER).append(mark).append(s);
        text.append(BORDER).append('e').append(s).append(mark);
      }
      if (text.length() > MAX_CHARS) {
        texts.add(text.toString());
        text.setLength(0);
      }
    }
    texts.add(text.toString());
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < Vendors.TEXTS; i++) {
      texts.add(ofMarks(random));
    }
    return texts;
  }

  /** Three of four characters are none yet, or private, and no form knows them. */
  private static boolean isAssigned(int c) {
    int type = Character.getType(c);
    return type != Character.UNASSIGNED && type != Character.PRIVATE_USE;
  }

  private static String ofMarks(SplittableRandom random) {
    StringBuilder text = new StringBuilder();
    int near = random.nextInt(CHARACTERS.length);
    for (int i = random.nextInt(40); i >= 0; i--) {
      int neighbour = Math.min(near + random.nextInt(64), CHARACTERS.length - 1);
      text.appendCodePoint(
          random.nextBoolean() ? CHARACTERS[neighbour] : MARKS[random.nextInt(MARKS.length)]);
    }
    return text.toString();
  }

  @Test
  void theFormIsThatOfTheLibrary() throws IOException {
    Path reference = scratch.resolve("qwen2_5.json");
    ReferenceFile.write(Vendors.file("qwen2_5.json"), reference);
    NfcForm form = new NfcForm(new AddedTokens(List.of()));
    List<String> texts = texts();
    try (HuggingFaceTokenizer theirs = Vendors.library(reference)) {
      for (String text : texts) {
        assertEquals(
            form(theirs, text), form.textOf(Utf8Text.of(text), StopSignal.NEVER).decode());
      }
    }
    System.out.printf("NFC: %d texts, 0 differences%n", texts.size());
  }

  private static String form(HuggingFaceTokenizer tokenizer, String text) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (String token : tokenizer.encode(text, false, false).getTokens()) {
      bytes.writeBytes(Objects.requireNonNull(ByteAlphabet.decode(token), token));
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }
}

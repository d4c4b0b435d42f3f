package dev.contextbudget.tokenizer.form;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.contextbudget.core.error.Pace;
import dev.contextbudget.core.error.StopSignal;
import dev.contextbudget.core.error.StopSignal.Stopped;
import dev.contextbudget.core.token.RunningCount;
import dev.contextbudget.core.token.Tokenizer;
import dev.contextbudget.core.token.Utf8Text;
import dev.contextbudget.tokenizer.Vocabularies;
import dev.contextbudget.tokenizer.bpe.AddedTokens;
import dev.contextbudget.tokenizer.form.SpaceForm.Front;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Work and memory are linear in the bytes, whatever they are, and the work can be stopped. */
final class HostileFormTest {
  private static final int SMALL = 1 << 16;
  private static final int LARGE = 1 << 20;

  /** A composed stretch goes through the hands of the composer some times. */
  private static final int MAX_QUESTIONS = 10 * LARGE / Pace.BYTES;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private static final AddedTokens ADDED = new AddedTokens(List.of("<think>".getBytes(UTF_8)));
  private static final TextForm NFC = new NfcForm(ADDED);
  private static final TextForm SPACED = new SpaceForm(Front.NOTHING, ADDED);

  private static Utf8Text text(String unit, int bytes) {
    return Utf8Text.of("a" + unit.repeat(bytes / unit.getBytes(UTF_8).length));
  }

  private static int questions(Consumer<StopSignal> work) {
    AtomicInteger questions = new AtomicInteger();
    work.accept(
        new StopSignal(
            () -> {
              questions.incrementAndGet();
              return false;
            }));
    return questions.get();
  }

  private static void assertStops(Consumer<StopSignal> work) {
    AtomicInteger questions = new AtomicInteger();
    StopSignal stop = new StopSignal(() -> questions.incrementAndGet() == 3);
    assertThrows(Stopped.class, () -> work.accept(stop));
    assertEquals(3, questions.get());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "plain text ",
        "\u212a", // changes to a letter
        "e\u0301", // changes to one character
        "\u0301\u0316", // change places
        "\u0301", // all but the first stay
        "\u0344", // is taken apart
        "\u1161", // is no mark and begins no stretch
        "\uD81B\uDD67", // would be composed with its like from Unicode 16 on
        "中文",
        "<think>"
      })
  void puttingATextInTheComposedFormIsLinearAndStops(String unit) {
    int small = questions(stop -> NFC.of(text(unit, SMALL), stop));
    int large = questions(stop -> NFC.of(text(unit, LARGE), stop));

    int least = LARGE / Pace.BYTES - 1;
    assertTrue(large >= least && large <= MAX_QUESTIONS, large + " questions");
    assertTrue(large <= 18 * small, "%d questions, %d".formatted(small, large));
    assertStops(stop -> NFC.textOf(text(unit, LARGE), stop));
    assertStops(stop -> NFC.settledBytes(text(unit, LARGE), stop));
  }

  /** Added tokens are looked for first, and then what has to change. */
  @Test
  void bothWaysThroughATextAsk() {
    Utf8Text text = Utf8Text.of("e\u0301" + "中".repeat(LARGE / 3));
    int questions = questions(stop -> NFC.textOf(text, stop));
    assertTrue(questions >= 2 * (LARGE / Pace.BYTES - 2), questions + " questions");
  }

  /** It is taken apart, sorted, composed and written: each of it in a loop over all of it. */
  @Test
  void everyStepOfALongStretchAsks() {
    int questions = questions(stop -> NFC.textOf(text("\u0301\u0316", LARGE), stop));
    assertTrue(questions >= 4 * LARGE / Pace.BYTES, questions + " questions");
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain text ", "\u2581"})
  void writingMarksAsSpacesStops(String unit) {
    assertStops(stop -> SPACED.of(text(unit, LARGE), stop));
    assertStops(stop -> SPACED.textOf(text(unit, LARGE), stop));
    assertStops(stop -> SPACED.settledBytes(text(unit, LARGE), stop));
  }

  /** More questions than those of what it counts with are those of the form. */
  @ParameterizedTest
  @ValueSource(strings = {"e\u0301", "\u0301\u0316"})
  void aTokenizerHandsItsSignalOn(String unit) {
    Tokenizer base = new Vocabularies().tokenizer("r50k_base", "r50k_base").orElseThrow();
    Tokenizer tokenizer = new FormedTokenizer(base, NFC, 128);
    Utf8Text text = text(unit, LARGE);
    Utf8Text formed = NFC.textOf(text, StopSignal.NEVER);

    int ofBase = questions(stop -> base.stoppedBy(stop).count(formed));
    int ofCount = questions(stop -> tokenizer.stoppedBy(stop).count(text));
    int ofRunning =
        questions(
            stop -> {
              RunningCount count = tokenizer.stoppedBy(stop).running();
              count.append(text);
              assertTrue(count.tokens() > 0);
            });

    int ofForm = questions(stop -> NFC.textOf(text, stop));
    assertEquals(ofBase + ofForm, ofCount);
    assertTrue(ofRunning > ofBase + ofForm, "and of what is settled: " + ofRunning);
  }

  private static long allocatedBytes(Runnable work) {
    work.run();
    long before = THREADS.getCurrentThreadAllocatedBytes();
    work.run();
    return THREADS.getCurrentThreadAllocatedBytes() - before;
  }

  /** The text; of a stretch its parts, once more to sort them, and what they are composed to. */
  @ParameterizedTest
  @CsvSource({
    "\u212a, 1.1",
    "e\u0301, 1.1",
    "\u0301, 6.1",
    "\u0301\u0316, 6.1",
    "\u1161, 3.4",
    "\u0344, 14.1" // each of which is two
  })
  void takesSoManyBytesOfMemoryForEachByteAtTheMost(String unit, double most) {
    Utf8Text text = text(unit, LARGE);
    long allocated = allocatedBytes(() -> NFC.textOf(text, StopSignal.NEVER));
    assertTrue(allocated <= most * LARGE, () -> (double) allocated / LARGE + " for each");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\u2581", " \u2581"})
  void marksThatAreSpacesTakeNoMoreThanTheText(String unit) {
    Utf8Text text = text(unit, LARGE);
    long allocated = allocatedBytes(() -> SPACED.textOf(text, StopSignal.NEVER));
    assertTrue(allocated <= 1.1 * LARGE, () -> (double) allocated / LARGE + " for each");
  }

  /** Some look as if they would change until they are composed. */
  @ParameterizedTest
  @ValueSource(strings = {"plain text ", "中文", "é\u0302 ", "\u064e\u0651 "})
  void aTextThatHasTheFormIsNotCopied(String unit) {
    Utf8Text text = text(unit, LARGE);
    for (TextForm form : List.of(NFC, SPACED)) {
      assertSame(text, form.of(text, StopSignal.NEVER).text());
      assertSame(text, form.textOf(text, StopSignal.NEVER));
      long allocated = allocatedBytes(() -> form.of(text, StopSignal.NEVER));
      assertTrue(allocated <= SMALL, () -> allocated + " bytes");
    }
  }
}

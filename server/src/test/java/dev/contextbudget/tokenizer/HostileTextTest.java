package dev.contextbudget.tokenizer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.EncodingType;
import com.sun.management.ThreadMXBean;
import dev.contextbudget.Steps;
import dev.contextbudget.core.error.StopSignal;
import dev.contextbudget.tokenizer.bpe.TokenCounter;
import dev.contextbudget.tokenizer.bpe.Vocabulary;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Work and memory are linear in the bytes, whatever they are. */
class HostileTextTest {
  private static final int SMALL = 1 << 16;
  private static final int LARGE = 1 << 20;
  private static final int MAX_QUESTIONS = 60;
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private static final Vocabulary VOCABULARY = BundledVocabulary.O200K_BASE.load();

  private static TokenCounter counter() {
    return new TokenCounter(VOCABULARY, BundledVocabulary.O200K_BASE.splitter());
  }

  private static int count(TokenCounter counter, byte[] text, StopSignal stop) {
    return counter.countUpTo(text, 0, text.length, Integer.MAX_VALUE, stop);
  }

  @ParameterizedTest
  @EnumSource
  void countsWhatTheReferenceCounts(HostileText text) {
    byte[] utf8 = text.utf8(SMALL);
    int expected =
        Encodings.newLazyEncodingRegistry()
            .getEncoding(EncodingType.O200K_BASE)
            .countTokensOrdinary(new String(utf8, StandardCharsets.UTF_8));

    assertEquals(expected, count(counter(), utf8, StopSignal.NEVER));
  }

  static Stream<Arguments> works() {
    return Arrays.stream(TokenizerWork.values())
        .flatMap(work -> Arrays.stream(HostileText.values()).map(text -> arguments(work, text)));
  }

  @ParameterizedTest(name = "{0} of {1}")
  @MethodSource("works")
  void takesSixteenTimesTheStepsForSixteenTimesTheBytes(TokenizerWork work, HostileText text) {
    long small = Steps.of(work, text.utf8(SMALL));
    long large = Steps.of(work, text.utf8(LARGE));

    assertTrue(small > 0 && large <= 17 * small, "%d steps, %d".formatted(small, large));
  }

  private static int questions(ToIntFunction<StopSignal> work) {
    AtomicInteger questions = new AtomicInteger();
    int ignored =
        work.applyAsInt(
            new StopSignal(
                () -> {
                  questions.incrementAndGet();
                  return false;
                }));
    return questions.get();
  }

  /** However long the piece is that the prefix ends in. */
  @ParameterizedTest
  @EnumSource
  void encodesNoMoreThanAShortPrefixNeeds(HostileText text) {
    byte[] utf8 = text.utf8(LARGE);

    int questions = questions(stop -> counter().prefixEnd(utf8, 0, utf8.length, 1_000, stop));

    assertTrue(questions <= MAX_QUESTIONS, "%d questions".formatted(questions));
  }

  @ParameterizedTest
  @EnumSource(names = {"LETTER", "RANDOM_LETTERS", "RANDOM_HAN", "SPACES"})
  void stopsWithinALongPiece(HostileText text) {
    byte[] utf8 = text.utf8(LARGE);
    AtomicInteger questions = new AtomicInteger();
    StopSignal stop = new StopSignal(() -> questions.incrementAndGet() == 3);

    assertThrows(StopSignal.Stopped.class, () -> count(counter(), utf8, stop));
    assertEquals(3, questions.get());
  }

  /** The marks of dead ends are a bit a byte, and tokens 4 bytes each. */
  @ParameterizedTest
  @ValueSource(strings = {"a", "\u0001", "q\u0301"})
  void takesFiveBytesOfMemoryForEachByteAtTheMost(String unit) {
    byte[] unitBytes = unit.getBytes(StandardCharsets.UTF_8);
    byte[] text = new byte[16 * LARGE / unitBytes.length * unitBytes.length];
    for (int i = 0; i < text.length; i += unitBytes.length) {
      System.arraycopy(unitBytes, 0, text, i, unitBytes.length);
    }
    TokenCounter counter = counter();
    int ignored = count(counter, Arrays.copyOf(unitBytes, 1), StopSignal.NEVER);
    long before = THREADS.getCurrentThreadAllocatedBytes();

    int tokens = count(counter, text, StopSignal.NEVER);

    long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
    assertTrue(tokens > 0);
    assertTrue(allocated <= 5L * text.length, "%d for %d".formatted(allocated, text.length));
  }
}

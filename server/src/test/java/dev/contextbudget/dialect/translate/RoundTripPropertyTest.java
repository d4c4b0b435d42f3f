package dev.contextbudget.dialect.translate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.contextbudget.core.error.StopSignal;
import dev.contextbudget.core.token.Utf8Text;
import dev.contextbudget.dialect.Format;
import dev.contextbudget.dialect.json.JsonDocument;
import dev.contextbudget.dialect.json.JsonFault;
import dev.contextbudget.dialect.json.JsonIndexer;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RoundTripPropertyTest {
  private static final Format[] FORMATS = Format.values();

  /** Fifty of each pair of APIs. */
  static LongStream seeds() {
    return LongStream.range(0, 600);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void whatTwoApisKnowGoesToTheOtherAndBack(long seed) throws Exception {
    SplittableRandom random = new SplittableRandom(seed);
    Format first = FORMATS[random.nextInt(FORMATS.length)];
    Format second = FORMATS[(first.ordinal() + 1 + random.nextInt(FORMATS.length - 1)) % 4];
    String sent = written(PlainRequests.random(seed, EnumSet.of(first, second)), first);

    String there = translated(first, sent, second);
    String back = translated(second, there, first);

    RenderedBodies.keep(second, "seed-" + seed, there);
    assertEquals(Meaning.of(first, sent), Meaning.of(second, there), () -> sent + "\n" + there);
    assertEquals(Meaning.of(first, sent), Meaning.of(first, back), () -> sent + "\n" + back);
    assertEquals(back, translated(second, translated(first, back, second), first));
  }

  /** Returns a request as a body of an API that can express it. */
  static String written(PlainRequest request, Format format) throws NotConvertible {
    Target target = new Target(format, new TargetModel("a-model", 16, OptionalInt.empty()));
    BodyTranslator.writer(target).write(request);
    target.losses().throwIfAny();
    return target.out().text().decode();
  }

  static String translated(Format from, String body, Format to) throws NotConvertible, JsonFault {
    Utf8Text json;
    try {
      json =
          BodyTranslator.translate(
                  from, index(body), to, new TargetModel("a-model", 16, OptionalInt.empty()))
              .json();
    } catch (NotConvertible e) {
      throw new AssertionError(e.losses().toString() + body, e);
    }
    return json.decode();
  }

  static JsonDocument index(String body) throws JsonFault {
    return JsonIndexer.index(body.getBytes(StandardCharsets.UTF_8), StopSignal.NEVER);
  }
}

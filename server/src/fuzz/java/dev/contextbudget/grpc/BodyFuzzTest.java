package dev.contextbudget.grpc;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.contextbudget.dialect.json.JsonFault;
import java.util.SplittableRandom;

/**
 * Looks for a body that the reader of its dialect, the fitter or the writer cannot take: {@code
 * deploy/fuzz/run.sh 'BodyFuzzTest#chat'}. What was found once stands in {@code
 * src/fuzz/resources}.
 */
class BodyFuzzTest {
  private static final MutatedBody CHAT = new MutatedBody("openai-chat");
  private static final MutatedBody RESPONSES = new MutatedBody("openai-responses");
  private static final MutatedBody ANTHROPIC = new MutatedBody("anthropic");
  private static final MutatedBody GEMINI = new MutatedBody("gemini");

  @FuzzTest(maxDuration = "1m")
  void chat(long seed) throws JsonFault {
    isRefusedOrComesBack(CHAT, seed);
  }

  @FuzzTest(maxDuration = "1m")
  void responses(long seed) throws JsonFault {
    isRefusedOrComesBack(RESPONSES, seed);
  }

  @FuzzTest(maxDuration = "1m")
  void anthropic(long seed) throws JsonFault {
    isRefusedOrComesBack(ANTHROPIC, seed);
  }

  @FuzzTest(maxDuration = "1m")
  void gemini(long seed) throws JsonFault {
    isRefusedOrComesBack(GEMINI, seed);
  }

  private static void isRefusedOrComesBack(MutatedBody bodies, long seed) throws JsonFault {
    MutatedBodyPropertyTest.isRefusedOrComesBack(bodies, new SplittableRandom(seed));
  }
}

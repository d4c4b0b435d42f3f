package dev.contextbudget.grpc;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.contextbudget.dialect.json.JsonFault;
import java.util.random.RandomGenerator;

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
  void chat(FuzzedDataProvider choices) throws JsonFault {
    isRefusedOrComesBack(CHAT, choices);
  }

  @FuzzTest(maxDuration = "1m")
  void responses(FuzzedDataProvider choices) throws JsonFault {
    isRefusedOrComesBack(RESPONSES, choices);
  }

  @FuzzTest(maxDuration = "1m")
  void anthropic(FuzzedDataProvider choices) throws JsonFault {
    isRefusedOrComesBack(ANTHROPIC, choices);
  }

  @FuzzTest(maxDuration = "1m")
  void gemini(FuzzedDataProvider choices) throws JsonFault {
    isRefusedOrComesBack(GEMINI, choices);
  }

  private static void isRefusedOrComesBack(MutatedBody bodies, FuzzedDataProvider choices)
      throws JsonFault {
    RandomGenerator random = choices::consumeLong; // what is changed is what the fuzzer says
    MutatedBodyPropertyTest.isRefusedOrComesBack(bodies, random);
  }
}

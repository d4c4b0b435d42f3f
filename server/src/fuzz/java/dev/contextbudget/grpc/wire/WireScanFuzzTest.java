package dev.contextbudget.grpc.wire;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.google.protobuf.Message;
import dev.contextbudget.grpc.Limits;
import java.io.IOException;

/**
 * Looks for bytes that the scan takes and protobuf's parser does not, or the other way round:
 * {@code deploy/fuzz/run.sh WireScanFuzzTest}.
 */
class WireScanFuzzTest {
  /** A message inside a message takes two bytes: fewer than it takes to be too deep. */
  private static final int MOST_BYTES = 2 * Limits.MAX_MESSAGE_DEPTH;

  @FuzzTest(maxDuration = "1m")
  void takesWhatTheParserTakes(byte[] bytes) throws IOException {
    if (bytes.length <= MOST_BYTES) {
      for (Message request : ParserOracle.REQUESTS) {
        ParserOracle.assertAgrees(request, bytes);
      }
    }
  }
}

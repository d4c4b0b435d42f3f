package dev.contextbudget.edge;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingRegistry;
import com.knuddels.jtokkit.api.GptBytePairEncodingParams;
import dev.contextbudget.app.LiveServer;
import dev.contextbudget.tokenizer.file.TinyTokenizer;
import dev.contextbudget.tokenizer.split.SplitPattern;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** A made-up {@code tokenizer.json} that a server mounts, and the same one as jtokkit has it. */
final class MountedTokenizer {
  /** The one that is counted with it. */
  static final String MODEL = "llama-3.1-8b-instruct";

  static final SplitPattern PATTERN = SplitPattern.CL100K;

  /** How the file writes a space. */
  private static final String SPACE = "\u0120";

  /** In their order; each token can be made of two others in one way only. */
  private static final List<String> MERGES =
      List.of(
          "d o",
          "do n",
          "e n",
          SPACE + " F",
          SPACE + "F en",
          "o f",
          "1 2",
          "12 3",
          "4 5",
          "A B",
          "s t");

  static final Encoding REFERENCE = reference();

  private MountedTokenizer() {}

  /**
   * Starts a server with it.
   *
   * @param folder an empty one that lasts as long as the server
   */
  static LiveServer start(Path folder) throws IOException {
    Files.writeString(
        folder.resolve("llama3.json"),
        TinyTokenizer.ofBytes(MERGES.toArray(String[]::new)).toString());
    return LiveServer.start("tokenizers.dir=" + folder);
  }

  private static Encoding reference() {
    Map<byte[], Integer> ranks = new HashMap<>();
    for (int b = 0; b < 256; b++) {
      ranks.put(new byte[] {(byte) b}, ranks.size());
    }
    for (String merge : MERGES) {
      ranks.put(merge.replace(" ", "").replace(SPACE, " ").getBytes(UTF_8), ranks.size());
    }
    Pattern pieces = Pattern.compile(PATTERN.regexes().get(0), Pattern.UNICODE_CHARACTER_CLASS);
    EncodingRegistry registry = Encodings.newLazyEncodingRegistry();
    registry.registerGptBytePairEncoding(
        new GptBytePairEncodingParams("mounted", pieces, ranks, Map.of()));
    return registry.getEncoding("mounted").orElseThrow();
  }
}

package dev.contextbudget.tokenizer.file;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * Reads the ordinary tokens of a {@code .tiktoken} file.
 *
 * <p>A line for each token: its bytes in base64, a space, its rank. Ranks ascend, with gaps where
 * special tokens have theirs (openai/tiktoken, {@code load.py}, 2026-08-16).
 */
public final class RankFile {
  private RankFile() {}

  /**
   * Returns the tokens in the order of their ranks.
   *
   * @throws BadTokenizerFile if it is no such file
   * @throws IOException if it cannot be read
   */
  public static List<byte[]> read(InputStream from) throws IOException {
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(from, StandardCharsets.ISO_8859_1));
    List<byte[]> tokens = new ArrayList<>();
    int lastRank = -1;
    int number = 0;
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      number++;
      if (line.isEmpty()) {
        continue;
      }
      int space = line.indexOf(' ');
      int rank = rank(line, space, number);
      if (rank <= lastRank) {
        throw new BadTokenizerFile("line %d: ranks do not ascend".formatted(number));
      }
      lastRank = rank;
      tokens.add(token(line, space, number));
    }
    return tokens;
  }

  private static int rank(String line, int space, int number) throws BadTokenizerFile {
    try {
      return Integer.parseInt(line, space + 1, line.length(), 10);
    } catch (NumberFormatException e) {
      throw new BadTokenizerFile("line %d: want a token and a rank".formatted(number));
    }
  }

  private static byte[] token(String line, int space, int number) throws BadTokenizerFile {
    try {
      return Base64.getDecoder().decode(line.substring(0, Math.max(0, space)));
    } catch (IllegalArgumentException e) {
      throw new BadTokenizerFile("line %d: want a token in base64".formatted(number));
    }
  }
}

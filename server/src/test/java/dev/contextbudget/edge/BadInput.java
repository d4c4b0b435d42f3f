package dev.contextbudget.edge;

import com.google.protobuf.Message;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One wrong request and how it is refused.
 *
 * @param name what is wrong
 * @param call the call that gets it
 * @param expected the refusal as {@link Failure#line} tells it, or {@code OK}
 */
record BadInput(String name, String call, Message request, String expected) {
  private static final Pattern ROW =
      Pattern.compile(
          "# ([^\\[\\n]+?)(?: \\[([A-Za-z ]+)])?\\n(.*?)-> ([^\\n]+)\\n", Pattern.DOTALL);

  /**
   * What stands around the text of a row, so that it shows what is wrong and nothing else.
   *
   * @param before text of the request before that of the row
   * @param after text after it
   * @param path path of the row's text in the request; stands for {@code ~} in what is expected
   */
  record Frame(String call, String before, String after, String path) {}

  /** Returns the row with another request. */
  BadInput with(Message other) {
    return new BadInput(name, call, other, expected);
  }

  @Override
  public String toString() {
    return call + ": " + name;
  }

  /**
   * Reads rows. Each is {@code # name [calls]}, the text of the request and {@code -> refusal};
   * without calls it is for every frame.
   */
  static List<BadInput> read(String file, List<Frame> frames) {
    String text = text(file);
    Matcher row = ROW.matcher(text);
    List<BadInput> rows = new ArrayList<>();
    int names = 0;
    while (row.find()) {
      names++;
      List<String> calls = row.group(2) == null ? List.of() : List.of(row.group(2).split(" "));
      for (Frame frame : frames) {
        if (calls.isEmpty() || calls.contains(frame.call())) {
          Message request =
              Calls.request(frame.call(), frame.before() + row.group(3) + frame.after());
          String expected = row.group(4).replace("~", frame.path());
          rows.add(new BadInput(row.group(1), frame.call(), request, expected));
        }
      }
    }
    if (names != text.lines().filter(line -> line.startsWith("#")).count()) {
      throw new IllegalStateException("%s: a row is not a row, read %d".formatted(file, names));
    }
    return rows;
  }

  private static String text(String file) {
    try (InputStream in = BadInput.class.getResourceAsStream("/badinput/" + file)) {
      if (in == null) {
        throw new IllegalStateException("no file " + file);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}

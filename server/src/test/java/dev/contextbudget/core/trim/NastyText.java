package dev.contextbudget.core.trim;

import java.util.List;
import java.util.SplittableRandom;

/** Random texts of what breaks cutters. */
public final class NastyText {
  private static final List<String> CLUSTERS =
      List.of(
          "👨‍👩‍👧‍👦",
          "🏳️‍🌈",
          "👍🏽",
          "🇩🇪",
          "🇩🇪🇫🇷",
          "🏴󠁧󠁢󠁥󠁮󠁧󠁿",
          "각",
          "한국어",
          "é",
          "e\u0301\u0323",
          "n\u0303",
          "क्षि",
          "हिन्दी",
          "நி",
          "ก็",
          "กำ",
          "สวัสดี",
          "日本語",
          "中文",
          "العربية",
          "עברית",
          "\u200d",
          "\u0301",
          "\r",
          "\u0600١",
          "ﾊﾞ",
          "𝒳",
          "�",
          "<|endoftext|>");
  private static final List<String> WORDS =
      List.of(
          "the",
          "Fee",
          "is",
          "3.5",
          "e.g.",
          "Dr.",
          "Smith",
          "U.S.",
          "HAT170",
          "a<b",
          "x->y",
          "List<String>",
          "1,299.00",
          "don't",
          "https://a.b/c?d=e",
          "path/to/file.txt",
          "`code`",
          "**bold**");
  private static final List<String> SPACES =
      List.of(
          " ",
          " ",
          " ",
          " ",
          "  ",
          "\n",
          "\r\n",
          "\n\n",
          "\r\n\r\n",
          "\t",
          "\u3000",
          "\u00a0",
          "\u2028");
  private static final List<String> STOPS =
      List.of(". ", "! ", "? ", "。", "？", "। ", "؟ ", "。」", ".) ", "… ", ", ", "、", ".\n");
  private static final List<String> TAGS = List.of("doc", "item", "note", "x-y");

  private final SplittableRandom random;

  public NastyText(long seed) {
    this.random = new SplittableRandom(seed);
  }

  /** Returns a text of any kind: prose, with fences and tags, or JSON. */
  public String next() {
    return switch (random.nextInt(5)) {
      case 0 -> prose(random.nextInt(5, 400));
      case 1 -> json(0);
      case 2 -> container(0, random.nextInt(5, 40));
      default -> markup(0, random.nextInt(2, 12));
    };
  }

  /** Returns a JSON object or array. */
  public String json() {
    return json(0);
  }

  public String prose(int words) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < words; i++) {
      text.append(random.nextInt(4) == 0 ? any(CLUSTERS) : any(WORDS));
      text.append(random.nextInt(5) == 0 ? any(STOPS) : random.nextInt(6) == 0 ? "" : any(SPACES));
    }
    return text.toString();
  }

  private String markup(int depth, int blocks) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < blocks; i++) {
      int kind = random.nextInt(depth > 3 ? 2 : 4);
      String tag = any(TAGS);
      switch (kind) {
        case 0 -> text.append(prose(random.nextInt(1, 40)));
        case 1 -> text.append(fence());
        case 2 ->
            text.append(
                "<" + tag + ">" + markup(depth + 1, random.nextInt(1, 4)) + "</" + tag + ">");
        default ->
            text.append(
                "<" + tag + " id=\"" + i + "\">\n" + markup(depth + 1, 2) + "\n</" + tag + ">\n");
      }
    }
    return text.toString();
  }

  private String fence() {
    String run = any(List.of("```", "~~~", "````"));
    String indent = any(List.of("", "", "  ", "> "));
    String code = prose(random.nextInt(1, 30)).replace('\r', ' ').replace("`", "'");
    return "\n"
        + indent
        + run
        + any(List.of("", "java", "json"))
        + "\n"
        + code
        + "\n"
        + indent
        + run
        + "\n";
  }

  private String json(int depth) {
    int kind = random.nextInt(depth > 3 ? 2 : 4);
    return switch (depth == 0 ? 2 + kind % 2 : kind) {
      case 0 -> any(List.of("0", "-1.5e+3", "true", "false", "null", "12345678"));
      case 1 -> string();
      default -> container(depth, random.nextInt(0, 8));
    };
  }

  private String container(int depth, int size) {
    boolean object = random.nextBoolean();
    StringBuilder text = new StringBuilder(object ? "{" : "[");
    for (int i = 0; i < size; i++) {
      text.append(i == 0 ? "" : any(List.of(",", ", ", ",\n  ")));
      text.append(object ? "\"k" + i + any(List.of("\":", "\": ")) : "");
      text.append(json(depth + 1));
    }
    return text.append(object ? "}" : "]").toString();
  }

  private String string() {
    String text = prose(random.nextInt(0, 30));
    StringBuilder json = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isHighSurrogate(c)) {
        json.append(c).append(text.charAt(++i));
      } else if (c == '"' || c == '\\') {
        json.append('\\').append(c);
      } else if (c == '\n') {
        json.append("\\n");
      } else if (c < ' ' || c > 127 && random.nextInt(8) == 0) {
        json.append("\\u%04x".formatted((int) c));
      } else {
        json.append(c);
      }
    }
    return json.append('"').toString();
  }

  private String any(List<String> of) {
    return of.get(random.nextInt(of.size()));
  }
}

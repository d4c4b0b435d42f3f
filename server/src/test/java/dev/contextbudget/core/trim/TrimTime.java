package dev.contextbudget.core.trim;
import dev.contextbudget.core.item.Reduction;
import dev.contextbudget.core.token.*;
import dev.contextbudget.tokenizer.*;
import java.util.*;
public final class TrimTime {
  public static void main(String[] a) throws Exception {
    Tokenizer t = dev.contextbudget.core.trim.TestTokenizers.O200K_BASE;
    Tokenizer real = null;
    tok();
    Map<String, String> texts = new LinkedHashMap<>();
    texts.put("plain words", "word and more ".repeat(70_000));
    texts.put("no space", "a".repeat(1_000_000));
    texts.put("open tags never closed", "<a>".repeat(330_000));
    texts.put("tags nested closed", "<a>".repeat(140_000) + "</a>".repeat(140_000));
    texts.put("distinct tags", distinct());
    texts.put("fences", "```\ncode\n".repeat(110_000));
    texts.put("json array", "[" + "1,".repeat(400_000) + "1]");
    texts.put("json nested 900", "[".repeat(900) + "\"" + "x y ".repeat(200_000) + "\"" + "]".repeat(900));
    texts.put("flags", "🇩🇪".repeat(120_000));
    texts.put("zwj run", "👩‍".repeat(140_000));
    texts.put("combining run", "e" + "\u0301".repeat(400_000));
    texts.put("spaces", " ".repeat(1_000_000));
    texts.put("newlines", "\n".repeat(1_000_000));
    for (var e : texts.entrySet()) if (e.getKey().matches("tags.*|distinct.*|no space|spaces|plain words")) for (Reduction.Side s : Reduction.Side.values()) for (int limit : new int[] {100, 20_000}) {
      Utf8Text x = Utf8Text.of(e.getValue());
      long t0 = java.lang.management.ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
      var cut = Trimmer.cut(x, limit, s, Utf8Text.of("[... shortened ...]"), tok());
      long ms = (java.lang.management.ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - t0) / 1_000_000;
      if (ms > 200) System.out.println(e.getKey() + " " + s + " " + limit + ": " + ms + " ms, tokens " + cut.map(c -> c.tokens()).orElse(-1));
    }
  }
  static Tokenizer T;
  static Tokenizer tok() { if (T == null) { T = (Tokenizer) (Object) new Vocabularies().tokenizer("o200k_base", "o200k_base").orElseThrow(); T.count(Utf8Text.of("warm up ".repeat(100000))); } return T; }
  static String distinct() { StringBuilder b = new StringBuilder(); for (int i = 0; i < 60_000; i++) b.append("<t").append(i).append(">"); for (int i = 59_999; i >= 0; i--) b.append("</t").append(i).append(">"); return b.toString(); }
}

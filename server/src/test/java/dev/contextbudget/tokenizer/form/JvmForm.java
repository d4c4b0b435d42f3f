package dev.contextbudget.tokenizer.form;

import java.text.Normalizer;
import java.text.Normalizer.Form;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HexFormat;

/** The composed form by the JDK's normalizer, to which newer characters than it knows are given. */
final class JvmForm {
  /**
   * Assigned after Unicode 9 with a combining class, a decomposition or a part in one, up to
   * Unicode 16: what JDK 25's normalizer knows and the table does not, none of which is {@code
   * \p{In=9.0}} in Perl. Left out are the first parts of those whose second part is here.
   */
  private static final String NEWER =
      "07FD 0897-089F 08CA-08D3 09FE 0C3C 0D3B-0D3C 0EBA 1715 1ABF-1ACE 1DF6-1DFA A82C 105C9 105D2"
          + " 105DA 105E4 10D24-10D27 10D69-10D6D 10EAB-10EAC 10EFD-10EFF 10F46-10F50 10F82-10F85"
          + " 11070 1133B 11383 11385 1138E 11391 113B8 113BB 113C2 113C5 113C7-113C9 113CE-113D0"
          + " 1145E 11839-1183A 11930 11938 1193D-1193E 11943 119E0 11A34 11A47 11A99 11D42"
          + " 11D44-11D45 11D97 11F41-11F42 1611E-16129 1612F 16D67-16D6A 16FF0-16FF1 1E08F"
          + " 1E130-1E136 1E2AE 1E2EC-1E2EF 1E4EC-1E4EF 1E5EE-1E5EF";

  private static final BitSet IS_NEWER = new BitSet();

  static {
    for (String range : NEWER.split(" ")) {
      int[] ends = Arrays.stream(range.split("-")).mapToInt(HexFormat::fromHexDigits).toArray();
      IS_NEWER.set(ends[0], ends[ends.length - 1] + 1);
    }
  }

  private JvmForm() {}

  /** Returns true if a character came after Unicode 9 and some later form changes it or by it. */
  static boolean isNewer(int c) {
    return IS_NEWER.get(c);
  }

  /**
   * Returns the form of Unicode 9: to either side of a newer character a text is composed alone.
   */
  static String nfc(String text) {
    StringBuilder composed = new StringBuilder();
    int from = 0;
    for (int at = 0; at < text.length(); at += Character.charCount(text.codePointAt(at))) {
      if (isNewer(text.codePointAt(at))) {
        composed.append(Normalizer.normalize(text.substring(from, at), Form.NFC));
        composed.appendCodePoint(text.codePointAt(at));
        from = at + Character.charCount(text.codePointAt(at));
      }
    }
    return composed.append(Normalizer.normalize(text.substring(from), Form.NFC)).toString();
  }
}

package dev.contextbudget.dialect.media;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.contextbudget.Seeds;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Pages of documents that are written here object by object. */
class PdfPagesTest {

  static LongStream seeds() {
    return Seeds.all();
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void countsPagesOfPlainFiles(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int pages = random.nextInt(1, 30);

    assertEquals(OptionalInt.of(pages), PdfPages.count(plain(pages, random)));
  }

  /** Objects in any order and spacing, with strings, comments and streams that look like pages. */
  private static byte[] plain(int pages, SplittableRandom random) {
    StringBuilder pdf = new StringBuilder("%PDF-1.4\n%âãÏÓ << /Type /Page >>\n");
    pdf.append("1 0 obj << /Type /Catalog /Pages 2 0 R >> endobj\n");
    pdf.append("2 0 obj <</Kids[3 0 R]/Count ").append(pages).append("/Type/Pages>> endobj\n");
    for (int page = 0; page < pages; page++) {
      pdf.append(3 + 2 * page).append(" 0 obj").append(random.nextBoolean() ? "\n" : " ");
      pdf.append(
          switch (random.nextInt(4)) {
            case 0 -> "<< /Type /Page /Parent 2 0 R >>";
            case 1 -> "<</Type/Page/Parent 2 0 R/MediaBox[0 0 1 1]>>";
            case 2 -> "<< /Resources << /Font << /F1 9 0 R >> >> /Rotate 90 /Type\n/Page >>";
            default -> "<< /A (a \\) (nested) >>) /Tabs /S /B <0a> /Type /Page >>";
          });
      pdf.append(" endobj\n").append(4 + 2 * page).append(" 0 obj ");
      pdf.append(
          switch (random.nextInt(4)) {
            case 0 -> stream("5 0 obj << /Type /Page >> endobj", "");
            case 1 -> stream("(", "/Filter [/A85]");
            case 2 -> stream("endstream 7 0 obj << /Type /Page >>", "/Length 35 ");
            default -> "(<< /Type /Page >>)";
          });
      pdf.append(" endobj\n");
    }
    pdf.append("90 0 obj << /Type /Outlines /Count 400 >> endobj\ntrailer << /Size 9 >>\n%%EOF\n");
    return bytes(pdf.toString());
  }

  private static String stream(String data, String entries) {
    return "<< " + entries + ">>\nstream\n" + data + "\nendstream";
  }

  @Test
  void countsAnObjectOfAnUpdateOnce() {
    String page = "3 0 obj << /Type /Page >> endobj\n";

    assertEquals(OptionalInt.of(2), count(page + "4 0 obj <</Type/Page>> endobj\n" + page));
  }

  @Test
  void takesTheLargestCountIfPagesAreCompressed() {
    String tree = "2 0 obj << /Type /Pages /Count 12 >> endobj 3 0 obj << /Type /Pages /Count 7 >>";
    String compressed = " endobj 5 0 obj " + stream("...", "/Type /ObjStm /N 100 ") + " endobj\n";

    assertEquals(OptionalInt.of(12), count(tree));
    assertEquals(
        OptionalInt.of(12), count("4 0 obj << /Type /Page >> endobj " + tree + compressed));
    assertEquals(OptionalInt.of(1), count("4 0 obj << /Type /Page >> endobj " + tree));
  }

  /** In a linearized file the first page is plain, and the others are not. */
  @Test
  void takesThePagesOfALinearizedFile() {
    String head = "7 0 obj << /Linearized 1 /L 900 /H [ 5 6 ] /O 9 /N 31 >> endobj\n";
    String first = "9 0 obj << /Type /Page >> endobj\n";
    String rest = "10 0 obj " + stream("...", "/Type /ObjStm /N 60") + " endobj";

    assertEquals(OptionalInt.of(31), count(head + first + rest));
  }

  @Test
  void isEmptyIfAllIsCompressed() {
    ByteArrayOutputStream pdf = new ByteArrayOutputStream();
    pdf.writeBytes(bytes("%PDF-1.5\n5 0 obj << /Type /ObjStm /N 3 /First 9 >> stream\r\n"));
    pdf.writeBytes(deflated("1 0 2 40 3 90 << /Type /Pages /Count 2 >> << /Type /Page >>"));
    pdf.writeBytes(bytes("\nendstream endobj\n6 0 obj << /Type /XRef >> stream\nx\nendstream"));

    assertEquals(OptionalInt.empty(), PdfPages.count(pdf.toByteArray()));
  }

  private static byte[] deflated(String text) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DeflaterOutputStream out = new DeflaterOutputStream(bytes)) {
      out.write(bytes(text));
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  @Test
  void aReferenceIsNoCountAndNoLength() {
    assertEquals(OptionalInt.empty(), count("2 0 obj << /Type /Pages /Count 12 0 R >> endobj"));
    assertEquals(
        OptionalInt.of(1),
        count(
            "1 0 obj << /Length 9 0 R >> stream\n<< /Type /Page >>\nendstream endobj "
                + "2 0 obj << /Type /Page >>"));
  }

  @Test
  void otherBytesHaveNoPages() {
    assertEquals(OptionalInt.empty(), count(""));
    assertEquals(OptionalInt.empty(), count("/Type /Page"));
    assertEquals(OptionalInt.empty(), count("<< /Type /Page"));
    assertEquals(OptionalInt.empty(), count("<< /Type /Pages /Count 0 >>"));
    assertEquals(OptionalInt.empty(), count("<< /Type /Pages /Count 99999999999 >>"));
    assertEquals(OptionalInt.empty(), count("<< /Type /Pages /Count -3 >>"));
    assertEquals(OptionalInt.empty(), count("<< /Type [/Page] /S /Page >>"));
    assertEquals(OptionalInt.of(1), count("<<".repeat(1_000) + " 1 0 obj << /Type /Page >>"));
    assertEquals(OptionalInt.empty(), count("<<".repeat(1_000) + "/Type /Page" + ">>".repeat(900)));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void neverThrows(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    byte[] pdf = plain(random.nextInt(1, 5), random);
    for (int i = 0; i < 20; i++) {
      byte[] broken = Arrays.copyOf(pdf, random.nextInt(pdf.length + 1));
      for (int j = random.nextInt(20); j > 0 && broken.length > 0; j--) {
        broken[random.nextInt(broken.length)] =
            random.nextBoolean()
                ? (byte) random.nextInt()
                : (byte) "()<>/%\\ 09R".charAt(random.nextInt(11));
      }
      OptionalInt ignored = PdfPages.count(broken);
    }
  }

  private static OptionalInt count(String pdf) {
    return PdfPages.count(bytes(pdf));
  }

  private static byte[] bytes(String latin1) {
    return latin1.getBytes(StandardCharsets.ISO_8859_1);
  }
}

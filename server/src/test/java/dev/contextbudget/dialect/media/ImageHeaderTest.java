package dev.contextbudget.dialect.media;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.contextbudget.Seeds;
import dev.contextbudget.core.token.Utf8Text;
import dev.contextbudget.dialect.media.ImageHeader.Size;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Sizes of images, against the program that wrote them. */
class ImageHeaderTest {
  private static final int SAMPLES = 60;

  static LongStream seeds() {
    return Seeds.all();
  }

  @ParameterizedTest
  @EnumSource
  void tellsTheSizeThatWasWritten(ImageFiles format) {
    SplittableRandom random = new SplittableRandom(format.ordinal());
    for (int i = 0; i < SAMPLES; i++) {
      int width = random.nextInt(2, 300);
      int height = random.nextInt(2, 300);
      byte[] file = format.write(width, height, random);

      assertEquals(Optional.of(new Size(width, height)), ImageHeader.of(file));
    }
  }

  @ParameterizedTest
  @EnumSource(
      names = {"PNG", "WEBP_LOSSY", "WEBP_LOSSLESS", "WEBP_EXTENDED", "AVIF", "GIF", "JPEG"})
  void tellsSizesOfMoreThanAByte(ImageFiles format) {
    SplittableRandom random = new SplittableRandom(1);

    assertEquals(
        Optional.of(new Size(16_383, 259)), ImageHeader.of(format.write(16_383, 259, random)));
    assertEquals(
        Optional.of(new Size(259, 16_383)), ImageHeader.of(format.write(259, 16_383, random)));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9})
  void turnsWhatExifSaysIsTurned(int orientation) {
    byte[] plain = ImageFiles.byJdk("jpg", 30, 20, false);
    Size expected = orientation >= 5 && orientation <= 8 ? new Size(20, 30) : new Size(30, 20);

    for (ByteOrder order : new ByteOrder[] {ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN}) {
      byte[] file = JpegSegments.withOrientation(plain, orientation, order);
      assertEquals(Optional.of(expected), ImageHeader.of(file));
    }
  }

  /** Each marker of a frame, and none of those between them that are tables. */
  @Test
  void knowsEveryFrameOfAJpeg() {
    for (int marker = 0xC0; marker <= 0xCF; marker++) {
      byte[] frame = {8, 0, 20, 0, 30, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0};
      byte[] file = JpegSegments.insert(new byte[] {(byte) 0xFF, (byte) 0xD8}, marker, frame);
      boolean table = marker == 0xC4 || marker == 0xC8 || marker == 0xCC;

      assertEquals(table ? Optional.empty() : Optional.of(new Size(30, 20)), ImageHeader.of(file));
    }
  }

  @Test
  void looksForNoFrameBehindTheFirstScan() {
    byte[] jpeg = ImageFiles.byJdk("jpg", 30, 20, false);

    assertEquals(Optional.empty(), ImageHeader.of(JpegSegments.insert(jpeg, 0xDA, new byte[10])));
    assertEquals(Optional.of(new Size(30, 20)), ImageHeader.of(withFillBytes(jpeg)));
  }

  private static byte[] withFillBytes(byte[] jpeg) {
    byte[] filled = new byte[jpeg.length + 7];
    Arrays.fill(filled, (byte) 0xFF);
    filled[1] = (byte) 0xD8;
    System.arraycopy(jpeg, 2, filled, 9, jpeg.length - 2);
    return filled;
  }

  @ParameterizedTest
  @EnumSource
  void aFileThatEndsTooSoonHasNoSizeOrTheRightOne(ImageFiles format) {
    byte[] file = format.write(200, 100, new SplittableRandom(2));
    Optional<Size> whole = Optional.of(new Size(200, 100));
    boolean known = false;

    for (int length = 0; length < Math.min(file.length, 2_000); length++) {
      Optional<Size> size = ImageHeader.of(Arrays.copyOf(file, length));
      boolean preview = format == ImageFiles.AVIF && size.equals(Optional.of(new Size(100, 50)));
      boolean notYetTurned = format == ImageFiles.HEIC_TURNED;
      assertTrue(size.isEmpty() || size.equals(whole) || preview || notYetTurned, size::toString);
      assertTrue(!known || size.isPresent());
      known = size.isPresent();
    }
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void neverThrows(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    ImageFiles[] formats = ImageFiles.values();
    ImageFiles format = formats[random.nextInt(formats.length)];
    byte[] bytes = format.write(random.nextInt(2, 50), random.nextInt(2, 50), random);
    for (int i = 0; i < 50; i++) {
      byte[] broken = Arrays.copyOf(bytes, random.nextInt(bytes.length + 20));
      for (int j = random.nextInt(8); j > 0 && broken.length > 0; j--) {
        int at = random.nextInt(Math.min(broken.length, random.nextBoolean() ? 40 : broken.length));
        broken[at] = (byte) (random.nextBoolean() ? random.nextInt() : random.nextInt(-1, 1));
      }
      Optional<Size> ignored = ImageHeader.of(broken);
    }
    byte[] noise = new byte[random.nextInt(200)];
    random.nextBytes(noise);
    Optional<Size> ignored = ImageHeader.of(noise);
  }

  @Test
  void otherBytesHaveNoSize() {
    assertEquals(Optional.empty(), ImageHeader.of(new byte[0]));
    assertEquals(Optional.empty(), ImageHeader.of("%PDF-1.7 and so on".getBytes()));
    assertEquals(Optional.empty(), ImageHeader.of("<svg width='3' height='4'/>".getBytes()));
    byte[] empty = ImageFiles.byJdk("png", 2, 2, false);
    Arrays.fill(empty, 16, 20, (byte) 0);
    assertEquals(Optional.empty(), ImageHeader.of(empty));
    assertThrows(IllegalArgumentException.class, () -> new Size(0, 1));
  }

  /**
   * 700 kB of profiles and previews before the frame: more than the first 64 KiB, less than 1 MiB.
   */
  @Test
  void readsOnInBase64UntilAMebibyte() {
    byte[] jpeg = ImageFiles.byJdk("jpg", 30, 20, false);
    for (int i = 0; i < 11; i++) {
      jpeg = JpegSegments.insert(jpeg, 0xE2, new byte[65_000]);
    }
    assertEquals(Optional.of(new Size(30, 20)), ImageHeader.of(base64(jpeg)));

    for (int i = 0; i < 6; i++) {
      jpeg = JpegSegments.insert(jpeg, 0xE2, new byte[65_000]);
    }
    assertEquals(Optional.of(new Size(30, 20)), ImageHeader.of(jpeg));
    assertEquals(Optional.empty(), ImageHeader.of(base64(jpeg)));
  }

  private static Base64Text base64(byte[] bytes) {
    return new Base64Text(Utf8Text.wrap(Base64.getEncoder().encode(bytes)));
  }
}

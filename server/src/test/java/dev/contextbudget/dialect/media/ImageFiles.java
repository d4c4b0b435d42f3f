package dev.contextbudget.dialect.media;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;

/** Images: written by the JDK where it can, else put together by hand from the formats' texts. */
enum ImageFiles {
  PNG {
    @Override
    byte[] write(int width, int height, SplittableRandom random) {
      return byJdk("png", width, height, false);
    }
  },
  GIF {
    @Override
    byte[] write(int width, int height, SplittableRandom random) {
      return byJdk("gif", width, height, false);
    }
  },
  BMP {
    @Override
    byte[] write(int width, int height, SplittableRandom random) {
      return byJdk("bmp", width, height, false);
    }
  },
  BMP_FROM_THE_TOP {
    @Override
    byte[] write(int width, int height, SplittableRandom random) {
      ByteBuffer header = little(60).put(ascii("BM")).putInt(14, 40).putInt(18, width);
      return header.putInt(22, -height).array();
    }
  },
  BMP_OF_OS_2 {
    @Override
    byte[] write(int width, int height, SplittableRandom random) {
      ByteBuffer header = little(30).put(ascii("BM")).putInt(14, 12);
      return header.putShort(18, (short) width).putShort(20, (short) height).array();
    }
  },
  JPEG {
    @Override
    byte[] write(int width, int height, SplittableRandom random) {
      return byJdk("jpg", width, height, random.nextBoolean());
    }
  },
  JPEG_BEHIND_OTHER_SEGMENTS {
    @Override
    byte[] write(int width, int height, SplittableRandom random) {
      byte[] jpeg = byJdk("jpg", width, height, random.nextBoolean());
      for (int i = random.nextInt(3); i >= 0; i--) {
        byte[] data = new byte[random.nextInt(65_534)];
        random.nextBytes(data);
        jpeg = JpegSegments.insert(jpeg, 0xE0 + random.nextInt(16), data);
      }
      return jpeg;
    }
  },
  WEBP_LOSSY {
    @Override
    byte[] write(int width, int height, SplittableRandom random) {
      ByteBuffer data = little(10 + random.nextInt(50)).put(3, (byte) 0x9D).put(4, (byte) 1);
      data.put(5, (byte) 0x2A).putShort(6, (short) (width | random.nextInt(4) << 14));
      return webp("VP8 ", data.putShort(8, (short) (height | random.nextInt(4) << 14)).array());
    }
  },
  WEBP_LOSSLESS {
    @Override
    byte[] write(int width, int height, SplittableRandom random) {
      int alpha = random.nextInt(2) << 28;
      ByteBuffer data = little(9).put(0, (byte) 0x2F);
      return webp("VP8L", data.putInt(1, width - 1 | height - 1 << 14 | alpha).array());
    }
  },
  WEBP_EXTENDED {
    @Override
    byte[] write(int width, int height, SplittableRandom random) {
      ByteBuffer data = little(12).put(0, (byte) random.nextInt(64)).putInt(4, width - 1);
      return webp("VP8X", Arrays.copyOf(data.putInt(7, height - 1).array(), 10));
    }
  },
  AVIF {
    @Override
    byte[] write(int width, int height, SplittableRandom random) {
      byte[] preview = ispe(width / 2, height / 2);
      byte[] whole = ispe(width, height);
      boolean first = random.nextBoolean();
      byte[] properties = join(first ? preview : whole, box("pixi", 8), first ? whole : preview);
      return heif("avif", properties);
    }
  },
  HEIC_TURNED {
    @Override
    byte[] write(int width, int height, SplittableRandom random) {
      byte[] turn = box("irot", new byte[] {(byte) (random.nextBoolean() ? 1 : 3)});
      return heif("heic", join(turn, ispe(height, width)));
    }
  };

  abstract byte[] write(int width, int height, SplittableRandom random);

  static byte[] byJdk(String format, int width, int height, boolean progressive) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    ImageWriter writer =
        ImageIO.getImageWriters(ImageTypeSpecifier.createFromRenderedImage(image), format).next();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
      ImageWriteParam how = writer.getDefaultWriteParam();
      if (progressive) {
        how.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
      }
      writer.setOutput(out);
      writer.write(null, new IIOImage(image, null, null), how);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }

  private static byte[] webp(String chunk, byte[] data) {
    ByteBuffer file = little(20 + data.length).put(ascii("RIFF")).putInt(12 + data.length);
    return file.put(ascii("WEBP")).put(ascii(chunk)).putInt(data.length).put(data).array();
  }

  private static byte[] heif(String brand, byte[] properties) {
    byte[] ipco = box("ipco", properties);
    byte[] iprp = box("iprp", join(ipco, box("ipma", 20)));
    byte[] meta = box("meta", join(new byte[4], box("hdlr", 24), box("pitm", 6), iprp));
    return join(
        box("ftyp", join(ascii(brand), new byte[4])), box("free", 3), meta, box("mdat", 99));
  }

  private static byte[] ispe(int width, int height) {
    return box("ispe", ByteBuffer.allocate(12).putInt(4, width).putInt(8, height).array());
  }

  private static byte[] box(String type, int zeros) {
    return box(type, new byte[zeros]);
  }

  private static byte[] box(String type, byte[] data) {
    ByteBuffer box = ByteBuffer.allocate(8 + data.length).putInt(8 + data.length);
    return box.put(ascii(type)).put(data).array();
  }

  private static byte[] join(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  private static ByteBuffer little(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}

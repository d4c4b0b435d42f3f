package dev.contextbudget.dialect.media;

import dev.contextbudget.core.token.Utf8Text;
import dev.contextbudget.dialect.media.ImageHeader.Size;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;

/** What bytes are put through to count the steps that it takes. */
public enum MediaWork implements Consumer<byte[]> {
  COUNTING_PAGES {
    @Override
    public void accept(byte[] bytes) {
      OptionalInt ignored = PdfPages.count(bytes);
    }
  },
  READING_A_HEADER {
    @Override
    public void accept(byte[] bytes) {
      Optional<Size> ignored = ImageHeader.of(bytes);
    }
  },
  DECODING_A_LITTLE {
    @Override
    public void accept(byte[] bytes) {
      byte[] ignored = new Base64Text(Utf8Text.wrap(bytes)).decode(1 << 10);
    }
  }
}

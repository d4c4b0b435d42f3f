package dev.contextbudget.dialect;

import dev.contextbudget.core.item.Body;
import dev.contextbudget.core.item.Part;
import dev.contextbudget.core.model.ModelProfile;
import dev.contextbudget.core.token.Utf8Text;
import dev.contextbudget.dialect.json.JsonValue;
import dev.contextbudget.dialect.media.Base64Text;
import dev.contextbudget.dialect.media.DataUrl;
import dev.contextbudget.dialect.media.ImageHeader;
import dev.contextbudget.dialect.media.PdfPages;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Measures what in a body is no text: images and files by their formulas, never as base64, and what
 * only the provider reads by what can be said of it.
 *
 * <p>What the body does not tell and the caller does not state is assumed on the high side, and
 * told as an {@link AssumedSize}.
 */
public final class PartSizes {
  /** Larger images are scaled down to about this by every provider that publishes a formula. */
  private static final int[] ASSUMED_SIDES = {512, 768, 1024, 1536, 2048};

  /** The contract knows no larger image, and the formulas overflow far above it. */
  private static final int MAX_SIDE_PIXELS = 65_536;

  /** The contract knows no longer file. */
  private static final int MAX_PAGES = 10_000;

  /** A letter or an article; a book is rare and its caller knows. */
  private static final int ASSUMED_PAGES = 10;

  /** Audio at 32 tokens a second (Gemini, 2026-08) and 16 kB a second, a common rate. */
  private static final int MEDIA_BYTES_PER_TOKEN = 500;

  /** Half a minute of audio, or some seconds of video. */
  private static final int ASSUMED_MEDIA_TOKENS = 1_000;

  /** Encrypted reasoning is text of about 4 bytes a token, and a third longer as base64. */
  private static final double SEALED_BYTES_PER_TOKEN = 4 / 0.75;

  private final ModelProfile model;
  private final Map<String, SizeHint> hints;
  private final Set<String> unused;
  private final List<AssumedSize> assumed = new ArrayList<>();
  private final List<SizedImage> images = new ArrayList<>();

  /**
   * @param model counts texts and images
   * @param hints what the caller states, by JSON Pointer
   */
  public PartSizes(ModelProfile model, Map<String, SizeHint> hints) {
    this.model = model;
    this.hints = Map.copyOf(hints);
    this.unused = new HashSet<>(hints.keySet());
  }

  /** Returns the parts whose size had to be assumed so far, in the order they were asked for. */
  public List<AssumedSize> assumed() {
    return List.copyOf(assumed);
  }

  /** Returns the images so far whose size is known, in the order they were asked for. */
  public List<SizedImage> images() {
    return List.copyOf(images);
  }

  /** Returns the pointers of hints that no part was asked for so far. */
  public Set<String> unused() {
    return Set.copyOf(unused);
  }

  /** Returns the tokens of a text. */
  public int tokens(Utf8Text text) {
    return text.isEmpty() ? 0 : model.tokenizer().count(text);
  }

  /** Returns the tokens of a tool's definition, as one of a list. */
  public int tokens(Body.Tool tool) {
    return model.chatFormat().tools().toolTokens(tool, model.tokenizer());
  }

  private Optional<SizeHint> hint(JsonValue at) {
    if (hints.isEmpty()) {
      return Optional.empty();
    }
    String pointer = at.pointer();
    unused.remove(pointer);
    return Optional.ofNullable(hints.get(pointer));
  }

  private static Part.Payload payload(JsonValue at) {
    Utf8Text raw = at.raw();
    byte[] bytes = new byte[raw.length()];
    raw.asByteBuffer().get(bytes);
    return new Part.Payload(bytes);
  }

  /** Returns a part that is passed on as it is and costs what its texts do. */
  public Part counted(JsonValue at, List<Utf8Text> texts) {
    int tokens = 0;
    for (Utf8Text text : texts) {
      tokens += tokens(text);
    }
    return new Part.Opaque(payload(at), stated(at, tokens));
  }

  /**
   * Returns a part that is passed on as it is and whose tokens the body tells.
   *
   * @param tokens as the body asks the provider to spend
   */
  public Part told(JsonValue at, int tokens) {
    return new Part.Opaque(payload(at), stated(at, tokens));
  }

  private int stated(JsonValue at, int otherwise) {
    return hint(at).map(h -> h.tokens().orElse(otherwise)).orElse(otherwise);
  }

  /** Returns a part that is passed on as it is and whose tokens nothing tells. */
  public Part assumed(JsonValue at, AssumedSize.Kind kind, int tokens) {
    Optional<SizeHint> hint = hint(at);
    if (hint.isPresent() && hint.get().tokens().isPresent()) {
      return new Part.Opaque(payload(at), hint.get().tokens().getAsInt());
    }
    assumed.add(new AssumedSize(at, kind, tokens));
    return new Part.Opaque(payload(at), tokens);
  }

  /** Notes that the provider keeps something that comes on top of all that is counted. */
  public void elsewhere(JsonValue at) {
    assumed.add(new AssumedSize(at, AssumedSize.Kind.ELSEWHERE, 0));
  }

  /** Returns true if the caller states what a part costs. */
  public boolean isStated(JsonValue at) {
    return hint(at).flatMap(hint -> hint.tokens().stream().boxed().findAny()).isPresent();
  }

  /** Returns a part of a kind that is not documented: its JSON as text, but for data in it. */
  public Part unknown(JsonValue at) {
    UnknownPart part = UnknownPart.of(at);
    int tokens = tokens(part.text());
    for (Utf8Text data : part.data()) {
      tokens += dataTokens(data);
    }
    return assumed(at, AssumedSize.Kind.PART, tokens);
  }

  private int dataTokens(Utf8Text data) {
    String type = DataUrl.parse(data).map(DataUrl::mediaType).orElse("");
    if (type.startsWith("audio/") || type.startsWith("video/")) {
      return mediaTokens(data.length());
    }
    return type.startsWith("image/")
        ? model.images().imageTokens(image(data, type))
        : sealedTokens(data.length());
  }

  private Part.Image image(Utf8Text data, String mediaType) {
    Part.Payload none = Part.Payload.EMPTY;
    return size(data)
        .map(s -> new Part.Image(s.widthPixels(), s.heightPixels(), "", mediaType, none))
        .orElseGet(() -> largest("", mediaType, none));
  }

  /** Returns what only the provider can read, and that is not thinking. */
  public Part sealed(JsonValue at) {
    return assumed(at, AssumedSize.Kind.REASONING, sealedTokens(at.text().length()));
  }

  private static int sealedTokens(int sealedBytes) {
    return (int) Math.ceil(sealedBytes / SEALED_BYTES_PER_TOKEN);
  }

  /**
   * Returns reasoning of the model.
   *
   * @param text what of it can be read; empty if nothing
   * @param sealedBytes length of what only the provider can read
   */
  public Part thinking(JsonValue at, Utf8Text text, int sealedBytes) {
    int tokens = Math.max(tokens(text), sealedTokens(sealedBytes));
    Optional<SizeHint> hint = hint(at);
    if (hint.isPresent() && hint.get().tokens().isPresent()) {
      return new Part.Thinking(payload(at), hint.get().tokens().getAsInt());
    }
    if (sealedBytes > 0) {
      assumed.add(new AssumedSize(at, AssumedSize.Kind.REASONING, tokens));
    }
    return new Part.Thinking(payload(at), tokens);
  }

  /**
   * Returns audio or video.
   *
   * @param base64Bytes length of its data in base64; 0 if the body only refers to it
   */
  public Part media(JsonValue at, int base64Bytes) {
    return assumed(at, AssumedSize.Kind.MEDIA, mediaTokens(base64Bytes));
  }

  private static int mediaTokens(int base64Bytes) {
    return base64Bytes == 0
        ? ASSUMED_MEDIA_TOKENS
        : (int) (base64Bytes / 4L * 3 / MEDIA_BYTES_PER_TOKEN) + 1;
  }

  /**
   * Returns an image.
   *
   * @param base64 its data, or a data URL; of other texts it is not known
   * @param detail as the provider names it, or empty
   */
  public Part image(JsonValue at, Utf8Text base64, String detail, String mediaType) {
    Optional<SizeHint> hint = hint(at);
    if (hint.isPresent() && hint.get().tokens().isPresent()) {
      return new Part.Opaque(payload(at), hint.get().tokens().getAsInt());
    }
    Optional<ImageHeader.Size> size = hint.flatMap(PartSizes::stated).or(() -> size(base64));
    if (size.isPresent()) {
      int width = size.get().widthPixels();
      int height = size.get().heightPixels();
      Part.Image image = new Part.Image(width, height, detail, mediaType, payload(at));
      images.add(new SizedImage(at, image));
      return image;
    }
    Part.Image largest = largest(detail, mediaType, payload(at));
    assumed.add(new AssumedSize(at, AssumedSize.Kind.IMAGE, model.images().imageTokens(largest)));
    return largest;
  }

  private static Optional<ImageHeader.Size> stated(SizeHint hint) {
    return hint.widthPixels().isEmpty() || hint.heightPixels().isEmpty()
        ? Optional.empty()
        : Optional.of(
            new ImageHeader.Size(hint.widthPixels().getAsInt(), hint.heightPixels().getAsInt()));
  }

  /** Returns what the first bytes say, if they can be believed. */
  private static Optional<ImageHeader.Size> size(Utf8Text data) {
    return ImageHeader.of(base64(data))
        .filter(size -> Math.max(size.widthPixels(), size.heightPixels()) <= MAX_SIDE_PIXELS);
  }

  private static Base64Text base64(Utf8Text data) {
    return DataUrl.parse(data).map(DataUrl::data).orElse(new Base64Text(data));
  }

  private Part.Image largest(String detail, String mediaType, Part.Payload payload) {
    Part.Image largest = new Part.Image(1, 1, detail, mediaType, payload);
    for (int width : ASSUMED_SIDES) {
      for (int height : ASSUMED_SIDES) {
        Part.Image image = new Part.Image(width, height, detail, mediaType, payload);
        if (model.images().imageTokens(image) > model.images().imageTokens(largest)) {
          largest = image;
        }
      }
    }
    return largest;
  }

  /**
   * Returns a file.
   *
   * @param base64 its data, or a data URL; empty if the body only refers to it
   */
  public Part file(JsonValue at, Utf8Text base64, String mediaType) {
    Optional<SizeHint> hint = hint(at);
    if (hint.isPresent() && hint.get().tokens().isPresent()) {
      return new Part.Opaque(payload(at), hint.get().tokens().getAsInt());
    }
    if (hint.isPresent() && hint.get().pages().isPresent()) {
      return new Part.File(hint.get().pages().getAsInt(), mediaType, payload(at));
    }
    OptionalInt pages = pages(base64);
    if (pages.isPresent()) {
      return new Part.File(pages.getAsInt(), mediaType, payload(at));
    }
    Part.File file = new Part.File(ASSUMED_PAGES, mediaType, payload(at));
    assumed.add(new AssumedSize(at, AssumedSize.Kind.FILE, model.images().fileTokens(file)));
    return file;
  }

  /** Returns what a PDF says of itself, if it can be believed. */
  private static OptionalInt pages(Utf8Text data) {
    OptionalInt pages = PdfPages.count(base64(data));
    return pages.isPresent() && pages.getAsInt() <= MAX_PAGES ? pages : OptionalInt.empty();
  }
}

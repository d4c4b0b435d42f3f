package dev.contextbudget.dialect;

import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.core.util.Separators.Spacing;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.util.Base64;
import java.util.SplittableRandom;

/**
 * Chat Completions bodies of a size, as Python's {@code json.dumps} writes them: the bundled
 * conversation again and again, with calls of their own ids, and every second text with a sentence
 * that is not ASCII.
 */
public final class ChatBodies {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String[] ASIDES = {
    "Größe und Gepäck: 23 kg, bitte. ",
    "座席番号は12Aです。窓側をお願いします。",
    "Спасибо, это мне очень помогло! ",
    "“Très bien” — merci beaucoup 🙂 ",
    "नमस्ते, मेरी उड़ान कब है? "
  };
  private static final int IMAGE_BYTES = 45_000;
  private static final double SHARE_OF_IMAGES = 0.6;

  /** How text that is not ASCII is written, and whether there are images. */
  public enum Shape {
    /** As escapes, the default of {@code json.dumps}. */
    ENSURE_ASCII,
    /** As it is. */
    UTF_8,
    /** As it is, and six tenths of the bytes are images in base64. */
    IMAGES
  }

  private final SplittableRandom random = new SplittableRandom(42);
  private final ArrayNode messages = JSON.createArrayNode();
  private final Shape shape;
  private long textBytes;
  private long imageBytes;
  private String lastCall = "";

  private ChatBodies(Shape shape) {
    this.shape = shape;
  }

  /** Returns a body of at least so many bytes; the same for the same arguments. */
  static byte[] body(Shape shape, int bytes) throws IOException {
    ChatBodies bodies = new ChatBodies(shape);
    JsonNode turns = read("/demo/airline-conversation.json").get("turns");
    for (int i = 0; bodies.textBytes + bodies.imageBytes < bytes; i = i % (turns.size() - 1) + 1) {
      bodies.add(turns.get(i));
    }
    ObjectNode body = JSON.createObjectNode().put("model", "gpt-4.1");
    body.set("messages", bodies.messages);
    ArrayNode tools = body.putArray("tools");
    for (JsonNode tool : read("/demo/airline-tools.json")) {
      tools.addObject().put("type", "function").set("function", tool);
    }
    body.put("temperature", 0.2).put("max_completion_tokens", 4096);
    return bodies.written(body);
  }

  private static JsonNode read(String resource) throws IOException {
    try (InputStream in = ChatBodies.class.getResourceAsStream(resource)) {
      return JSON.readTree(in);
    }
  }

  private void add(JsonNode turn) throws IOException {
    String role = turn.get("role").asText();
    ObjectNode message = messages.addObject().put("role", role);
    String text = turn.get("text").asText();
    if (random.nextBoolean() && !role.equals("tool")) {
      text = ASIDES[random.nextInt(ASIDES.length)] + text;
    }
    boolean isImage =
        shape == Shape.IMAGES
            && role.equals("user")
            && imageBytes < SHARE_OF_IMAGES * (imageBytes + textBytes);
    if (isImage) {
      addImage(message, text);
    } else {
      message.put("content", text);
    }
    addCalls(message, turn);
    if (role.equals("tool")) {
      message.put("tool_call_id", lastCall);
    }
    textBytes += written(message).length - (isImage ? IMAGE_BYTES * 4L / 3 : 0);
  }

  private void addCalls(ObjectNode message, JsonNode turn) {
    if (!turn.has("tool_calls")) {
      return;
    }
    ArrayNode calls = message.putArray("tool_calls");
    for (JsonNode call : turn.get("tool_calls")) {
      lastCall = "call_" + Long.toString(random.nextLong(Long.MAX_VALUE), 36);
      calls.addObject().put("id", lastCall).put("type", "function").set("function", call);
    }
  }

  private void addImage(ObjectNode message, String text) {
    byte[] image = new byte[IMAGE_BYTES];
    for (int i = 0; i < image.length; i++) {
      image[i] = (byte) random.nextInt();
    }
    ArrayNode parts = message.putArray("content");
    parts.addObject().put("type", "text").put("text", text);
    String url = "data:image/png;base64," + Base64.getEncoder().encodeToString(image);
    parts.addObject().put("type", "image_url").putObject("image_url").put("url", url);
    imageBytes += url.length();
  }

  private byte[] written(JsonNode json) throws IOException {
    Separators separators =
        Separators.createDefaultInstance()
            .withObjectEntrySpacing(Spacing.AFTER)
            .withObjectFieldValueSpacing(Spacing.AFTER)
            .withArrayValueSpacing(Spacing.AFTER);
    DefaultPrettyPrinter spaced =
        new DefaultPrettyPrinter(separators)
            .withObjectIndenter(new DefaultPrettyPrinter.NopIndenter())
            .withArrayIndenter(new DefaultPrettyPrinter.NopIndenter());
    ObjectMapper mapper =
        JsonMapper.builder()
            .configure(JsonWriteFeature.ESCAPE_NON_ASCII, shape == Shape.ENSURE_ASCII)
            .build();
    return mapper.writer(spaced).writeValueAsBytes(json);
  }
}

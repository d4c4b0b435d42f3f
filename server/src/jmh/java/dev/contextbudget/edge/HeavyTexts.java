package dev.contextbudget.edge;

import com.google.protobuf.ByteString;
import dev.contextbudget.v1.Chunk;
import dev.contextbudget.v1.ChunkContent;
import dev.contextbudget.v1.Component;
import dev.contextbudget.v1.ComponentKind;
import dev.contextbudget.v1.MessageContent;
import dev.contextbudget.v1.Part;
import dev.contextbudget.v1.ProviderFormat;
import dev.contextbudget.v1.ProviderRequest;
import dev.contextbudget.v1.Role;
import dev.contextbudget.v1.TextContent;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** What the largest calls hold: as much as a request may, or a text. */
final class HeavyTexts {
  private static final int BYTES = 15 << 20;
  static final int TEXT_BYTES = 4 << 20;

  private HeavyTexts() {}

  static Component history(int messages) {
    return messages(messages, BYTES / messages - 16);
  }

  static Component short20k() {
    return messages(20_000, 4);
  }

  static Component messages(int count, int bytes) {
    List<dev.contextbudget.v1.Message> messages = new ArrayList<>();
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < count; i++) {
      messages.add(
          dev.contextbudget.v1.Message.newBuilder()
              .setRole(i % 2 == 0 ? Role.ROLE_USER : Role.ROLE_ASSISTANT)
              .addParts(Part.newBuilder().setText(words(random, bytes)))
              .build());
    }
    return component()
        .setKind(ComponentKind.COMPONENT_KIND_HISTORY)
        .setMessages(MessageContent.newBuilder().addAllMessages(messages))
        .build();
  }

  /** Sentences of words that no vocabulary has, with numbers, which are facts. */
  static String words(SplittableRandom random, int bytes) {
    StringBuilder text = new StringBuilder(bytes);
    while (text.length() < bytes) {
      int kind = random.nextInt(14);
      if (kind == 0) {
        text.append(random.nextInt(100_000));
      } else {
        int letters = random.nextInt(2, 10);
        for (int i = 0; i < letters; i++) {
          text.append((char) ('a' + random.nextInt(26)));
        }
      }
      text.append(kind == 1 ? ". " : " ");
    }
    text.setLength(bytes);
    return text.toString();
  }

  static Component run(char letter) {
    return text(String.valueOf(letter)).build();
  }

  static Component.Builder text(String repeated) {
    return component().setText(TextContent.newBuilder().setUtf8(filled(repeated)));
  }

  /** As long as a text may be. */
  static ByteString filled(String repeated) {
    ByteString once = ByteString.copyFromUtf8(repeated);
    return ByteString.copyFromUtf8(repeated.repeat(TEXT_BYTES / once.size()));
  }

  /** Three of them, and turns that stay. */
  static Component texts(String repeated) {
    MessageContent.Builder messages = MessageContent.newBuilder();
    for (int i = 0; i < 9; i++) {
      messages
          .addMessagesBuilder()
          .setRole(i % 2 == 0 ? Role.ROLE_USER : Role.ROLE_ASSISTANT)
          .addPartsBuilder()
          .setTextUtf8(i < 3 ? filled(repeated) : ByteString.copyFromUtf8("Go on."));
    }
    return component().setMessages(messages).build();
  }

  static Component chunks(int count, String text) {
    Chunk chunk = Chunk.newBuilder().setValue(text).build();
    ChunkContent.Builder chunks = ChunkContent.newBuilder();
    for (int i = 0; i < count; i++) {
      chunks.addChunks(chunk);
    }
    return component().setKind(ComponentKind.COMPONENT_KIND_RETRIEVED).setChunks(chunks).build();
  }

  static Component.Builder component() {
    return Component.newBuilder().setId("a").setKind(ComponentKind.COMPONENT_KIND_CUSTOM);
  }

  static ProviderRequest body(String repeated) {
    return ProviderRequest.newBuilder()
        .setFormat(ProviderFormat.PROVIDER_FORMAT_OPENAI_CHAT)
        .setJson(
            ByteString.copyFromUtf8("{\"messages\":[{\"role\":\"system\",\"content\":\"")
                .concat(filled(repeated))
                .concat(ByteString.copyFromUtf8("\"}]}")))
        .build();
  }

  static ProviderRequest body() {
    SplittableRandom random = new SplittableRandom(1);
    StringBuilder json = new StringBuilder("{\"messages\":[");
    for (int i = 0; json.length() < BYTES; i++) {
      json.append(i == 0 ? "" : ",")
          .append("{\"role\":\"")
          .append(i % 2 == 0 ? "user" : "assistant")
          .append("\",\"content\":\"")
          .append(words(random, 1_000))
          .append("\"}");
    }
    return ProviderRequest.newBuilder()
        .setFormat(ProviderFormat.PROVIDER_FORMAT_OPENAI_CHAT)
        .setJson(ByteString.copyFromUtf8(json.append("]}").toString()))
        .build();
  }
}

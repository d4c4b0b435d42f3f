package dev.contextbudget.sweep;

import dev.contextbudget.v1.Chunk;
import dev.contextbudget.v1.ChunkContent;
import dev.contextbudget.v1.Component;
import dev.contextbudget.v1.ComponentKind;
import dev.contextbudget.v1.Entry;
import dev.contextbudget.v1.EntryContent;
import dev.contextbudget.v1.Message;
import dev.contextbudget.v1.MessageContent;
import dev.contextbudget.v1.TextContent;
import dev.contextbudget.v1.Tool;
import dev.contextbudget.v1.ToolContent;
import java.util.List;

/** The components of scenes, each with the id that says what it is. */
final class Parts {
  private Parts() {}

  static Component system(String text) {
    return text("system", ComponentKind.COMPONENT_KIND_SYSTEM, text);
  }

  static Component input(String text) {
    return text("input", ComponentKind.COMPONENT_KIND_USER_INPUT, text);
  }

  static Component text(String id, ComponentKind kind, String text) {
    return of(id, kind).setText(TextContent.newBuilder().setValue(text)).build();
  }

  static Component tools(List<Tool> tools) {
    return of("tools", ComponentKind.COMPONENT_KIND_TOOLS)
        .setTools(ToolContent.newBuilder().addAllTools(tools))
        .build();
  }

  static Component history(List<Message> messages) {
    return of("history", ComponentKind.COMPONENT_KIND_HISTORY)
        .setMessages(MessageContent.newBuilder().addAllMessages(messages))
        .build();
  }

  static Component retrieved(List<Chunk> chunks) {
    return of("retrieved", ComponentKind.COMPONENT_KIND_RETRIEVED)
        .setChunks(ChunkContent.newBuilder().addAllChunks(chunks))
        .build();
  }

  static Component memory(List<Entry> entries) {
    return of("memory", ComponentKind.COMPONENT_KIND_MEMORY)
        .setEntries(EntryContent.newBuilder().addAllEntries(entries))
        .build();
  }

  private static Component.Builder of(String id, ComponentKind kind) {
    return Component.newBuilder().setId(id).setKind(kind);
  }
}

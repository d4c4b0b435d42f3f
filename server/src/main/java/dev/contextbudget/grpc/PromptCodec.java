package dev.contextbudget.grpc;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import dev.contextbudget.core.item.Part;
import dev.contextbudget.core.prompt.Prompt;
import dev.contextbudget.core.prompt.Prompt.PromptMessage;
import dev.contextbudget.core.prompt.Prompt.PromptTool;
import dev.contextbudget.core.prompt.PromptPart;
import dev.contextbudget.core.prompt.Segment;
import dev.contextbudget.v1.File;
import dev.contextbudget.v1.Image;
import dev.contextbudget.v1.Opaque;
import dev.contextbudget.v1.Role;
import dev.contextbudget.v1.SourceRange;
import dev.contextbudget.v1.Splice;
import dev.contextbudget.v1.Thinking;
import dev.contextbudget.v1.Tool;
import dev.contextbudget.v1.ToolCall;
import dev.contextbudget.v1.ToolResult;

/**
 * Prompts from core to wire, in both views.
 *
 * <p>Texts go out as the bytes that came in: a string field takes them without decoding.
 */
final class PromptCodec {
  private final boolean edits;

  /**
   * @param edits whether texts of the request are left out
   */
  PromptCodec(boolean edits) {
    this.edits = edits;
  }

  dev.contextbudget.v1.Prompt prompt(Prompt prompt) {
    dev.contextbudget.v1.Prompt.Builder wire = dev.contextbudget.v1.Prompt.newBuilder();
    prompt.tools().forEach(tool -> wire.addTools(tool(tool)));
    prompt.messages().forEach(message -> wire.addMessages(message(message)));
    return wire.build();
  }

  private dev.contextbudget.v1.PromptTool tool(PromptTool tool) {
    dev.contextbudget.v1.PromptTool.Builder wire =
        dev.contextbudget.v1.PromptTool.newBuilder().setItemId(tool.itemId());
    boolean asSent = tool.canonicalSchema().equals(tool.tool().parametersJson());
    if (!edits || !asSent) {
      wire.setTool(
          Tool.newBuilder()
              .setName(tool.tool().name())
              .setDescription(tool.tool().description())
              .setParametersJsonSchema(tool.canonicalSchema()));
    }
    return wire.build();
  }

  private dev.contextbudget.v1.PromptMessage message(PromptMessage message) {
    dev.contextbudget.v1.PromptMessage.Builder wire =
        dev.contextbudget.v1.PromptMessage.newBuilder()
            .setItemId(message.itemId())
            .setRole(Enums.encode(message.role(), "ROLE_", Role.class));
    if (edits && !message.itemId().isEmpty()) {
      if (message.changed()) {
        message.parts().forEach(part -> wire.addParts(part(part)));
      }
      return wire.build();
    }
    message.parts().forEach(part -> wire.addParts(part(part)));
    return wire.setName(message.name()).build();
  }

  private dev.contextbudget.v1.PromptPart part(PromptPart part) {
    dev.contextbudget.v1.PromptPart.Builder wire = dev.contextbudget.v1.PromptPart.newBuilder();
    if (part instanceof PromptPart.AsSent sent) {
      wire.setItemId(sent.itemId()).setPartIndex(sent.partIndex());
      return edits || sent.bodiless() ? wire.build() : wire.setPart(part(sent.content())).build();
    }
    if (part instanceof PromptPart.Spliced spliced) {
      wire.setItemId(spliced.itemId()).setPartIndex(spliced.partIndex());
      return edits
          ? wire.setSplice(splice(spliced)).build()
          : wire.setPart(part(spliced.content())).build();
    }
    return wire.setPart(part(part.content())).build();
  }

  private static Splice splice(PromptPart.Spliced spliced) {
    Splice.Builder wire = Splice.newBuilder();
    for (Segment segment : spliced.segments()) {
      dev.contextbudget.v1.Segment.Builder piece = dev.contextbudget.v1.Segment.newBuilder();
      if (segment instanceof Segment.Source source) {
        piece.setSource(range(source));
      } else {
        piece.setTextBytes(Texts.wire(segment.text()));
      }
      wire.addSegments(piece);
    }
    return wire.build();
  }

  private static SourceRange range(Segment.Source source) {
    SourceRange.Builder wire =
        SourceRange.newBuilder()
            .setItemId(source.itemId())
            .setPartIndex(source.partIndex())
            .setStartByte(source.startByte())
            .setEndByte(source.endByte());
    source.resultPartIndex().ifPresent(wire::setResultPartIndex);
    return wire.build();
  }

  private static dev.contextbudget.v1.Part part(Part part) {
    dev.contextbudget.v1.Part.Builder wire = dev.contextbudget.v1.Part.newBuilder();
    if (part instanceof Part.Text text) {
      wire.setTextBytes(Texts.wire(text.text()));
    } else if (part instanceof Part.ToolCall call) {
      wire.setToolCall(
          ToolCall.newBuilder()
              .setId(call.id())
              .setName(call.name())
              .setArgumentsJsonBytes(Texts.wire(call.argumentsJson())));
    } else if (part instanceof Part.ToolResult result) {
      ToolResult.Builder tool =
          ToolResult.newBuilder().setCallId(result.callId()).setIsError(result.isError());
      result.parts().forEach(p -> tool.addParts(part(p)));
      wire.setToolResult(tool);
    } else if (part instanceof Part.Image image) {
      wire.setImage(
          Image.newBuilder()
              .setWidthPixels(image.widthPixels())
              .setHeightPixels(image.heightPixels())
              .setDetail(image.detail())
              .setMediaType(image.mediaType())
              .setPayload(bytes(image.payload())));
    } else if (part instanceof Part.File file) {
      wire.setFile(
          File.newBuilder()
              .setPageCount(file.pages())
              .setMediaType(file.mediaType())
              .setPayload(bytes(file.payload())));
    } else if (part instanceof Part.Thinking thinking) {
      wire.setThinking(
          Thinking.newBuilder().setOpaque(bytes(thinking.payload())).setTokens(thinking.tokens()));
    } else if (part instanceof Part.Opaque opaque) {
      wire.setOpaque(
          Opaque.newBuilder().setData(bytes(opaque.payload())).setTokens(opaque.tokens()));
    }
    return wire.build();
  }

  private static ByteString bytes(Part.Payload payload) {
    return UnsafeByteOperations.unsafeWrap(payload.bytes());
  }
}

package dev.contextbudget.client;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import dev.contextbudget.v1.CompactRequest;
import dev.contextbudget.v1.CompactResponse;
import dev.contextbudget.v1.FitContextRequest;
import dev.contextbudget.v1.FitContextResponse;
import dev.contextbudget.v1.FittedBody;
import dev.contextbudget.v1.Part;
import dev.contextbudget.v1.Prompt;
import dev.contextbudget.v1.PromptMessage;
import dev.contextbudget.v1.PromptPart;
import dev.contextbudget.v1.PromptTool;
import dev.contextbudget.v1.Segment;
import dev.contextbudget.v1.SourceRange;
import dev.contextbudget.v1.Splice;
import dev.contextbudget.v1.ToolResult;

/**
 * Turns an answer in {@code VIEW_EDITS} into the answer that {@code VIEW_FULL} would have been.
 *
 * <p>Edits name the texts of the request instead of sending them back, which for a long context is
 * most of the traffic. The caller still holds those texts, so nothing is lost: {@code
 * Edits.apply(request, edits).equals(full)}.
 *
 * <p>Texts that were sent as bytes come back as text. An answer that is already in {@code
 * VIEW_FULL} comes back as it is. Time and space O(bytes of the request + pieces).
 *
 * <p>Components and messages only: edits of a provider's body are a JSON Patch (RFC 6902), which
 * any library for it applies.
 */
public final class Edits {
  private final RequestItems items;

  private Edits(RequestItems items) {
    this.items = items;
  }

  /**
   * Returns the answer with the whole prompt.
   *
   * @param request the request as it was sent; with components
   * @throws IllegalArgumentException if the answer does not belong to the request, or is a patch
   */
  public static FitContextResponse apply(FitContextRequest request, FitContextResponse answer) {
    refusePatch(answer.getBody());
    if (!answer.hasPrompt()) {
      return answer;
    }
    Edits edits = new Edits(RequestItems.of(asSent(request)));
    return answer.toBuilder().setPrompt(edits.prompt(answer.getPrompt())).build();
  }

  /**
   * Returns the answer with the whole history.
   *
   * @param request the request as it was sent; with messages
   * @throws IllegalArgumentException if the answer does not belong to the request, or is a patch
   */
  public static CompactResponse apply(CompactRequest request, CompactResponse answer) {
    refusePatch(answer.getBody());
    if (!answer.hasHistory()) {
      return answer;
    }
    Edits edits = new Edits(RequestItems.of(asSent(request)));
    return answer.toBuilder().setHistory(edits.prompt(answer.getHistory())).build();
  }

  private static void refusePatch(FittedBody body) {
    if (body.hasJsonPatch()) {
      throw new IllegalArgumentException(
          "edits of a provider's body are a JSON Patch (RFC 6902): apply `body.json_patch` to it");
    }
  }

  /**
   * Returns a request as the server reads it: a Java text may hold half of a surrogate pair, for
   * which UTF-8 has nothing, and it is sent as a question mark.
   */
  @SuppressWarnings("unchecked") // a message's parser makes messages of its type
  private static <M extends Message> M asSent(M request) {
    try {
      return (M) request.getParserForType().parseFrom(request.toByteString());
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("a message that was written can be read", e);
    }
  }

  private Prompt prompt(Prompt edited) {
    Prompt.Builder prompt = Prompt.newBuilder();
    edited.getToolsList().forEach(tool -> prompt.addTools(tool(tool)));
    edited.getMessagesList().forEach(message -> prompt.addMessages(message(message)));
    return prompt.build();
  }

  private PromptTool tool(PromptTool edited) {
    return edited.hasTool()
        ? edited
        : edited.toBuilder().setTool(items.tool(edited.getItemId())).build();
  }

  private PromptMessage message(PromptMessage edited) {
    String id = edited.getItemId();
    PromptMessage.Builder message = edited.toBuilder().clearParts();
    if (!id.isEmpty()) {
      message.setName(items.speaker(id));
    }
    if (!id.isEmpty() && edited.getPartsCount() == 0) {
      for (int i = 0; i < items.partCount(id); i++) {
        message.addParts(part(PromptPart.newBuilder().setItemId(id).setPartIndex(i).build()));
      }
    }
    edited.getPartsList().forEach(part -> message.addParts(part(part)));
    return message.build();
  }

  private PromptPart part(PromptPart edited) {
    if (edited.hasPart()) {
      return edited;
    }
    Part source =
        edited.hasSplice() && edited.getItemId().isEmpty() // a digest is a part of no item
            ? Part.getDefaultInstance()
            : items.part(edited.getItemId(), edited.getPartIndex());
    if (edited.hasSplice()) {
      return edited.toBuilder().setPart(spliced(source, edited.getSplice())).build();
    }
    return source.getBodyCase() == Part.BodyCase.BODY_NOT_SET // sent without its body
        ? edited
        : edited.toBuilder().setPart(source).build();
  }

  private Part spliced(Part source, Splice splice) {
    ByteString joined = ByteString.EMPTY;
    for (Segment segment : splice.getSegmentsList()) {
      joined =
          joined.concat(segment.hasSource() ? bytes(segment.getSource()) : segment.getTextBytes());
    }
    Part text = Part.newBuilder().setTextBytes(joined).build();
    if (!source.hasToolResult()) {
      return text;
    }
    ToolResult.Builder result = source.getToolResult().toBuilder().clearParts().addParts(text);
    return Part.newBuilder().setToolResult(result).build();
  }

  private ByteString bytes(SourceRange range) {
    Part part = items.part(range.getItemId(), range.getPartIndex());
    if (range.hasResultPartIndex()) {
      int index = range.getResultPartIndex();
      if (index < 0 || index >= part.getToolResult().getPartsCount()) {
        throw foreign(range.getItemId());
      }
      part = part.getToolResult().getParts(index);
    }
    ByteString text = part.getTextBytes();
    if (!part.hasText()
        || range.getStartByte() < 0
        || range.getEndByte() < range.getStartByte()
        || range.getEndByte() > text.size()) {
      throw foreign(range.getItemId());
    }
    return text.substring(range.getStartByte(), range.getEndByte());
  }

  /** Returns the failure of an answer that names something the request does not have. */
  static IllegalArgumentException foreign(String itemId) {
    return new IllegalArgumentException(
        "the answer does not belong to this request: see item '%s'".formatted(itemId));
  }
}

package dev.contextbudget.grpc;

import com.google.protobuf.ByteString;
import dev.contextbudget.core.error.Reason;
import dev.contextbudget.core.item.Part;
import dev.contextbudget.core.item.Role;
import dev.contextbudget.core.model.ImageFormula;
import dev.contextbudget.core.token.Utf8Text;
import dev.contextbudget.v1.ToolCall;
import dev.contextbudget.v1.ToolResult;
import java.util.ArrayList;
import java.util.List;

/** Decodes parts of messages. */
final class PartDecoder {
  private final Limits limits;
  private final Violations violations;
  private final ImageFormula images;
  private final StatedTokens stated;

  /**
   * @param images what an image and a page cost
   */
  PartDecoder(Limits limits, Violations violations, ImageFormula images, StatedTokens stated) {
    this.limits = limits;
    this.violations = violations;
    this.images = images;
    this.stated = stated;
  }

  /** Decodes the parts of a message by this role. */
  List<Part> parts(FieldPath path, List<dev.contextbudget.v1.Part> parts, Role role) {
    if (!violations.atMost(
        path, Reason.TOO_MANY_PARTS, "the number of parts", limits.maxParts(), parts.size())) {
      return List.of();
    }
    List<Part> decoded = new ArrayList<>(parts.size());
    for (int i = 0; i < parts.size(); i++) {
      FieldPath field = path.at(i);
      checkPlace(field, parts.get(i), role);
      decoded.add(part(field, parts.get(i)));
    }
    return decoded;
  }

  private void checkPlace(FieldPath field, dev.contextbudget.v1.Part part, Role role) {
    if (part.hasToolCall() && role != Role.ASSISTANT) {
      violations.add(
          field.member("tool_call"), Reason.CONFLICT, "must stand in an assistant message");
    }
    if (part.hasToolResult() && role != Role.TOOL && role != Role.USER) {
      violations.add(
          field.member("tool_result"), Reason.CONFLICT, "must stand in a tool or user message");
    }
  }

  private Part part(FieldPath path, dev.contextbudget.v1.Part part) {
    return switch (part.getBodyCase()) {
      case TEXT -> text(Texts.of(path.member("text"), part.getText(), limits, violations));
      case TEXT_UTF8 ->
          text(Texts.of(path.member("text_utf8"), part.getTextUtf8(), limits, violations));
      case TOOL_CALL -> toolCall(path.member("tool_call"), part.getToolCall());
      case TOOL_RESULT -> toolResult(path.member("tool_result"), part.getToolResult());
      case IMAGE -> image(path.member("image"), part.getImage());
      case FILE -> file(path.member("file"), part.getFile());
      case THINKING ->
          new Part.Thinking(
              payload(part.getThinking().getOpaque()),
              tokens(path.member("thinking").member("tokens"), part.getThinking().getTokens()));
      case OPAQUE ->
          new Part.Opaque(
              payload(part.getOpaque().getData()),
              tokens(path.member("opaque").member("tokens"), part.getOpaque().getTokens()));
      case BODY_NOT_SET -> {
        violations.add(path, Reason.REQUIRED, "must have a body, got none");
        yield text(Utf8Text.EMPTY);
      }
    };
  }

  private static Part text(Utf8Text text) {
    return new Part.Text(text);
  }

  private Part toolCall(FieldPath path, ToolCall call) {
    violations.name(path.member("id"), call.getId(), FixedLimit.NAME_BYTES);
    violations.name(path.member("name"), call.getName(), FixedLimit.NAME_BYTES);
    return new Part.ToolCall(
        call.getId(),
        call.getName(),
        Texts.of(path.member("arguments_json"), call.getArgumentsJson(), limits, violations));
  }

  private Part toolResult(FieldPath path, ToolResult result) {
    violations.name(path.member("call_id"), result.getCallId(), FixedLimit.NAME_BYTES);
    for (int i = 0; i < result.getPartsCount(); i++) {
      dev.contextbudget.v1.Part part = result.getParts(i);
      if (part.hasToolCall() || part.hasToolResult() || part.hasThinking()) {
        violations.add(
            path.member("parts").at(i),
            Reason.CONFLICT,
            "must be text, an image, a file or opaque in a tool result");
        return new Part.ToolResult(result.getCallId(), result.getIsError(), List.of());
      }
    }
    return new Part.ToolResult(
        result.getCallId(),
        result.getIsError(),
        parts(path.member("parts"), result.getPartsList(), Role.TOOL));
  }

  private Part image(FieldPath path, dev.contextbudget.v1.Image image) {
    Part.Image decoded =
        new Part.Image(
            violations.upTo(
                FixedLimit.IMAGE_PIXELS, path.member("width_pixels"), image.getWidthPixels(), 1),
            violations.upTo(
                FixedLimit.IMAGE_PIXELS, path.member("height_pixels"), image.getHeightPixels(), 1),
            image.getDetail(),
            image.getMediaType(),
            payload(image.getPayload()));
    stated.add(path, images.imageTokens(decoded));
    return decoded;
  }

  private Part file(FieldPath path, dev.contextbudget.v1.File file) {
    Part.File decoded =
        new Part.File(
            violations.upTo(
                FixedLimit.FILE_PAGES, path.member("page_count"), file.getPageCount(), 1),
            file.getMediaType(),
            payload(file.getPayload()));
    stated.add(path.member("page_count"), images.fileTokens(decoded));
    return decoded;
  }

  private static Part.Payload payload(ByteString bytes) {
    return new Part.Payload(bytes.toByteArray());
  }

  private int tokens(FieldPath field, int tokens) {
    return stated.add(field, violations.upTo(FixedLimit.TOKENS, field, tokens, 0));
  }
}

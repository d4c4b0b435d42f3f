package dev.contextbudget.sweep;

import com.google.protobuf.ByteString;
import dev.contextbudget.v1.Action;
import dev.contextbudget.v1.Component;
import dev.contextbudget.v1.FitContextResponse;
import dev.contextbudget.v1.ItemDecision;
import dev.contextbudget.v1.KeptRange;
import dev.contextbudget.v1.Message;
import dev.contextbudget.v1.Part;
import dev.contextbudget.v1.PromptMessage;
import dev.contextbudget.v1.PromptPart;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Holds what stands in a prompt against what was sent. */
final class KeptText {
  private final Map<String, List<Part>> sent = new HashMap<>();
  private final Map<String, List<String>> variants = new HashMap<>();
  private final Map<String, List<PromptPart>> kept = new HashMap<>();
  private final List<String> tools = new ArrayList<>();
  private final FitContextResponse full;

  KeptText(Scene scene, FitContextResponse full) {
    this.full = full;
    scene.components().forEach(this::add);
    for (PromptMessage message : full.getPrompt().getMessagesList()) {
      for (PromptPart part : message.getPartsList()) {
        if (!part.getItemId().isEmpty()) {
          kept.computeIfAbsent(part.getItemId(), unused -> new ArrayList<>()).add(part);
        }
      }
    }
    full.getPrompt().getToolsList().forEach(tool -> tools.add(tool.getItemId()));
  }

  private void add(Component component) {
    switch (component.getContentCase()) {
      case TEXT -> sent.put(component.getId(), List.of(text(component.getText().getValue())));
      case MESSAGES -> {
        for (Message message : component.getMessages().getMessagesList()) {
          sent.put(message.getId(), message.getPartsList());
        }
      }
      case CHUNKS ->
          component
              .getChunks()
              .getChunksList()
              .forEach(
                  chunk -> {
                    sent.put(chunk.getId(), List.of(text(chunk.getValue())));
                    variants.put(chunk.getId(), chunk.getVariantsList());
                  });
      case ENTRIES ->
          component
              .getEntries()
              .getEntriesList()
              .forEach(e -> sent.put(e.getId(), List.of(text(e.getKey() + ": " + e.getValue()))));
      case TOOLS, CONTENT_NOT_SET -> {}
    }
  }

  private static Part text(String text) {
    return Part.newBuilder().setText(text).build();
  }

  /** Returns the first decision that is not what happened. */
  Optional<String> decisions(List<String> itemIds) {
    List<String> decided = full.getDecisionsList().stream().map(ItemDecision::getItemId).toList();
    if (!decided.equals(itemIds)) {
      return Optional.of("%d decisions for %d items".formatted(decided.size(), itemIds.size()));
    }
    for (ItemDecision decision : full.getDecisionsList()) {
      boolean stands =
          kept.containsKey(decision.getItemId()) || tools.contains(decision.getItemId());
      if (stands != (decision.getAction() != Action.ACTION_DROP)) {
        return Optional.of(decision.getItemId() + " is not " + decision.getAction());
      }
      if (!stands && decision.getAfterTokens() != 0) {
        return Optional.of(decision.getItemId() + " left and costs tokens");
      }
    }
    return Optional.empty();
  }

  /** Returns the first item whose kept text is not a slice, or not whole where it should be. */
  Optional<String> slices() {
    for (ItemDecision decision : full.getDecisionsList()) {
      List<PromptPart> parts = kept.getOrDefault(decision.getItemId(), List.of());
      if (parts.isEmpty()) {
        continue;
      }
      boolean right =
          switch (decision.getAction()) {
            case ACTION_KEEP -> isWhole(decision, parts);
            case ACTION_TRUNCATE -> isCut(decision, parts);
            case ACTION_REPLACE -> isReplaced(decision, parts);
            default -> false;
          };
      if (!right) {
        return Optional.of(decision.getItemId() + " is not " + decision.getAction());
      }
    }
    return Optional.empty();
  }

  private List<Part> sent(ItemDecision decision) {
    return sent.getOrDefault(decision.getItemId(), List.of());
  }

  private boolean isWhole(ItemDecision decision, List<PromptPart> parts) {
    List<Part> wanted =
        sent(decision).stream().filter(p -> !p.hasText() || !p.getText().isEmpty()).toList();
    List<Part> shown = parts.stream().map(PromptPart::getPart).toList();
    return shown.equals(wanted);
  }

  private boolean isReplaced(ItemDecision decision, List<PromptPart> parts) {
    if (decision.getVariant() > 0) {
      List<String> forms = variants.getOrDefault(decision.getItemId(), List.of());
      return parts.size() == 1
          && parts.get(0).getPart().getText().equals(forms.get(decision.getVariant() - 1));
    }
    Part result = parts.get(0).getPart();
    return result
            .getToolResult()
            .getCallId()
            .equals(sent(decision).get(0).getToolResult().getCallId())
        && !result.getToolResult().getParts(0).getText().isEmpty();
  }

  private boolean isCut(ItemDecision decision, List<PromptPart> parts) {
    if (decision.getKeptRangesCount() == 0) {
      return false;
    }
    int index = decision.getKeptRanges(0).getPartIndex();
    String source = textOf(sent(decision).get(index));
    String shown =
        parts.stream()
            .filter(p -> p.getPartIndex() == index)
            .map(p -> textOf(p.getPart()))
            .findFirst()
            .orElse("");
    ByteString bytes = ByteString.copyFromUtf8(source);
    int from = 0;
    int keptBytes = 0;
    int behind = 0;
    for (KeptRange range : decision.getKeptRangesList()) {
      ByteString slice = bytes.substring(range.getStartByte(), range.getEndByte());
      int at = isText(slice) ? shown.indexOf(slice.toStringUtf8(), from) : -1;
      if (at < 0 || range.getStartByte() < behind) {
        return false;
      }
      from = at + slice.toStringUtf8().length();
      behind = range.getEndByte();
      keptBytes += slice.size();
    }
    return keptBytes > 0 && keptBytes < bytes.size();
  }

  private static boolean isText(ByteString slice) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(slice.asReadOnlyByteBuffer());
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }

  private static String textOf(Part part) {
    return part.hasToolResult() ? part.getToolResult().getParts(0).getText() : part.getText();
  }
}

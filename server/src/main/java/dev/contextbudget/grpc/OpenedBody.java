package dev.contextbudget.grpc;

import dev.contextbudget.core.model.ModelProfile;
import dev.contextbudget.core.prompt.MessageRules;
import dev.contextbudget.core.prompt.Prompt;
import dev.contextbudget.dialect.BodyRenderer;
import dev.contextbudget.dialect.BodyRules;
import dev.contextbudget.dialect.Dialect;
import dev.contextbudget.dialect.ProviderBody;
import dev.contextbudget.dialect.SizedImage;
import dev.contextbudget.dialect.json.JsonEdits;
import dev.contextbudget.dialect.json.JsonValue;
import dev.contextbudget.v1.AssumedSize;
import dev.contextbudget.v1.FittedBody;
import dev.contextbudget.v1.UnknownSize;
import java.util.List;

/**
 * A provider's body in a request, and how it goes back.
 *
 * @param images whose size is known
 */
record OpenedBody(Dialect dialect, ProviderBody body, List<SizedImage> images) {

  /** Returns what its provider asks of its messages. */
  MessageRules rules(ModelProfile model) {
    return new BodyRules(body, model.bindsThinking());
  }

  /** Returns the body with what a prompt keeps. */
  FittedBody fitted(Prompt prompt, boolean edits) {
    return wire(BodyRenderer.render(dialect, body, prompt), edits);
  }

  /** Returns the body with another history. */
  FittedBody compacted(Prompt history, boolean edits) {
    return wire(BodyRenderer.renderHistory(dialect, body, history), edits);
  }

  private FittedBody wire(JsonEdits changes, boolean edits) {
    FittedBody.Builder fitted = FittedBody.newBuilder().setFormat(Dialects.wire(dialect.format()));
    return edits
        ? fitted.setJsonPatch(Texts.wire(changes.patch())).build()
        : fitted.setJson(Texts.wire(changes.text())).build();
  }

  /** Returns how errors name the list of messages, or the body if it has none. */
  String listField() {
    JsonValue list = body.list();
    return BodyDecoder.field(list == null ? "" : list.publicPointer());
  }

  /** Returns the parts whose size was assumed. */
  List<AssumedSize> assumed() {
    return body.assumed().stream()
        .map(
            size ->
                AssumedSize.newBuilder()
                    .setJsonPointer(size.at().publicPointer())
                    .setUnknown(Enums.encode(size.kind(), "UNKNOWN_SIZE_", UnknownSize.class))
                    .setTokens(size.tokens())
                    .build())
        .toList();
  }
}

package dev.contextbudget.grpc;

import dev.contextbudget.core.compact.Compaction;
import dev.contextbudget.core.compact.CompactionRequest;
import dev.contextbudget.core.error.Reason;
import dev.contextbudget.core.error.StopSignal;
import dev.contextbudget.core.error.Violation;
import dev.contextbudget.core.fit.Notes;
import dev.contextbudget.core.item.Component;
import dev.contextbudget.core.item.ComponentKind;
import dev.contextbudget.core.item.Item;
import dev.contextbudget.core.item.Reduction;
import dev.contextbudget.core.model.ModelCatalog;
import dev.contextbudget.core.model.ModelProfile;
import dev.contextbudget.core.prompt.Conversation;
import dev.contextbudget.core.token.Utf8Text;
import dev.contextbudget.dialect.BodyComponents;
import dev.contextbudget.v1.CompactRequest;
import dev.contextbudget.v1.View;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Wire to core for {@code Compact}. */
final class CompactDecoder {
  private static final String COMPONENT_ID = "messages";

  private final CompactRequest wire;
  private final Limits limits;
  private final StopSignal stop;
  private final Violations violations = new Violations();
  private final Optional<BodyDecoder> body;
  private final Optional<BodyDecoder.Unread> unread;
  private final ModelProfile model;

  /**
   * @throws dev.contextbudget.core.error.UnknownName if no model has the name
   * @throws dev.contextbudget.core.error.InvalidRequest if a body is no JSON
   */
  CompactDecoder(Limits limits, CompactRequest wire, ModelCatalog catalog, StopSignal stop) {
    this.limits = limits;
    this.wire = wire;
    this.stop = stop;
    RenderAs.refuse(wire.getProviderRequest());
    this.body =
        wire.hasProviderRequest()
            ? Optional.of(new BodyDecoder(limits, violations, wire.getProviderRequest(), stop))
            : Optional.empty();
    this.unread = body.map(BodyDecoder::parse);
    String named = unread.map(BodyDecoder.Unread::model).orElse("");
    String name = wire.getModel().isBlank() ? named : wire.getModel();
    this.model = RequestDecoder.found(catalog, name).model().stoppedBy(stop);
  }

  /**
   * What a request asks.
   *
   * @param opened the body that holds the history, if it is in one
   */
  record Asked(CompactionRequest request, Optional<OpenedBody> opened) {

    /** Returns a compaction as the provider of the body takes it. */
    Compaction valid(Compaction compaction) {
      boolean binds = opened.map(body -> body.rules(request.model()).bindsThinking()).orElse(false);
      return binds ? compaction.withThinkingReleased() : compaction;
    }
  }

  /**
   * Decodes the request.
   *
   * @throws dev.contextbudget.core.error.InvalidRequest with everything that is wrong
   */
  Asked asked() {
    Optional<OpenedBody> opened = body.map(decoder -> decoder.open(unread.orElseThrow(), model));
    Component history = opened.map(this::history).orElseGet(this::history);
    Conversation.Fields fields =
        (message, part, what) ->
            opened
                .map(b -> BodyDecoder.partField(b.body().messages().get(message), part))
                .orElse("%s[%d].parts[%d].%s".formatted(COMPONENT_ID, message, part, what));
    return new Asked(request(history, fields), opened);
  }

  private Component history(OpenedBody opened) {
    if (wire.getMessagesCount() > 0) {
      violations.add(BodyDecoder.PATH, Reason.CONFLICT, "must not stand beside messages");
    }
    Component history =
        new BodyComponents(
                opened.body(),
                body.orElseThrow().hints().items(opened.body()),
                ComponentKind.HISTORY.reduction(),
                new Reduction.None())
            .history();
    requireMessages(BodyDecoder.PATH.member("json"), history.items());
    return history;
  }

  private CompactionRequest request(Component history, Conversation.Fields fields) {
    List<Violation> broken = new ArrayList<>();
    Conversation talk =
        history.items().isEmpty() ? Conversation.NONE : Conversation.of(history, fields, broken);
    broken.forEach(violations::add);
    int target = target();
    OptionalInt trigger = trigger(target);
    CompactionRequest request =
        new CompactionRequest(
            model,
            history,
            talk,
            target,
            trigger,
            count("keep_first_turns", wire.getKeepFirstTurns(), 0),
            wire.hasKeepLastTurns()
                ? count("keep_last_turns", wire.getKeepLastTurns(), 1)
                : CompactionRequest.DEFAULT_KEEP_LAST_TURNS,
            clearing(),
            minShrink(),
            count("generation", wire.getGeneration(), 0),
            note("cleared_text", wire.getClearedText(), Notes.DEFAULT.cleared()),
            note("digest_heading", wire.getDigestHeading(), CompactionRequest.DEFAULT_HEADING),
            stop);
    checkSteps();
    violations.throwIfAny();
    return request;
  }

  private Component history() {
    ItemDecoder items = new ItemDecoder(limits, violations, model, stop);
    List<Item> messages =
        items.messages(FieldPath.of(COMPONENT_ID), COMPONENT_ID, wire.getMessagesList());
    items.checkReferences();
    requireMessages(FieldPath.of(COMPONENT_ID), messages);
    return Component.of(COMPONENT_ID, ComponentKind.HISTORY, messages);
  }

  private void requireMessages(FieldPath field, List<Item> messages) {
    if (messages.isEmpty() && violations.found().isEmpty()) {
      violations.add(field, Reason.EMPTY_REQUEST, "must hold at least one message, got none");
    }
  }

  private int target() {
    return switch (wire.getTargetCase()) {
      case TARGET_TOKENS ->
          violations.upTo(
              FixedLimit.TOKENS, FieldPath.of("target_tokens"), wire.getTargetTokens(), 1);
      case TARGET_RATIO -> share(FieldPath.of("target_ratio"), wire.getTargetRatio(), false);
      case TARGET_NOT_SET -> {
        violations.add(
            FieldPath.of("target_tokens"),
            Reason.REQUIRED,
            "is required, unless target_ratio is set");
        yield 1;
      }
    };
  }

  private OptionalInt trigger(int target) {
    FieldPath field = FieldPath.of(wire.hasTriggerTokens() ? "trigger_tokens" : "trigger_ratio");
    int found = violations.found().size();
    int trigger =
        switch (wire.getTriggerCase()) {
          case TRIGGER_TOKENS ->
              violations.upTo(FixedLimit.TOKENS, field, wire.getTriggerTokens(), 1);
          case TRIGGER_RATIO -> share(field, wire.getTriggerRatio(), true);
          case TRIGGER_NOT_SET -> 0;
        };
    if (trigger == 0 || violations.found().size() > found) {
      return OptionalInt.empty();
    }
    if (trigger <= target) {
      violations.add(field, Reason.TARGET_NOT_BELOW_TRIGGER, "must be above the target");
      return OptionalInt.empty();
    }
    return OptionalInt.of(trigger);
  }

  /** Returns a share of the model's window in tokens; at least 1. */
  private int share(FieldPath field, double ratio, boolean mayBeOne) {
    boolean inside = ratio > 0 && (ratio < 1 || (mayBeOne && ratio == 1)); // false for NaN
    if (!inside) {
      violations.add(
          field,
          Reason.OUT_OF_RANGE,
          mayBeOne ? "must be above 0 and at most 1" : "must be above 0 and below 1");
      return 1;
    }
    return Math.max(1, (int) (ratio * model.contextWindowTokens()));
  }

  private Reduction.ClearToolResults clearing() {
    return new ComponentDecoder(limits, violations, model, stop)
        .clearing(FieldPath.of("clear_tool_results"), wire.getClearToolResults());
  }

  private double minShrink() {
    if (!wire.hasMinShrinkRatio()) {
      return CompactionRequest.DEFAULT_MIN_SHRINK_RATIO;
    }
    double ratio = wire.getMinShrinkRatio();
    if (!(ratio > 0 && ratio <= 1)) { // also catches NaN
      violations.add(
          FieldPath.of("min_shrink_ratio"), Reason.OUT_OF_RANGE, "must be above 0 and at most 1");
      return CompactionRequest.DEFAULT_MIN_SHRINK_RATIO;
    }
    return ratio;
  }

  private int count(String field, int count, int min) {
    return violations.upTo(FixedLimit.COUNT, FieldPath.of(field), count, min);
  }

  private Utf8Text note(String field, String text, Utf8Text unset) {
    Utf8Text note = Utf8Text.of(text);
    violations.atMost(
        FieldPath.of(field), FixedLimit.NOTE_BYTES, "the bytes of a text here", note.length());
    return note.isEmpty() ? unset : note;
  }

  private void checkSteps() {
    if (wire.getView() == View.UNRECOGNIZED) {
      violations.add(
          FieldPath.of("view"),
          Reason.UNKNOWN_ENUM_VALUE,
          "must be a value that this version knows");
    }
    violations.atMost(
        FieldPath.of("prepare").member("language"),
        FixedLimit.LANGUAGE_BYTES,
        "the bytes of a language",
        Violations.utf8Bytes(wire.getPrepare().getLanguage()));
    violations.atMost(
        FieldPath.of("commit").member("summary"),
        FixedLimit.SUMMARY_BYTES,
        "the bytes of a summary",
        Violations.utf8Bytes(wire.getCommit().getSummary()));
    if (wire.getCommit().hasMinRetentionRatio()) {
      violations.inRange(
          FieldPath.of("commit").member("min_retention_ratio"),
          wire.getCommit().getMinRetentionRatio(),
          0,
          1);
    }
  }
}

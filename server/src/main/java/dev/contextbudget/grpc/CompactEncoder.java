package dev.contextbudget.grpc;

import com.google.protobuf.UnsafeByteOperations;
import dev.contextbudget.core.compact.Compaction;
import dev.contextbudget.core.compact.CompactionRequest;
import dev.contextbudget.core.compact.SummaryOrder;
import dev.contextbudget.core.model.ModelProfile;
import dev.contextbudget.core.token.Utf8Text;
import dev.contextbudget.v1.CompactResponse;
import dev.contextbudget.v1.CompactionLevel;
import dev.contextbudget.v1.CompactionOrder;
import dev.contextbudget.v1.NoOpReason;
import dev.contextbudget.v1.Replacement;
import dev.contextbudget.v1.ReplacementKind;
import dev.contextbudget.v1.Retention;
import java.util.List;
import java.util.Optional;

/** Core to wire for {@code Compact}. */
final class CompactEncoder {
  private static final int MAX_LOST_FACTS = 200;

  private final ModelProfile model;
  private final Optional<OpenedBody> opened;
  private final boolean edits;

  /**
   * @param opened the body that holds the history, if it is in one
   * @param edits whether texts of the request are left out
   */
  CompactEncoder(ModelProfile model, Optional<OpenedBody> opened, boolean edits) {
    this.model = model;
    this.opened = opened;
    this.edits = edits;
  }

  CompactResponse compaction(Compaction compaction) {
    CompactResponse.Builder wire =
        CompactResponse.newBuilder()
            .setBasis(BasisCodec.of(model, opened, compaction.history().messages().size()))
            .addAllAssumedSizes(opened.map(OpenedBody::assumed).orElse(List.of()))
            .setBeforeTokens(compaction.beforeTokens())
            .setAfterTokens(compaction.afterTokens())
            .setLevel(Enums.encode(compaction.level(), "COMPACTION_LEVEL_", CompactionLevel.class))
            .setRetention(retention(compaction.retention()))
            .setGeneration(compaction.generation())
            .setNoOp(compaction.noOp().isPresent())
            .setTargetMet(compaction.targetMet());
    opened.ifPresentOrElse(
        body -> wire.setBody(body.compacted(compaction.history(), edits)),
        () -> wire.setHistory(new PromptCodec(edits).prompt(compaction.history())));
    compaction.noOp().ifPresent(reason -> wire.setNoOpReason(noOp(reason)));
    compaction.summaryRetention().ifPresent(kept -> wire.setSummaryRetention(retention(kept)));
    for (Compaction.Fate fate : compaction.fates()) {
      wire.addReplacements(
          Replacement.newBuilder()
              .setItemId(fate.itemId())
              .setKind(Enums.encode(fate.kind(), "REPLACEMENT_KIND_", ReplacementKind.class))
              .setBeforeTokens(fate.beforeTokens())
              .setAfterTokens(fate.afterTokens()));
    }
    return wire.build();
  }

  private static NoOpReason noOp(Compaction.NoOp reason) {
    return Enums.encode(reason, "NO_OP_REASON_", NoOpReason.class);
  }

  private static Retention retention(dev.contextbudget.core.compact.Retention retention) {
    List<Utf8Text> lost = retention.lost();
    List<Utf8Text> listed = lost.subList(0, Math.min(MAX_LOST_FACTS, lost.size()));
    return Retention.newBuilder()
        .setFactCount(retention.factCount())
        .setKeptCount(retention.keptCount())
        .setRetentionRatio(retention.ratio())
        .addAllLostFacts(listed.stream().map(Utf8Text::decode).toList())
        .setMoreLostCount(lost.size() - listed.size())
        .build();
  }

  CompactResponse order(SummaryOrder order, CompactionRequest request, String language) {
    CompactResponse.Builder wire =
        CompactResponse.newBuilder()
            .setBasis(BasisCodec.of(model, opened, 0))
            .setGeneration(request.generation())
            .setNoOp(order.needless().isPresent());
    order.needless().ifPresent(reason -> wire.setNoOpReason(noOp(reason)));
    return wire.setOrder(
            CompactionOrder.newBuilder()
                .addAllItemIds(order.itemIds())
                .setPrompt(SummaryPrompt.text(order.maxSummaryTokens(), language))
                .setMaxSummaryTokens(order.maxSummaryTokens())
                .addAllFacts(order.facts().stream().map(Utf8Text::decode).toList())
                .setCommitToken(UnsafeByteOperations.unsafeWrap(order.token())))
        .build();
  }
}

package dev.contextbudget.grpc;

import dev.contextbudget.core.compact.Compaction;
import dev.contextbudget.core.compact.CompactionRequest;
import dev.contextbudget.core.compact.Compactor;
import dev.contextbudget.core.compact.SummaryCompactor;
import dev.contextbudget.core.compact.SummaryOrder;
import dev.contextbudget.core.error.StopSignal;
import dev.contextbudget.core.model.ModelCatalog;
import dev.contextbudget.core.token.Utf8Text;
import dev.contextbudget.v1.CommitCompaction;
import dev.contextbudget.v1.CompactRequest;
import dev.contextbudget.v1.CompactResponse;
import dev.contextbudget.v1.View;

/** {@code Compact}: decode, shorten or order or commit, encode. */
final class CompactCall {
  private static final double DEFAULT_MIN_RETENTION_RATIO = 0.5;

  private final Limits limits;

  CompactCall(Limits limits) {
    this.limits = limits;
  }

  CompactResponse answer(CompactRequest wire, ModelCatalog catalog, StopSignal stop) {
    CompactDecoder.Asked asked = new CompactDecoder(limits, wire, catalog, stop).asked();
    CompactionRequest request = asked.request();
    CompactEncoder encoder =
        new CompactEncoder(request.model(), asked.opened(), wire.getView() == View.VIEW_EDITS);
    return switch (wire.getStepCase()) {
      case PREPARE -> {
        SummaryOrder order = SummaryCompactor.prepare(request);
        yield encoder.order(order, request, wire.getPrepare().getLanguage());
      }
      case COMMIT -> encoder.compaction(asked.valid(commit(request, wire.getCommit())));
      case STEP_NOT_SET -> encoder.compaction(asked.valid(Compactor.compact(request)));
    };
  }

  private static Compaction commit(CompactionRequest request, CommitCompaction commit) {
    return SummaryCompactor.commit(
        request,
        commit.getCommitToken().toByteArray(),
        "commit.commit_token",
        Utf8Text.of(commit.getSummary()),
        commit.hasMinRetentionRatio()
            ? commit.getMinRetentionRatio()
            : DEFAULT_MIN_RETENTION_RATIO);
  }
}

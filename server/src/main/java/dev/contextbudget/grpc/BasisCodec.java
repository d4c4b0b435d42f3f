package dev.contextbudget.grpc;

import dev.contextbudget.core.model.ModelProfile;
import dev.contextbudget.v1.Accuracy;
import dev.contextbudget.v1.CountBasis;
import java.util.Optional;

/** What the counts of an answer rest on. */
final class BasisCodec {

  private BasisCodec() {}

  /**
   * Returns the basis of counts of a body: an estimate if any size in it was assumed.
   *
   * @param messages number of messages that were framed
   */
  static CountBasis of(ModelProfile model, Optional<OpenedBody> opened, int messages) {
    CountBasis basis = of(model, messages);
    return opened.isEmpty() || opened.get().body().assumed().isEmpty()
        ? basis
        : basis.toBuilder().setAccuracy(Accuracy.ACCURACY_ESTIMATED).build();
  }

  /**
   * Returns the basis of counts under a model.
   *
   * @param messages number of messages that were framed
   */
  static CountBasis of(ModelProfile model, int messages) {
    return CountBasis.newBuilder()
        .setModelId(model.id())
        .setTokenizerId(model.tokenizer().id())
        .setAccuracy(Enums.encode(model.tokenizer().accuracy(), "ACCURACY_", Accuracy.class))
        .setErrorMarginRatio(model.tokenizer().errorMarginRatio())
        .setFramingToleranceTokens(
            model.chatFormat().toleranceTokens()
                + messages * model.chatFormat().tolerancePerMessageTokens())
        .build();
  }
}

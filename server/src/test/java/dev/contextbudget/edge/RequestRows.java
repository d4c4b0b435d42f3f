package dev.contextbudget.edge;

import com.google.protobuf.Message;
import dev.contextbudget.app.LiveServer;
import dev.contextbudget.v1.CompactResponse;
import dev.contextbudget.v1.CountTokensResponse;
import dev.contextbudget.v1.FitContextResponse;
import dev.contextbudget.v1.ItemDecision;
import dev.contextbudget.v1.PlanBudgetResponse;
import dev.contextbudget.v1.SlotGrant;
import io.grpc.MethodDescriptor;
import io.grpc.StatusRuntimeException;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Rows 31 to 92 that a few lines of text can say: {@code catalogue.txt}. */
final class RequestRows {
  private RequestRows() {}

  static Stream<CatalogueRow> all() {
    return BadInput.read(
            "catalogue.txt",
            Calls.all().stream()
                .map(call -> new BadInput.Frame(call.getBareMethodName(), "", "", ""))
                .toList())
        .stream()
        .map(RequestRows::row);
  }

  private static CatalogueRow row(BadInput input) {
    String[] parts = input.name().split(" ", 2);
    return row(Integer.parseInt(parts[0]), parts[1], input.expected(), input.request());
  }

  /** A row of a request, whose size counts if it is large. */
  static CatalogueRow row(int number, String name, String expected, Message request) {
    return new CatalogueRow(
        number, name, expected, request.getSerializedSize(), server -> outcome(server, request));
  }

  /** Makes the call that a request is for. */
  static String outcome(LiveServer server, Message request) {
    String call = request.getDescriptorForType().getName().replaceFirst("Request$", "");
    return outcome(server, Calls.of(call), request);
  }

  static String outcome(
      LiveServer server, MethodDescriptor<Message, Message> call, Message request) {
    try {
      return "OK " + summary(server.call(call, request));
    } catch (StatusRuntimeException e) {
      return Failure.line(e);
    }
  }

  /** What of an answer shows whether it is right. */
  private static String summary(Message answer) {
    if (answer instanceof CountTokensResponse count) {
      return "%d + %d tokens"
          .formatted(count.getTotalTokens() - count.getFramingTokens(), count.getFramingTokens());
    }
    if (answer instanceof PlanBudgetResponse plan) {
      return plan.getSlotsList().stream()
          .map(SlotGrant::getGrantTokens)
          .map(String::valueOf)
          .collect(
              Collectors.joining(" + ", "", " of " + plan.getEquation().getInputBudgetTokens()));
    }
    if (answer instanceof FitContextResponse fit) {
      return "%d of %d tokens, %s"
          .formatted(
              fit.getReport().getTotalTokens(),
              fit.getReport().getEquation().getInputBudgetTokens(),
              fit.getDecisionsList().stream()
                  .map(RequestRows::decision)
                  .collect(Collectors.joining(", ")));
    }
    CompactResponse compact = (CompactResponse) answer;
    return "%d of %d tokens, %s %s"
        .formatted(
            compact.getAfterTokens(),
            compact.getBeforeTokens(),
            compact.getLevel().name().replace("COMPACTION_LEVEL_", ""),
            compact.getNoOp()
                ? compact.getNoOpReason().name().replace("NO_OP_REASON_", "")
                : "met " + compact.getTargetMet());
  }

  private static String decision(ItemDecision decision) {
    return decision.getItemId()
        + " "
        + decision.getAction().name().replace("ACTION_", "")
        + decision.getKeptRangesList().stream()
            .map(kept -> " %d-%d".formatted(kept.getStartByte(), kept.getEndByte()))
            .collect(Collectors.joining());
  }
}

"""Makes the four calls on the bundled conversation, handles an error, keeps a prefix. Argument: host:port."""

import sys

import grpc
from contextbudget.v1 import budget_pb2, compact_pb2, fit_pb2, tokens_pb2
from contextbudget.v1 import context_budget_service_pb2_grpc as service
from google.rpc import error_details_pb2
from grpc_status import rpc_status

import conversation
import edits

MODEL = "gpt-4o"
TIMEOUT_SECONDS = 10


def error_info(error):
    """The reason and metadata of a failed call, or None if gRPC itself refused it."""
    status = rpc_status.from_call(error)
    for detail in status.details if status else []:
        info = error_details_pb2.ErrorInfo()
        if detail.Unpack(info):
            return info
    return None


def four_calls(budget):
    components = conversation.components()
    count = budget.CountTokens(
        tokens_pb2.CountTokensRequest(model=MODEL, components=components), timeout=TIMEOUT_SECONDS
    )
    print(f"CountTokens: {count.total_tokens} tokens")

    plan = budget.PlanBudget(
        budget_pb2.PlanBudgetRequest(model=MODEL, policy={"preset": "support-agent"}), timeout=TIMEOUT_SECONDS
    )
    print("PlanBudget:", ", ".join(f"{slot.slot} {slot.grant_tokens}" for slot in plan.slots))

    policy = {"context_window_tokens": 6_000, "output_reserve_tokens": 500}
    fit = budget.FitContext(
        fit_pb2.FitContextRequest(model=MODEL, policy=policy, components=components), timeout=TIMEOUT_SECONDS
    )
    dropped = sum(decision.action == fit_pb2.ACTION_DROP for decision in fit.decisions)
    print(f"FitContext: {fit.report.total_tokens} tokens, {dropped} items dropped")

    short = budget.FitContext(
        fit_pb2.FitContextRequest(model=MODEL, policy=policy, components=components, view="VIEW_EDITS"),
        timeout=TIMEOUT_SECONDS,
    )
    own = edits.texts_of(components)
    assert list(edits.texts_in_order(short.prompt, own)) == list(edits.texts_in_order(fit.prompt, own))
    print(f"FitContext in VIEW_EDITS: {short.ByteSize()} in place of {fit.ByteSize()} bytes, the same prompt")

    compact = budget.Compact(
        compact_pb2.CompactRequest(model=MODEL, messages=conversation.messages(), target_tokens=2_500),
        timeout=TIMEOUT_SECONDS,
    )
    facts = f"{compact.retention.kept_count} of {compact.retention.fact_count} facts kept"
    print(f"Compact: {compact.before_tokens} to {compact.after_tokens} tokens, {facts}")


def fit_with_room(budget, window_tokens):
    """Fits, and if what must stay does not fit, once more with a window that is large enough for it."""
    request = fit_pb2.FitContextRequest(
        model=MODEL,
        policy={"context_window_tokens": window_tokens, "output_reserve_tokens": 100},
        components=conversation.components(),
    )
    try:
        return budget.FitContext(request, timeout=TIMEOUT_SECONDS)
    except grpc.RpcError as error:
        info = error_info(error)
        if info is None or info.reason != "BUDGET_UNSATISFIABLE":
            raise
        print(f"{error.code().name} {info.reason}: {info.metadata['forcedBy']} need {info.metadata['requiredTokens']}")
        missing = int(info.metadata["requiredTokens"]) - int(info.metadata["availableTokens"])
        request.policy.context_window_tokens += missing
        return budget.FitContext(request, timeout=TIMEOUT_SECONDS)


def three_turns(budget):
    """Each call gives the prefix token of the one before, so that the provider's cache is read and not broken."""
    prefix_token = b""
    for turn in conversation.USER_TURNS[:3]:
        answer = budget.FitContext(
            fit_pb2.FitContextRequest(
                model=MODEL,
                components=conversation.components(until=turn),
                cache={"prefix_token": prefix_token},
                view="VIEW_EDITS",
            ),
            timeout=TIMEOUT_SECONDS,
        )
        prefix_token = answer.cache.prefix_token
        read = answer.cache.expected.read_tokens
        print(
            f"until {turn}: {read} of {answer.report.total_tokens} tokens from the cache, prefix kept:"
            f" {answer.cache.prefix_kept}"
        )


def main(target):
    with grpc.insecure_channel(target) as channel:
        budget = service.ContextBudgetServiceStub(channel)
        four_calls(budget)
        print(f"fitted in the end: {fit_with_room(budget, 500).report.total_tokens} tokens")
        three_turns(budget)


main(sys.argv[1])

"""Fits a context, applies edits to the texts at hand, and reads an error. Argument: host:port."""

import sys

import grpc
from contextbudget.v1 import context_budget_service_pb2_grpc as service
from contextbudget.v1 import fit_pb2, item_pb2, prompt_pb2
from google.rpc import error_details_pb2
from grpc_status import rpc_status


def texts_of(request):
    """The texts of a request by item id and part index, and by the index in a tool result."""
    texts = {}
    for component in request.components:
        content = component.WhichOneof("content")
        if content == "text":
            texts[component.id, 0, None] = component.text.value
        elif content == "chunks":
            for i, chunk in enumerate(component.chunks.chunks):
                for j, text in enumerate([chunk.value, *chunk.variants]):
                    texts[chunk.id or f"{component.id}:{i}", j, None] = text
        elif content == "entries":
            for i, entry in enumerate(component.entries.entries):
                texts[entry.id or f"{component.id}:{i}", 0, None] = f"{entry.key}: {entry.value}"
        elif content == "messages":
            for i, message in enumerate(component.messages.messages):
                for j, part in enumerate(message.parts):
                    item = message.id or f"{component.id}:{i}"
                    texts[item, j, None] = part.text
                    for k, inner in enumerate(part.tool_result.parts):
                        texts[item, j, k] = inner.text
    return texts


def text_of(part, texts):
    """A part of a prompt in VIEW_EDITS as text: what the service wrote, a splice, or as sent."""
    content = part.WhichOneof("content")
    if content == "part":
        return part.part.text
    if content != "splice":
        return texts[part.item_id, part.part_index, None]
    pieces = []
    for segment in part.splice.segments:
        if segment.WhichOneof("piece") == "text":
            pieces.append(segment.text.encode())
        else:
            at = segment.source
            inner = at.result_part_index if at.HasField("result_part_index") else None
            source = texts[at.item_id, at.part_index, inner].encode()
            pieces.append(source[at.start_byte : at.end_byte])  # bytes of UTF-8, not characters
    return b"".join(pieces).decode()


def texts_in_order(prompt, texts):
    """The prompt of an answer in either view, as texts."""
    for message in prompt.messages:
        if message.item_id and not message.parts:  # stands as it was sent
            indexes = sorted(j for i, j, k in texts if i == message.item_id and k is None)
            yield from (texts[message.item_id, j, None] for j in indexes)
        yield from (text_of(part, texts) for part in message.parts)


def request(view):
    kind, role = item_pb2.ComponentKind.Value, item_pb2.Role.Value
    question = item_pb2.Message(
        id="m1", role=role("ROLE_USER"), parts=[item_pb2.Part(text="Where is flight HAT101?")]
    )
    return fit_pb2.FitContextRequest(
        model="gpt-4o",
        policy={"context_window_tokens": 150, "output_reserve_tokens": 50},
        components=[
            item_pb2.Component(
                id="system", kind=kind("COMPONENT_KIND_SYSTEM"), text={"value": "Answer briefly."}
            ),
            item_pb2.Component(
                id="manual",
                kind=kind("COMPONENT_KIND_CUSTOM"),
                reduction={"truncate": {}},
                text={"value": "Füße hoch beim Start. " * 40},
            ),
            item_pb2.Component(
                id="history", kind=kind("COMPONENT_KIND_HISTORY"), messages={"messages": [question]}
            ),
        ],
        view=view,
    )


def main(target):
    with grpc.insecure_channel(target) as channel:
        budget = service.ContextBudgetServiceStub(channel)
        full = budget.FitContext(request(prompt_pb2.VIEW_FULL), timeout=10)
        edits = budget.FitContext(request(prompt_pb2.VIEW_EDITS), timeout=10)
        sent = texts_of(request(prompt_pb2.VIEW_EDITS))
        whole = list(texts_in_order(full.prompt, sent))
        assert list(texts_in_order(edits.prompt, sent)) == whole
        print(f"{full.report.total_tokens} tokens, {len(whole)} texts, the same in both views")

        try:
            budget.FitContext(fit_pb2.FitContextRequest(model="gpt-4x"), timeout=10)
        except grpc.RpcError as error:
            for detail in rpc_status.from_call(error).details:
                info = error_details_pb2.ErrorInfo()
                if detail.Unpack(info):
                    print(error.code().name, info.reason, dict(info.metadata))


main(sys.argv[1])

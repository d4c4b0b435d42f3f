"""Makes the calls of conformance.json and compares the answers. Arguments: host:port, the file.

An answer has at least what the file says; null stands for what must not be there.
"""

import json
import sys

import grpc
from contextbudget.v1 import catalog_service_pb2, context_budget_service_pb2
from google.protobuf import json_format, message_factory
from google.rpc import error_details_pb2
from grpc_status import rpc_status

SERVICES = {
    service.full_name: service
    for module in (catalog_service_pb2, context_budget_service_pb2)
    for service in module.DESCRIPTOR.services_by_name.values()
}


def call(channel, name, requests):
    """The answers of a call, as JSON. Every call is made as a stream: of one message it looks the same."""
    service, method = name.split("/")
    described = SERVICES[service].methods_by_name[method]
    asked = message_factory.GetMessageClass(described.input_type)
    answered = message_factory.GetMessageClass(described.output_type)
    stub = channel.stream_stream(
        f"/{name}", request_serializer=asked.SerializeToString, response_deserializer=answered.FromString
    )
    sent = [json_format.ParseDict(request, asked()) for request in requests]
    return [json_format.MessageToDict(answer) for answer in stub(iter(sent), timeout=10)]


def failure(error):
    """Code, reason and field of an error."""
    told = {"code": error.code().name}
    status = rpc_status.from_call(error)
    for detail in status.details if status else []:
        info = error_details_pb2.ErrorInfo()
        if detail.Unpack(info):
            told |= {"reason": info.reason, "field": info.metadata.get("field")}
    return told


def difference(expected, actual, path="$"):
    """Where an answer is not as expected, or None."""
    if isinstance(expected, dict) and isinstance(actual, dict):
        found = (difference(value, actual.get(key), f"{path}.{key}") for key, value in expected.items())
    elif isinstance(expected, list) and isinstance(actual, list) and len(expected) == len(actual):
        found = (difference(*pair, f"{path}[{i}]") for i, pair in enumerate(zip(expected, actual)))
    else:
        return None if expected == actual else f"{path}: expected {expected}, got {actual}"
    return next((text for text in found if text), None)


def main(target, file):
    with open(file, encoding="utf-8") as text:
        cases = json.load(text)["cases"]
    failed = 0
    with grpc.insecure_channel(target) as channel:
        for case in cases:
            expected = {key: case[key] for key in ("answers", "error") if key in case}
            try:
                actual = {"answers": call(channel, case["method"], case["requests"])}
            except grpc.RpcError as error:
                actual = {"error": failure(error)}
            told = difference(expected, actual)
            if told:
                failed += 1
                print(f"{case['name']}: {told}")
    print(f"{len(cases) - failed} of {len(cases)} as expected")
    return failed > 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))

"""The conversation that comes with the service, as components of a request."""

import json
from pathlib import Path

from contextbudget.v1 import item_pb2 as item

_FOLDER = Path(__file__).parents[3] / "server/src/main/resources/demo"
_TURNS = json.loads((_FOLDER / "airline-conversation.json").read_text())["turns"]
_TOOLS = json.loads((_FOLDER / "airline-tools.json").read_text())

USER_TURNS = [turn["id"] for turn in _TURNS if turn["role"] == "user"]


def messages(until=None):
    """The messages up to and with the one of that id, or all. Calls and results have no ids in the recording."""
    found, calls, results = [], 0, 0
    for turn in _TURNS[1:]:
        message = item.Message(id=turn["id"], role=item.Role.Value("ROLE_" + turn["role"].upper()))
        if turn["role"] == "tool":
            results += 1
            result = message.parts.add().tool_result
            result.call_id = f"call-{results}"
            result.is_error = turn["text"].startswith("Error")
            result.parts.add(text=turn["text"])
        elif turn["text"]:
            message.parts.add(text=turn["text"])
        for call in turn.get("tool_calls", []):
            calls += 1
            message.parts.add(
                tool_call={"id": f"call-{calls}", "name": call["name"], "arguments_json": call["arguments"]}
            )
        found.append(message)
        if turn["id"] == until:
            break
    return found


def components(until=None):
    """Instructions, tools and history."""
    tools = [
        item.Tool(
            name=tool["name"],
            description=tool["description"],
            parameters_json_schema=json.dumps(tool["parameters"]),
        )
        for tool in _TOOLS
    ]
    return [
        item.Component(id="system", kind="COMPONENT_KIND_SYSTEM", text={"value": _TURNS[0]["text"]}),
        item.Component(id="tools", kind="COMPONENT_KIND_TOOLS", tools={"tools": tools}),
        item.Component(id="history", kind="COMPONENT_KIND_HISTORY", messages={"messages": messages(until)}),
    ]

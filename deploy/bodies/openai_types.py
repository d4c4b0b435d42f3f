"""OpenAI's judge: the request types of its Python SDK, held strictly.

The SDK itself checks nothing that a caller passes; its types are only for type checkers. pydantic makes validators of
them: unknown members, unknown part and item types, missing members and wrong JSON types are errors.
"""

import copy
import typing

import pydantic

# The types say Iterable where JSON has an array, and pydantic checks an Iterable only once somebody walks it: all
# messages would be accepted unseen. So the SDK's types are read with List in its place.
_iterable = typing.Iterable
typing.Iterable = typing.List
try:
    import openai
    from openai.types.chat.completion_create_params import CompletionCreateParams
    from openai.types.responses.response_create_params import ResponseCreateParams
finally:
    typing.Iterable = _iterable


def _adapter(params, extra):
    return pydantic.TypeAdapter(params, config=pydantic.ConfigDict(extra=extra, strict=True))


_CHAT = {extra: _adapter(CompletionCreateParams, extra) for extra in ("forbid", "ignore")}
_RESPONSES = {extra: _adapter(ResponseCreateParams, extra) for extra in ("forbid", "ignore")}


def _objects(holder, member):
    """The objects of an array that `holder` has as `member`; none where the body is not of that shape."""
    values = holder.get(member) if isinstance(holder, dict) else None
    return [value for value in values if isinstance(value, dict)] if isinstance(values, list) else []


def image_without_detail(body):
    """`detail` is required by the type of a message's image; the reference gives it the default auto."""
    for item in _objects(body, "input"):
        for part in _objects(item, "content") + _objects(item, "output"):
            if part.get("type") == "input_image":
                part.setdefault("detail", "auto")


def function_without_strict(body):
    """`strict` and `parameters` of a function tool are required by the type; the guide's functions lack them."""
    for tool in _objects(body, "tools"):
        if tool.get("type") == "function":
            tool.setdefault("strict", None)
            tool.setdefault("parameters", None)


def assistant_parts_without_id(body):
    """An assistant message of the easy form may have parts; the API then takes output_text and refusal, where the
    type of the easy form has only input parts and that of an output message requires id, status and annotations."""
    for item in _objects(body, "input"):
        parts = _objects(item, "content")
        if item.get("role") != "assistant" or not parts:
            continue
        if all(part.get("type") in ("output_text", "refusal") for part in parts):
            item.setdefault("type", "message")
            item.setdefault("id", "msg_0")
            item.setdefault("status", "completed")
            for part in parts:
                if part["type"] == "output_text":
                    part.setdefault("annotations", [])


# What the API takes and the reference or its error messages name, but the types do not have: each fills in what only
# the types ask for.
DOCUMENTED = [image_without_detail, function_without_strict, assistant_parts_without_id]


def _errors(adapter, body):
    try:
        adapter.validate_python(body)
    except pydantic.ValidationError as error:
        # A body is held against every member of a union, so the longest path is the one that got furthest.
        found = sorted(error.errors(include_url=False, include_input=False), key=lambda e: -len(e["loc"]))
        return ["/".join(map(str, e["loc"])) + ": " + e["msg"] for e in found]
    return []


def _documented(body):
    body = copy.deepcopy(body)
    for fill in DOCUMENTED:
        fill(body)
    return body


def chat_check(body):
    """Errors of a body of Chat Completions; empty if the types accept it."""
    return _errors(_CHAT["forbid"], body)


def chat_check_known(body):
    """As chat_check, but members that the types do not have are no error."""
    return _errors(_CHAT["ignore"], body)


def responses_check(body):
    """Errors of a body of Responses; empty if the types accept it, or a documented form that they lack."""
    return _errors(_RESPONSES["forbid"], _documented(body))


def responses_check_known(body):
    """As responses_check, but members that the types do not have are no error."""
    return _errors(_RESPONSES["ignore"], _documented(body))


_USER = {"role": "user", "content": "Is anybody there?"}

# Bodies that the judge must refuse: a part type of another API, a member that does not exist, a member that is missing,
# a wrong JSON type or an item type that does not exist.
chat_BROKEN = [
    {"model": "gpt-4o", "messages": [{"role": "user", "content": [{"type": "input_text", "text": "Hello"}]}]},
    {"model": "gpt-4o", "messages": [{**_USER, "priority": 3}]},
    {"model": "gpt-4o", "messages": [_USER, {"role": "tool", "content": "4"}]},
    {"model": "gpt-4o", "messages": [_USER], "max_completion_tokens": "100"},
]

responses_BROKEN = [
    {"model": "gpt-5", "input": [{"role": "user", "content": [{"type": "image_url", "image_url": {"url": "a"}}]}]},
    {"model": "gpt-5", "input": [{**_USER, "priority": 3}]},
    {"model": "gpt-5", "input": [{"type": "function_call_output", "call_id": "call_1"}]},
    {"model": "gpt-5", "input": [{"type": "thought", "id": "th_1"}]},
]

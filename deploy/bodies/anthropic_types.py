"""Holds an Anthropic Messages body against the request types of the official Python SDK.

The SDK describes a request as TypedDicts and never checks one before it is sent; here every member must be declared, of
the declared type, and present where the type requires it. A body is accepted if the type of `POST /v1/messages` or its
beta form accepts it. A body that Bedrock's InvokeModel would get (it has `anthropic_version`) is checked as the same
request with a model.

The types know members and part types, not the rules between them: that a result answers a call, that a role may bear a
part, that a model takes a parameter. Those are the linter's.
"""

import functools
import typing

from anthropic.types import message_create_params as released
from anthropic.types.beta import message_create_params as beta
from pydantic import BaseModel
from typing_extensions import Literal, get_args, get_origin, get_type_hints, is_typeddict

# Members of the SDK's parameters that travel as headers, so that a body may not have them.
HEADERS = {"betas", "user_profile_id", "workspace_id"}

# Bedrock's InvokeModel takes the model from the URL and these two from the body.
BEDROCK = {"anthropic_version": str, "anthropic_beta": list}

# What is documented but not in the types of this SDK, with the reason.
NOT_IN_THE_TYPES = {
    "temperature": "taken by API version 2023-06-01 and by Bedrock; version 2026-10-21, which this SDK sends, refuses it",
    "top_p": "as temperature",
    "top_k": "as temperature",
    "anthropic_version": "Bedrock and Vertex only; the SDK adds it when it sends",
    "anthropic_beta": "Bedrock only; the SDK makes it of the header",
}

SAMPLING = {"temperature": (0, 1), "top_p": (0, 1), "top_k": (0, float("inf"))}

LISTS = {"Iterable", "Sequence", "list", "SequenceNotStr"}

BROKEN = [
    {"model": "claude-opus-5", "max_tokens": 16, "messages": [{"role": "user", "content": [{"type": "txt", "text": "a"}]}]},
    {"model": "claude-opus-5", "messages": [{"role": "user", "content": "No max_tokens."}]},
    {
        "anthropic_version": "bedrock-2023-05-31",
        "max_tokens": 16,
        "messages": [{"role": "user", "content": "b", "pinned": True}],
    },
]


def check(body: dict) -> list[str]:
    """Errors of the better-fitting of the two request types, each with its JSON Pointer; empty if the body is accepted."""
    if not isinstance(body, dict):
        return [": is not an object"]
    request, errors = _as_the_sdk_sends(body)
    kind = "MessageCreateParamsStreaming" if request.get("stream") is True else "MessageCreateParamsNonStreaming"
    return errors + min((_check(request, getattr(module, kind), "") for module in (released, beta)), key=len)


def _as_the_sdk_sends(body: dict) -> tuple[dict, list[str]]:
    request, errors = dict(body), []
    if "anthropic_version" in request:
        for member in ("model", "stream"):
            if member in request:
                errors.append(f"/{member}: Bedrock takes it from the URL")
        for member, kind in BEDROCK.items():
            if not isinstance(request.pop(member, kind()), kind):
                errors.append(f"/{member}: is not a {kind.__name__}")
        request["model"] = "from-the-url"
    for member, (least, most) in SAMPLING.items():
        value = request.pop(member, 0)
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not least <= value <= most:
            errors.append(f"/{member}: is not a number from {least} to {most}")
    for member in HEADERS & request.keys():
        errors.append(f"/{member}: is a header")
        del request[member]
    return request, errors


@functools.cache
def _members(kind) -> dict:
    return get_type_hints(kind, include_extras=True)


def _plain(hint):
    """The type itself, without Required, NotRequired and Annotated."""
    while hasattr(hint, "__metadata__") or _name(hint) in ("Required", "NotRequired"):
        hint = get_args(hint)[0]
    return hint


def _name(hint) -> str:
    origin = get_origin(hint)
    return getattr(origin, "__name__", None) or getattr(origin, "_name", None) or str(origin)


def _check(value, hint, pointer: str) -> list[str]:
    hint = _plain(hint)
    if hint in (typing.Any, object):
        return []
    if is_typeddict(hint):
        return _check_object(value, hint, pointer)
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is Literal or str(origin) == "typing.Literal":
        return [] if value in arguments and type(value) in map(type, arguments) else [f"{pointer}: {value!r} is none of {arguments}"]
    if origin is typing.Union or _name(hint) in ("Union", "UnionType"):
        return _check_union(value, arguments, pointer)
    if _name(hint) in LISTS:
        if not isinstance(value, list):
            return [f"{pointer}: is not an array"]
        return [error for i, item in enumerate(value) for error in _check(item, arguments[0], f"{pointer}/{i}")]
    if origin is dict:
        if not isinstance(value, dict):
            return [f"{pointer}: is not an object"]
        return [error for key, item in value.items() for error in _check(item, arguments[1], f"{pointer}/{_escaped(key)}")]
    return _check_scalar(value, hint, pointer)


def _check_object(value, kind, pointer: str) -> list[str]:
    if not isinstance(value, dict):
        return [f"{pointer}: is not an object"]
    members = _members(kind)
    errors = [f"{pointer}/{_escaped(key)}: unknown member of {kind.__name__}" for key in value if key not in members]
    # Not __required_keys__: the SDK's annotations are strings, in which Python does not see Required.
    errors += [f"{pointer}: {key} is missing" for key, hint in members.items() if _name(hint) == "Required" and key not in value]
    for key, item in value.items():
        if key in members:
            errors += _check(item, members[key], f"{pointer}/{_escaped(key)}")
    return errors


def _check_union(value, alternatives, pointer: str) -> list[str]:
    # Response models are among the alternatives, so that a caller may send objects back; JSON of them is what the
    # request types describe, and they allow any member, which would make every check here pass.
    alternatives = [a for a in map(_plain, alternatives) if not (isinstance(a, type) and issubclass(a, BaseModel))]
    alternatives = [a for a in alternatives if not _holds_models_only(a)]
    candidates = [a for a in alternatives if _discriminated(value, a)]
    if not candidates:
        tag = next((f"{key} {value[key]!r}" for key in ("type", "role") if isinstance(value, dict) and key in value), type(value).__name__)
        return [f"{pointer}: no alternative has {tag}"]
    found = [_check(value, candidate, pointer) for candidate in candidates]
    return min(found, key=len)


def _holds_models_only(hint) -> bool:
    arguments = [_plain(a) for a in get_args(hint)]
    return bool(arguments) and all(isinstance(a, type) and issubclass(a, BaseModel) for a in arguments)


def _discriminated(value, hint) -> bool:
    """Whether the alternative is of the value's JSON kind, and its literal members `type` and `role`, if any, are the value's."""
    if not is_typeddict(hint):
        return _name(hint) in LISTS if isinstance(value, list) else _name(hint) not in LISTS
    if not isinstance(value, dict):
        return False
    for key in ("type", "role"):
        declared = _plain(_members(hint).get(key, object))
        literals = [a for a in get_args(declared) if isinstance(a, str)]
        if key in value and literals and value[key] not in literals:
            return False
    return True


def _check_scalar(value, hint, pointer: str) -> list[str]:
    if hint is type(None):
        accepted = value is None
    elif hint is bool:
        accepted = isinstance(value, bool)
    elif hint is int:
        accepted = isinstance(value, int) and not isinstance(value, bool)
    elif hint is float:
        accepted = isinstance(value, (int, float)) and not isinstance(value, bool)
    else:
        accepted = isinstance(hint, type) and isinstance(value, hint)
    return [] if accepted else [f"{pointer}: is not {getattr(hint, '__name__', hint)}"]


def _escaped(key: str) -> str:
    return key.replace("~", "~0").replace("/", "~1")

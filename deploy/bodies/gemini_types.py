"""Holds a Gemini generateContent body against the types of google-genai, the official Python SDK.

The SDK has no type of the whole body: it takes contents and one flat configuration and sorts the members itself. The
models of this module put its types where the SDK puts their members (`_GenerateContentParameters_to_mldev` and
`_to_vertex`), and forbid any other. Member names are taken in camelCase and in snake_case, as the API does; bytes must be
base64.

Beyond the types, what the SDK says in words: a member described as "Required." must be there, a role is user or model, a
part holds one kind of data, and an enum has only the values that are listed (the SDK invents a member for an unknown one).

It does not know the rules between contents: order of calls and responses, their number, signatures. Those are the
linter's.
"""

import copy
import enum
import json
import warnings
from typing import Optional

from google.genai import _common, types
from pydantic import BaseModel, ValidationError

# What is documented but not in the types of this SDK, with the reason.
NOT_IN_THE_TYPES: dict[str, str] = {}

DATA = (
    "text",
    "inline_data",
    "file_data",
    "function_call",
    "function_response",
    "executable_code",
    "code_execution_result",
    "tool_call",
    "tool_response",
)

BROKEN = [
    {"contents": [{"role": "user", "parts": [{"txt": "a"}]}]},
    {"contents": [{"parts": [{"functionCall": {"name": "find"}, "text": "both"}]}]},
    {"contents": [{"parts": [{"text": "b"}]}], "generationConfig": {"thinkingConfig": {"thinkingLevel": "ENDLESS"}}},
]


class GenerationConfigBody(types.GenerationConfig):
    """`generationConfig`, with the members that the SDK moves there and has no field for in its GenerationConfig."""

    image_config: Optional[types.ImageConfig] = None


class GenerateContentBody(_common.BaseModel):
    """The body of `models/*:generateContent`."""

    contents: list[types.Content]
    system_instruction: Optional[types.Content] = None
    tools: Optional[list[types.Tool]] = None
    tool_config: Optional[types.ToolConfig] = None
    safety_settings: Optional[list[types.SafetySetting]] = None
    generation_config: Optional[GenerationConfigBody] = None
    cached_content: Optional[str] = None
    labels: Optional[dict[str, str]] = None
    service_tier: Optional[types.ServiceTier] = None
    store: Optional[bool] = None
    continuation_token: Optional[bytes] = None
    model_armor_config: Optional[types.ModelArmorConfig] = None


def _listed(holder, *names: str) -> list:
    """Makes lists of members that are the only element of their list, and returns the objects in all of them.

    The API's parser takes such a member, and the curl calls of ai.google.dev are so written.
    """
    found = []
    for name in holder.keys() & set(names):
        if isinstance(holder[name], dict):
            holder[name] = [holder[name]]
        found += [item for item in holder[name] or [] if isinstance(item, dict)]
    return found


def _with_lists(body: dict) -> dict:
    body = copy.deepcopy(body)
    instructions = [body[name] for name in ("systemInstruction", "system_instruction") if isinstance(body.get(name), dict)]
    for content in _listed(body, "contents") + instructions:
        _listed(content, "parts")
    for tool in _listed(body, "tools"):
        _listed(tool, "functionDeclarations", "function_declarations")
    return body


def check(body: dict) -> list[str]:
    """Errors, each with its JSON Pointer; empty if the body is accepted."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            request = GenerateContentBody.model_validate_json(json.dumps(_with_lists(body)))
    except ValidationError as refused:
        return [_pointer(error["loc"]) + ": " + error["msg"] for error in refused.errors()]
    return _check(request, "")


def _pointer(location: tuple) -> str:
    return "".join(f"/{step}" for step in location)


def _check(value, pointer: str) -> list[str]:
    if isinstance(value, enum.Enum):
        return [] if value in type(value).__members__.values() else [f"{pointer}: {value.value!r} is no {type(value).__name__}"]
    if isinstance(value, list):
        return [error for i, item in enumerate(value) for error in _check(item, f"{pointer}/{i}")]
    if not isinstance(value, BaseModel):
        return []
    errors = _check_data(value, pointer) if isinstance(value, types.Part) else []
    if isinstance(value, types.Content) and value.role not in (None, "user", "model"):
        errors.append(f"{pointer}/role: {value.role!r} is neither user nor model")
    for name, field in type(value).model_fields.items():
        held = getattr(value, name)
        if held is None and (field.description or "").startswith("Required."):
            errors.append(f"{pointer}: {field.alias or name} is missing")
        errors += _check(held, f"{pointer}/{field.alias or name}")
    return errors


def _check_data(part: types.Part, pointer: str) -> list[str]:
    held = [name for name in DATA if getattr(part, name) is not None]
    return [] if len(held) == 1 else [f"{pointer}: holds {' and '.join(held) or 'no data'}"]

"""The JSON Schema of the rule files, made from their shapes, so that editors such as VS Code complete and underline."""

from __future__ import annotations

import json
from typing import Any

from governance_rules.condition import OF_AMOUNTS, OPERATORS
from governance_rules.shape import Field, Shape
from governance_rules.shapes import SECTIONS

_ID = {"type": "string", "pattern": "^[a-z0-9_]+$"}
_DATE = {"type": "string", "format": "date", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}
_YES_NO = {"enum": ["yes", "no", True, False]}
_AMOUNT: dict[str, Any] = {"type": "integer", "minimum": 0}
_COUNT: dict[str, Any] = {"type": "integer", "minimum": 1}
_SIMPLE: dict[str, dict[str, Any]] = {
    "id": _ID,
    "ids": {"type": "array", "items": _ID, "uniqueItems": True},
    "number": {"type": "integer"},
    "numbers": {"type": "array", "items": {"type": "integer"}},
    "yes_no": _YES_NO,
    "date": _DATE,
    "dates": {"type": "array", "items": _DATE},
    "condition": {"$ref": "#/definitions/condition"},
    "points": {"type": "object", "additionalProperties": {"type": "integer", "minimum": 0, "maximum": 3}},
    "answers": {
        "type": "object",
        "additionalProperties": {"anyOf": [_ID, _DATE, _AMOUNT, {"type": "array", "items": _ID, "uniqueItems": True}]},
    },
    "expect": {
        "type": "object",
        "additionalProperties": {"type": "integer"},
        "minProperties": 1,
        "properties": {
            "process": _ID,
            "timeframe": _ID,
            "steps": {"type": "array", "items": _ID},
            "checks": {"type": "array", "items": _ID},
            "alerts": {"type": "array", "items": _ID},
            "value": {"type": "integer"},
            "achievability": {"type": "integer"},
        },
    },
    "priority": {"type": "string", "pattern": "^Priority [1-9][0-9]?$"},
    "served": {"type": "string", "pattern": "^(Priority [1-9][0-9]?|none)$"},
}


def schema() -> dict[str, Any]:
    """The JSON Schema (draft 7, which the YAML extension of VS Code reads) of any rule file."""
    definitions: dict[str, Any] = {"condition": _condition()}
    properties = {name: _field(shape, definitions) for name, shape in SECTIONS.items()}
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "Rule files of the front door",
        "description": "Made by `front-door rules schema`. Do not edit it by hand.",
        "type": "object",
        "additionalProperties": False,
        "minProperties": 1,
        "properties": properties,
        "definitions": definitions,
    }


def schema_text() -> str:
    """The schema as it stands in ``rulebook.schema.json``."""
    return json.dumps(schema(), indent=1, ensure_ascii=False) + "\n"


def _field(field: Field, definitions: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {"description": field.about}
    if field.choices:
        return found | {"enum": list(field.choices)}
    if field.kind == "text":
        # A version such as 2026.1 is a number to YAML and a text to us.
        return found | {"type": ["string", "number"], "maxLength": field.limit}
    if field.kind == "words":
        return found | {"type": "array", "items": {"type": "string", "maxLength": field.limit}}
    if field.shape is not None:
        name = field.shape.name.replace(" ", "_")
        if name not in definitions:
            definitions[name] = {}
            definitions[name] = _shape(field.shape, definitions)
        ref = {"$ref": f"#/definitions/{name}"}
        return found | (ref if field.kind == "record" else {"type": "array", "items": ref})
    return found | _SIMPLE[field.kind]


def _shape(shape: Shape, definitions: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "additionalProperties": _field(shape.others, definitions) if shape.others else False,
        "required": [key for key, field in shape.fields.items() if field.required],
        "properties": {key: _field(field, definitions) for key, field in shape.fields.items()},
    }


def _condition() -> dict[str, Any]:
    one_or_several = {"anyOf": [_ID, {"type": "array", "items": _ID, "minItems": 1}]}
    inner = {"$ref": "#/definitions/condition"}
    words: dict[str, Any] = dict.fromkeys(OPERATORS, one_or_several) | {
        "is": _ID,
        "answered": {"enum": ["yes", True]},
        **{word: {"anyOf": [_ID, _AMOUNT]} for word in sorted(OF_AMOUNTS)},
        "from": _DATE,
        "before": _DATE,
        "within_days": _AMOUNT,
    }

    def only(properties: dict[str, Any], required: list[str], at_most: int) -> dict[str, Any]:
        return {
            "type": "object", "additionalProperties": False, "properties": properties, "required": required,
            "minProperties": at_most, "maxProperties": at_most,
        }  # fmt: skip

    several = {"type": "array", "items": inner, "minItems": 1}
    return {
        "description": "always, a question with a word about it, a fact, points, or all, any, not, at_least of some.",
        "anyOf": [
            {"const": "always"},
            only({"question": _ID, **words}, ["question"], 2),
            only({"fact": _ID}, ["fact"], 1),
            only({"points": _ID, "at_least": _COUNT}, ["points", "at_least"], 2),
            only({"at_least": _COUNT, "of": several}, ["at_least", "of"], 2),
            only({"all": several}, ["all"], 1),
            only({"any": several}, ["any"], 1),
            only({"not": inner}, ["not"], 1),
        ],
    }

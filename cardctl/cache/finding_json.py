"""Findings and allow comments to JSON and back, so that the index can cache those of a file."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from cardctl.finding import (
    Directive,
    Edit,
    Finding,
    Fix,
    Related,
    RenameKey,
    ReplaceText,
    SetValue,
    Severity,
    Span,
)
from cardctl.i18n import Message

_PLAIN = (str, int, bool, type(None))


def dumps(findings: Iterable[Finding]) -> str:
    """Return *findings* as JSON; empty if there are none."""
    data = [_finding(finding) for finding in findings]
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")) if data else ""


def loads(text: bytes) -> list[Finding]:
    """Return the findings serialized by `dumps`, with their messages and fixes."""
    return [_finding_of(data) for data in json.loads(text)] if text else []


def dump_directives(directives: Iterable[Directive]) -> str:
    """Return the *directives* of one file as JSON; empty if there are none."""
    data = [[each.words, each.line, *each.span, *each.cut] for each in directives]
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")) if data else ""


def load_directives(text: bytes, path: str) -> list[Directive]:
    """Return the directives in the file at *path* that `dump_directives` serialized."""
    return [
        Directive(path, words, Span(*places[:4]), line, Span(*places[4:]))
        for words, line, *places in (json.loads(text) if text else ())
    ]


def _finding(finding: Finding) -> dict[str, Any]:
    data = {
        "path": finding.path,
        "field": finding.field,
        "code": finding.code,
        "name": finding.name,
        "message": _message_to_json(finding.message),
        "severity": finding.severity,
        "hint": _message_to_json(finding.hint),
        "on_key": finding.on_key,
        "span": _span(finding.span),
        "related": [
            [_message_to_json(other.message), other.field, other.path, _span(other.span)]
            for other in finding.related
        ],
        "fixes": [
            [_message_to_json(fix.title), [_edit(edit) for edit in fix.edits], fix.safe]
            for fix in finding.fixes
        ],
        "note": _message_to_json(finding.note),
    }
    return {key: value for key, value in data.items() if value not in (None, [], False)}


def _finding_of(data: Mapping[str, Any]) -> Finding:
    return Finding(
        path=data["path"],
        field=tuple(data["field"]),
        code=data["code"],
        name=data["name"],
        message=_message_from_json(data["message"]) or Message(""),
        severity=Severity(data["severity"]),
        hint=_message_from_json(data.get("hint")),
        on_key=data.get("on_key", False),
        span=_span_of(data.get("span")),
        related=tuple(
            Related(_message_from_json(message) or Message(""), tuple(field), path, _span_of(span))
            for message, field, path, span in data.get("related", ())
        ),
        fixes=tuple(
            Fix(_message_from_json(says) or Message(""), tuple(map(_edit_of, edits)), safe)
            for says, edits, safe in data.get("fixes", ())
        ),
        note=_message_from_json(data.get("note")),
    )


def _message_to_json(phrase: Message | None) -> list[Any] | None:
    """Return a message as its template and values; values that are not plain become strings."""
    if phrase is None:
        return None
    values = {name: _value(value) for name, value in phrase.values.items()}
    return [phrase.template, values, *([phrase.plural] if phrase.plural else [])]


def _value(value: object) -> Any:
    if isinstance(value, Message):
        return {"phrase": _message_to_json(value)}
    return value if type(value) in _PLAIN else str(value)


def _message_from_json(data: list[Any] | None) -> Message | None:
    if data is None:
        return None
    template, values, *plural = data
    return Message(template, {name: _value_of(value) for name, value in values.items()}, *plural)


def _value_of(value: Any) -> Any:
    return _message_from_json(value["phrase"]) if isinstance(value, dict) else value


def _span(span: Span | None) -> list[int] | None:
    return None if span is None else [span.line, span.column, span.end_line, span.end_column]


def _span_of(data: list[int] | None) -> Span | None:
    return None if data is None else Span(*data)


def _edit(edit: Edit) -> list[Any]:
    match edit:
        case SetValue(field, value, after):
            return ["put", field, value.isoformat() if isinstance(value, date) else value, after]
        case RenameKey(field, key):
            return ["rename", field, key]
        case ReplaceText(span, text):
            return ["rewrite", _span(span), text]


def _edit_of(data: list[Any]) -> Edit:
    match data:
        case ["put", field, value, after]:
            return SetValue(tuple(field), value, tuple(after))
        case ["rename", field, key]:
            return RenameKey(tuple(field), key)
        case _:
            return ReplaceText(Span(*data[1]), data[2])

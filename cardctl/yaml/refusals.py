"""Findings for YAML that the reader refuses; each method has one rule's message and hint."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from unicodedata import is_normalized

from cardctl.finding import Field, Related
from cardctl.i18n import Message, _, _n
from cardctl.yaml.scalars import MAX_DIGITS
from cardctl.yaml.source import HIDDEN, MAX_PLACES, Problems, hidden_message

_HIDDEN_VALUE = HIDDEN.pattern.replace("\r(?!\n)", "\r")
"""Matches hidden characters that result from an escape, in which no `\\r` ends a line."""

_FEATURES = {
    "&": _("anchors (&) are not allowed"),
    "*": _("aliases (*) are not allowed"),
    "!": _("tags (!) are not allowed"),
}
_MEANT = {
    "True": "true",
    "TRUE": "true",
    "False": "false",
    "FALSE": "false",
    "~": "null",
    "Null": "null",
    "NULL": "null",
}


Place = tuple[int, int]


def ambiguous_message(text: str) -> tuple[Message, Message]:
    """Return the message and the hint of CC106 for a plain scalar."""
    return (
        _("'{text}' is ambiguous: YAML parsers read it differently", text=text),
        _('put it in quotes: "{text}"', text=text),
    )


class Abort(Exception):
    """Reading cannot continue; the findings explain why."""


class Refusals(ABC):
    """Findings of a reader, which implements `field` to report its position."""

    def __init__(self, text: str, problems: Problems) -> None:
        self.text = text
        self.problems = problems
        self._repeats: dict[Field, list[Place]] = {}

    @abstractmethod
    def field(self) -> Field:
        """Return the field of the next node."""

    def _refuse(self, code: str, start: int, end: int, message: Message, hint: Message) -> None:
        """Add a finding about the value being read."""
        self.problems.add(code, start, end, message, hint, field=self.field())

    # CC101

    def refuse_colon(self, start: int, end: int) -> None:
        """Refuse ``{id:x}``, which only one of the two parsers accepts."""
        self._refuse(
            "CC101", start, end, _("colon in unquoted text inside brackets"),
            _("put the text in quotes, or add a space after the colon"),
        )  # fmt: skip

    def refuse_empty_key(self, start: int) -> None:
        """Refuse a pair without a key."""
        self._refuse(
            "CC101", start, start + 1, _("missing key before the colon"),
            _("write 'key: value', or put the text in quotes"),
        )  # fmt: skip

    def refuse_no_colon(self, start: int, end: int) -> None:
        """Refuse ``? key``, and in braces a key without a colon."""
        if self.text[:start].rstrip().endswith("?"):
            self.refuse_complex_key(start)
        elif ":" not in self.text[start:end]:
            message = _("missing colon after the key")
            self._refuse("CC101", start, end, message, _("write 'key: value'"))

    # CC103

    def refuse_second_document(self, start: int) -> None:
        """Refuse everything after the second ``---``."""
        self._refuse(
            "CC103", start, start + 3, _("more than one document in the file"),
            _("move what follows '---' to a separate file"),
        )  # fmt: skip

    # CC104

    def refuse_repeated(self, field: Field, first: Place, again: Place) -> None:
        """Collect a duplicate key until all its locations are known."""
        self._repeats.setdefault(field, [first]).append(again)

    def refuse_repeated_keys(self) -> None:
        """Add one finding for each duplicate key, with all its locations."""
        for field, (first, second, *more) in self._repeats.items():
            self.problems.add(
                "CC104", *second,
                _n(
                    "key '{key}' appears {count} time", "key '{key}' appears {count} times",
                    len(more) + 2, key=field[-1],
                ),
                _("keep one of them"), field=field, on_key=True,
                related=[self._place(_("first here"), first)]
                + [self._place(_("and here"), key) for key in more[:MAX_PLACES]],
            )  # fmt: skip

    def _place(self, message: Message, place: Place) -> Related:
        return Related(message, span=self.problems.lines.span(*place))

    # CC105

    def refuse_feature(self, start: int, end: int) -> None:
        """Refuse anchors, aliases and tags."""
        self._refuse(
            "CC105", start, max(end, start + 1), _FEATURES.get(self.text[start], _FEATURES["!"]),
            _("write the value out; if it is text, put it in quotes"),
        )  # fmt: skip

    def refuse_merge_key(self, start: int, end: int) -> None:
        """Refuse ``<<``."""
        self._refuse(
            "CC105", start, end, _("merge keys (<<) are not allowed"), _("write the keys out")
        )

    def refuse_complex_key(self, start: int) -> None:
        """Refuse a key that is a list or a mapping, or that follows a question mark."""
        self._refuse(
            "CC105", start, start + 1, _("complex keys are not allowed"), _("write 'key: value'")
        )

    def refuse_bare_pair(self, start: int, end: int) -> None:
        """Refuse ``[key: value]``, a mapping without braces."""
        self._refuse(
            "CC105", start, max(end, start + 1), _("key in a list without braces"),
            _("put the pair in braces; if it is text, put it in quotes"),
        )  # fmt: skip

    def refuse_directive(self) -> None:
        """Refuse ``%YAML`` and ``%TAG``, anywhere before the document."""
        start = self.text.find("%")
        self._refuse(
            "CC105", start, start + 1, _("directives (%) are not allowed"), _("delete the line")
        )

    # CC106

    def refuse_ambiguous(self, start: int, end: int, text: str, *, is_key: bool = False) -> None:
        """Refuse a plain scalar that other parsers may read differently."""
        text = text if len(text) <= 40 else text[:39] + "…"
        meant = None if is_key else _MEANT.get(text)
        field = (*self.field(), text) if is_key else self.field()
        message, hint = ambiguous_message(text)
        if meant:
            hint = _("write {meant}, or quote it if it is text", meant=meant)
        self.problems.add("CC106", start, end, message, hint, field=field, on_key=is_key)

    # CC109

    def refuse_too_long(self, start: int, end: int) -> None:
        """Refuse a number that does not fit into 64 bits."""
        self._refuse(
            "CC109", start, end, _("number with more than {limit} digits", limit=MAX_DIGITS),
            _("if it is not a quantity, put it in quotes"),
        )  # fmt: skip

    def refuse_too_deep(self, start: int, limit: int) -> None:
        """Refuse nesting deeper than any card needs, before it costs anything."""
        message = _("nested deeper than {limit} levels", limit=limit)
        self._refuse("CC109", start, start + 1, message, _("reduce the nesting"))

    def refuse_too_many(self, start: int, limit: int) -> None:
        """Refuse a file with too many keys and values."""
        message = _("more than {limit} keys and values", limit=limit)
        self._refuse("CC109", start, start, message, _("split the file"))

    # CC110, CC111

    def refuse_escapes(self, start: int, end: int, value: str) -> str:
        """Check characters that result from escapes; return the value without unprintable ones."""
        for character in sorted(set(re.findall(_HIDDEN_VALUE, value))):
            message = hidden_message(character, value.count(character))
            self._refuse("CC110", start, end, message, _("delete it"))
        if not is_normalized("NFC", value) and is_normalized("NFC", self.text[start:end]):
            self._refuse(
                "CC111", start, end, _("decomposed characters (not Unicode NFC)"),
                _("normalize the text to NFC"),
            )  # fmt: skip
        return re.sub(_HIDDEN_VALUE, "\ufffd", value)

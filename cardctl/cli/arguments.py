"""What is given on the command line, read: texts, values, evidence, steps, words of the tables."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar
from unicodedata import normalize

from cardctl.cli.session import Session, parse_day
from cardctl.errors import Unknown, UsageError
from cardctl.i18n import _

if TYPE_CHECKING:
    from decimal import Decimal

    from cardctl.domain.base import Json
    from cardctl.domain.card import Card
    from cardctl.domain.meeting import Evidence

_Word = TypeVar("_Word", bound=StrEnum)


def text(given: str, option: str) -> str:
    """A text as it is, from a file (``@FILE``), or from standard input (``-``).

    Raises UsageError where it is empty, not UTF-8 or not `readable`, OSError where the file cannot
    be read.
    """
    return readable(content(given, option), option)


def content(given: str, option: str) -> str:
    """The same, whatever characters it has. Line ends of files are LF."""
    found = given
    try:
        if given == "-":
            found = _lines(sys.stdin.buffer.read())
        elif given.startswith("@"):
            found = _lines(Path(given[1:]).read_bytes())
    except UnicodeDecodeError:
        raise UsageError(
            _("{file} is not UTF-8", file=given.lstrip("@")), _("save it as UTF-8")
        ) from None
    found = found.removeprefix("\ufeff").strip()
    if not found:
        raise UsageError(_("{option}: the text is empty", option=option))
    return found


def _lines(raw: bytes) -> str:
    # Not a text stream: it would turn a lone CR, which no file may hold, into a line end.
    return raw.decode().replace("\r\n", "\n")


def readable(text: str, name: str) -> str:
    """Return *text* in NFC if a file may hold it. Raises UsageError that names the option."""
    from cardctl.yaml.source import HIDDEN, hidden_message

    hidden = HIDDEN.search(text)
    if hidden is not None:
        why = hidden_message(hidden[0], text.count(hidden[0]))
        raise UsageError(_("{name}: {why}", name=name, why=why), _("delete it"))
    return normalize("NFC", text)


def some_text(given: str | None, option: str) -> str | None:
    """A text where one is given."""
    return None if given is None else text(given, option)


def some_day(given: str | None) -> date | None:
    """A day where one is given. Raises UsageError."""
    return None if given is None else parse_day(given)


def word(given: str, kind: str, words: type[_Word]) -> _Word:
    """One of the *words* of a table. Raises Unknown with the near miss."""
    try:
        return words(given.strip().replace("-", "_"))
    except ValueError:
        raise Unknown(kind, given, [each.value for each in words]) from None


def pair(given: str, option: str, form: str = "PATH=VALUE") -> tuple[str, str]:
    """The two sides of ``KEY=VALUE``. Raises UsageError."""
    key, sign, value = given.partition("=")
    if not sign or not key.strip():
        raise UsageError(
            _("{option} {given}: no '='", option=option, given=given),
            _("write: {option} {form}", option=option, form=form),
        )
    return key.strip(), value


def value(given: str, option: str) -> Any:
    """A value as in a file: ``{…}``, ``[…]`` and quoted text as YAML, the rest a scalar.

    What is no number, truth value or null is text, whatever it holds; ``@FILE`` and ``-`` as for
    texts. Raises UsageError where what begins like YAML is none.
    """
    from cardctl.yaml.reader import read_tree
    from cardctl.yaml.scalars import type_of_plain

    if given == "-" or given.startswith("@"):
        return text(given, option)
    given = readable(given, option)
    if given[:1] not in tuple("{[\"'"):
        return type_of_plain(given.strip())
    tree, findings = read_tree(f"value: {given}\n".encode(), option)
    errors = [finding for finding in findings if finding.severity == "error"]
    if tree is None or errors:
        raise UsageError(
            _("{option} {given}: {why}", option=option, given=given, why=errors[0].message),
            _("if it is text, put it in quotes within the quotes of the shell: '\"…\"'"),
        )
    return tree.data["value"]


class StepEnd(NamedTuple):
    """How a step ended, and when; *has_day* tells whether it was given its own day."""

    id: str
    how: str
    day: date
    has_day: bool


def step(given: str, today: date) -> StepEnd:
    """Read ``K=done[:DATE]`` or ``K=dropped[:DATE]``."""
    key, said = pair(given, "--step", "ID=done[:DATE]")
    how, sign, day = said.partition(":")
    if how not in ("done", "dropped"):
        raise Unknown("end of a step", how, ("done", "dropped"))
    return StepEnd(key, how, parse_day(day) if sign else today, bool(sign))


def evidence(given: str) -> Evidence:
    """``[KIND:]URL|PATH``, or the whole record as ``{kind: …, number: …}``.

    The kind is ``other`` where none is named: nobody guesses that a page is only news.
    """
    from cardctl.domain.meeting import Evidence, EvidenceKind

    if given.startswith("{"):
        record = value(given, "--evidence")
        with in_our_words("--evidence", record):
            return Evidence.model_validate_json(_json(record))
    head, sign, rest = given.partition(":")
    kind = EvidenceKind.OTHER
    if sign and not rest.startswith("//"):
        kind, given = word(head, "kind of evidence", EvidenceKind), rest.strip()
    if not given:
        raise UsageError(_("--evidence: no address and no path"))
    where = {"url": given} if "://" in given else {"path": given}
    with in_our_words("--evidence", where):
        return Evidence.model_validate({"kind": kind, **where})


def reading(given: str) -> tuple[str, int | Decimal]:
    """``INDICATOR=VALUE``: the indicator's id and a number. Raises UsageError."""
    from cardctl.domain.base import number

    key, written = pair(given, "--reading", "INDICATOR=VALUE")
    try:
        return key, number(value(written, "--reading"))
    except ValueError:
        raise UsageError(
            _("--reading {given}: not a number", given=given),
            _("write digits only, without commas, units or quotes"),
        ) from None


def require_distinct(keys: Sequence[str], option: str) -> None:
    """Raise UsageError if a repeatable option names the same thing twice."""
    for key in keys:
        if keys.count(key) > 1:
            raise UsageError(
                _("{option}: {key} is given twice", option=option, key=key),
                _("give it once"),
            )


Sets = Sequence[str]


def require_no_overwrite(sets: Sets, unsets: Sets = ()) -> None:
    """Raise UsageError if a ``--set`` is overwritten by a later one, or taken away again."""
    written: list[str] = []
    later = [("--set", pair(each, "--set")[0]) for each in sets]
    later += [("--unset", path) for path in unsets]
    for option, path in later:
        for earlier in written:
            if earlier == path or earlier.startswith(f"{path}."):
                raise UsageError(
                    _("--set {earlier} would be overwritten by {option} {path}",
                        earlier=earlier, option=option, path=path),
                    _("leave one of them out"),
                )  # fmt: skip
        if option == "--set":
            written.append(path)


def with_values(
    session: Session, card: Card, sets: Sets = (), unsets: Sets = (), adds: Sets = ()
) -> Card:
    """The card with what ``--set``, ``--unset`` and ``--add`` name changed, in this order.

    Raises Unknown, Refused and UsageError as `edit.with_value` does, and UsageError where the
    model has something against the result.
    """
    from cardctl.domain import changes
    from cardctl.store.card_text import as_data

    languages = session.register.config.languages
    before = data = as_data(card)
    for given in sets:
        path, written = pair(given, "--set")
        data = changes.with_value(data, path, value(written, "--set"), languages)
    for path in unsets:
        data = changes.without(data, path)
    for given in adds:
        path, written = pair(given, "--add")
        data = changes.with_item(data, path, value(written, "--add"))
    return card if data == before else _as_card(data)


def _as_card(data: Json) -> Card:
    from cardctl.domain.card import Card

    with in_our_words("", data):
        return Card.model_validate_json(_json(data))


def _json(data: Any) -> str:
    import json

    return json.dumps(data)


@contextmanager
def in_our_words(option: str, data: Any = None) -> Iterator[None]:
    """Turn what the models have against what was given into a UsageError."""
    from pydantic import ValidationError

    from cardctl.domain.card import Card
    from cardctl.store.schema_errors import schema_errors

    try:
        yield
    except ValidationError as error:
        found = next(iter(schema_errors(error, "", Card, {} if data is None else data)))
        place = option or ".".join(map(str, found.field))
        raise UsageError(
            _("{place}: {what}", place=place, what=found.message)
            if place
            else _("{what}", what=found.message),
            found.hint,
        ) from error


def each(given: Sequence[str] | None, read: Callable[[str], Any]) -> list[Any]:
    """What *read* makes of every value of an option that may be repeated."""
    return [read(one) for one in given or ()]

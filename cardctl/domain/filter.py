"""The expression language of `list --where`: comparisons of fields, combined by and, or, not.

::

    expression = and {"or" and}          and = not {"and" not}
    not        = "not" not | "(" expression ")" | comparison
    comparison = field [operator value]
    operator   = "=" | "==" | "!=" | "<" | "<=" | ">" | ">=" | "~" | "contains"

A field alone tests whether it has a value (a number: whether it is not 0). A value is a word, or
anything in quotes; ``none`` means no value. If a field has several values (tags, a text in two
languages), one of them has to match. Nothing is ever evaluated as code.
"""

from __future__ import annotations

import operator
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from enum import Enum, auto
from typing import Any, NamedTuple

from cardctl.errors import Unknown, UsageError
from cardctl.i18n import Message, _
from cardctl.literals import LiteralError, integer

FilterValue = str | int | date | bool | tuple[str, ...] | None
"""Value of a field of one card."""

Condition = Callable[[Callable[[str], FilterValue]], bool]
"""Whether a card matches; the card is given as a function from a field's name to its value."""

MOST_CHARACTERS = 2000
DEEPEST = 50

NONE = "none"


class FieldKind(Enum):
    """Type of a field's values, which determines how they compare."""

    TEXT = auto()
    WORD = auto()
    ID = auto()
    NUMBER = auto()
    DATE = auto()
    FLAG = auto()


class Vocabulary(NamedTuple):
    """What people call the values of a field.

    *code* returns the value that a name stands for, and raises Unknown and Ambiguous; *names*
    returns all names of a value.
    """

    code: Callable[[str], str]
    names: Callable[[str], Iterable[str]]


class Term(NamedTuple):
    """A field in an expression; without a *vocabulary*, its values are their only names."""

    kind: FieldKind
    vocabulary: Vocabulary | None = None

    def value(self, written: str) -> str:
        """Return the value that *written* stands for. Raises Unknown, Ambiguous."""
        return written if self.vocabulary is None else self.vocabulary.code(written)

    def texts(self, value: object) -> Iterable[str]:
        """Return the texts in which a part of *value* can be found."""
        return [str(value)] if self.vocabulary is None else self.vocabulary.names(str(value))


class _Token(NamedTuple):
    text: str
    start: int
    quoted: bool = False

    def says(self, *words: str) -> bool:
        return not self.quoted and self.text.casefold() in words


_TOKEN = re.compile(
    r"""\s*(?:(?P<sign>[()]|!=|[<>=]=?|~)|"(?P<double>[^"]*)"|'(?P<single>[^']*)'"""
    r"""|(?P<word>[^\s()=!<>~"']+))"""
)
_ORDER: Mapping[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}  # fmt: skip
_EQUAL, _CONTAINS = ("=", "=="), ("~", "contains")
_OPERATORS = (*_EQUAL, "!=", *_ORDER, *_CONTAINS)
_FLAGS = {"yes": True, "true": True, "no": False, "false": False}


def parse(text: str, terms: Mapping[str, Term]) -> Condition:
    """Parse an expression over the fields *terms*.

    Raises UsageError that points at the position of a mistake; Unknown for an unknown field, or
    for an unknown value of a field with a fixed set of values.
    """
    return _Parser(text, terms).parse()


class _Parser:
    """Recursive descent over the tokens; one method for each line of the grammar."""

    def __init__(self, text: str, terms: Mapping[str, Term]) -> None:
        self.text = text
        self.terms = terms
        self.depth = 0
        self.tokens = self._tokens()
        self.at = 0

    def parse(self) -> Condition:
        condition = self._or()
        if self._peek() is not None:
            raise self._wrong(_("expected 'and' or 'or'"))
        return condition

    def _tokens(self) -> list[_Token]:
        if len(self.text) > MOST_CHARACTERS:
            raise UsageError(_("the condition is too long"))
        tokens, at, end = [], 0, len(self.text.rstrip())
        while at < end:
            match = _TOKEN.match(self.text, at)
            if match is None or match.lastgroup is None:
                start = at + len(self.text[at:]) - len(self.text[at:].lstrip())
                raise self._wrong_at(start, _("unclosed quote or unexpected character"))
            name = match.lastgroup
            quoted = name in ("double", "single")
            tokens.append(_Token(match[name], match.start(name) - quoted, quoted))
            at = match.end()
        return tokens

    def _peek(self) -> _Token | None:
        return self.tokens[self.at] if self.at < len(self.tokens) else None

    def _take(self, *words: str) -> _Token | None:
        """Take the next token if it is one of *words*."""
        token = self._peek()
        if token is None or not token.says(*words):
            return None
        self.at += 1
        return token

    def _wrong(self, message: Message) -> UsageError:
        token = self._peek()
        return self._wrong_at(token.start if token else len(self.text.rstrip()), message)

    def _wrong_at(self, place: int, message: Message) -> UsageError:
        before = self.text[:place]
        wide = sum(unicodedata.east_asian_width(char) in "WF" for char in before)
        return UsageError(
            _(
                "cannot parse the condition: {why}\n  {text}\n  {caret}",
                why=message,
                text=self.text,
                caret=" " * (len(before) + wide) + "^",
            )
        )

    def _or(self) -> Condition:
        parts = [self._and()]
        while self._take("or"):
            parts.append(self._and())
        return parts[0] if len(parts) == 1 else lambda values: any(p(values) for p in parts)

    def _and(self) -> Condition:
        parts = [self._not()]
        while self._take("and"):
            parts.append(self._not())
        return parts[0] if len(parts) == 1 else lambda values: all(p(values) for p in parts)

    def _not(self) -> Condition:
        self.depth += 1
        if self.depth > DEEPEST:
            raise self._wrong(_("nested too deeply"))
        try:
            if self._take("not"):
                inner = self._not()
                return lambda values: not inner(values)
            if self._take("("):
                inner = self._or()
                if not self._take(")"):
                    raise self._wrong(_("expected ')'"))
                return inner
            return self._comparison()
        finally:
            self.depth -= 1

    def _comparison(self) -> Condition:
        token = self._peek()
        if token is None or token.quoted or token.says("(", ")", "and", "or", *_OPERATORS):
            raise self._wrong(_("expected a field"))
        name = token.text.casefold().replace("-", "_")
        if name not in self.terms:
            raise Unknown("field", token.text, self.terms)
        self.at += 1
        sign = self._take(*_OPERATORS)
        if sign is None:
            return lambda values: bool(values(name))
        test = self._test(self.terms[name], name, sign)
        return lambda values: test(values(name))

    def _test(self, term: Term, name: str, sign: _Token) -> Callable[[FilterValue], bool]:
        """Return the test for `name sign value`; the value is the next token."""
        token, how = self._peek(), sign.text.casefold()
        if token is None or token.says("(", ")", "and", "or", *_OPERATORS):
            raise self._wrong(_("expected a value"))
        if token.says(NONE) and how in (*_EQUAL, "!="):
            self.at += 1
            return (lambda v: v in (None, ())) if how != "!=" else (lambda v: v not in (None, ()))
        if how in _CONTAINS:
            self.at += 1
            part = fold(token.text)
            return lambda value: any(
                part in fold(text) for one in each(value) for text in term.texts(one)
            )
        wanted = self._wanted(term, token)
        self.at += 1
        if how in _ORDER:
            if term.kind not in (FieldKind.NUMBER, FieldKind.DATE, FieldKind.ID):
                raise self._wrong_at(
                    sign.start, _("'{field}' cannot be ordered: use = or ~", field=name)
                )
            compare = _ORDER[how]
            return lambda value: any(compare(_key(term, v), wanted) for v in each(value))
        equal = how != "!="
        return lambda value: equal == any(_key(term, one) == wanted for one in each(value))

    def _wanted(self, term: Term, token: _Token) -> object:
        """Return the value in *token*, normalised for comparison."""
        if term.kind is FieldKind.WORD:
            return _key(term, term.value(token.text))
        try:
            return _key(term, _READ[term.kind](token.text))
        except LiteralError as error:
            wrong = self._wrong(error.message)
            wrong.hint = error.hint
            raise wrong from None
        except ValueError:
            raise self._wrong(_HINTS[term.kind]) from None


def fold(text: str) -> str:
    """Return *text* normalised for comparison: NFC, case-folded."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).casefold())


def each(value: FilterValue) -> tuple[str | int | date | bool, ...]:
    """Return all values of a field; () if it has none."""
    if value is None:
        return ()
    return value if isinstance(value, tuple) else (value,)


def _key(term: Term, value: object) -> object:
    if term.kind is FieldKind.ID:
        meeting, _, serial = str(value).removeprefix("M").partition("-")
        return int(meeting), int(serial)
    return fold(value) if isinstance(value, str) else value


def _number(text: str) -> int:
    number = integer(text)
    if number is None:
        raise ValueError(text)
    return number


def _day(text: str) -> date:
    from cardctl.literals.days import written_day

    return written_day(text)


def _identifier(text: str) -> str:
    if not re.fullmatch(r"[Mm]?[0-9]{1,4}-[0-9]{1,6}", text):
        raise ValueError(text)
    return text.upper()


def _flag(text: str) -> bool:
    if text.casefold() not in _FLAGS:
        raise ValueError(text)
    return _FLAGS[text.casefold()]


_READ: Mapping[FieldKind, Callable[[str], object]] = {
    FieldKind.TEXT: str,
    FieldKind.WORD: str,
    FieldKind.ID: _identifier,
    FieldKind.NUMBER: _number,
    FieldKind.DATE: _day,
    FieldKind.FLAG: _flag,
}
_HINTS = {
    FieldKind.ID: _("expected a card id, for example 1-7"),
    FieldKind.NUMBER: _("expected a whole number"),
    FieldKind.FLAG: _("expected yes or no"),
}

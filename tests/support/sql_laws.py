"""The laws of `figures.sql`, as a lint: what every engine reads and counts in the same way.

The engine only counts and adds whole numbers; amounts are cast to DECIMAL(38,0) first; booleans go
through COALESCE; days come in; the order names where nulls stand, and ends with the key.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from cardctl.publish.schema import TABLES, Type

FUNCTIONS = frozenset({"CAST", "COALESCE", "COUNT", "SUM"})
SYNTAX = frozenset(
    {"AS", "AND", "BY", "DECIMAL", "FROM", "GROUPING SETS", "IN", "ON", "OR", "SETS", "VALUES",
     "VARCHAR", "WHERE", "WHEN", "given"}
)  # fmt: skip
"""Words that stand before a bracket and are no functions."""

WHOLE = r"CASE WHEN [^()]+? THEN (?:1|CAST\(\w+ AS DECIMAL\(38,0\)\))(?: ELSE 0)? END"
"""A whole number for each row."""

FLAGS = [
    c.name for t in TABLES if t.name == "standing" for c in t.columns if c.type is Type.BOOLEAN
]


def broken(text: str, placeholders: frozenset[str] = frozenset({"days", "tags"})) -> Iterator[str]:
    """Yield each law that the query *text* breaks, with what breaks it."""
    sql = " ".join(re.sub(r"--[^\n]*", "", text).split())
    bare = re.sub(r"'[^']*'", "''", sql)
    yield from _functions(bare)
    yield from _sums(sql)
    yield from _flags(bare)
    yield from _days(sql)
    yield from _order(bare)
    yield from _literals(sql)
    for name in re.findall(r"{(\w+)}", sql):
        if name not in placeholders:
            yield f"placeholder: {name}"


def _functions(sql: str) -> Iterator[str]:
    """Only known functions; no division, no remainder, no window."""
    for name in re.findall(r"(\w+) ?\(", sql):
        if name not in FUNCTIONS | SYNTAX and not re.search(rf"\b{name} AS \(", sql):
            yield f"function: {name}"
    yield from (f"operator: {sign}" for sign in re.findall(r"[/%^]|\bOVER\b|\bDIV\b|::", sql))
    yield from (f"no whole number: {each}" for each in re.findall(r"\d+\.\d+", sql))


def _sums(sql: str) -> Iterator[str]:
    """A sum is over whole numbers: such a CASE, a sum or count of the first step, or `part`."""
    count = r"COUNT\((?:\*|CASE WHEN [^()]+? THEN 1 END)\)"
    whole = set(re.findall(rf"(?:{count}|SUM\({WHOLE}\)) AS (\w+)", sql))
    whole |= set(re.findall(r"CASE WHEN [^()]+? THEN 0 ELSE 1 END AS (\w+)", sql))
    whole |= {name for inner, name in re.findall(r"SUM\((\w+)\) AS (\w+)", sql) if inner in whole}
    for found in re.finditer(r"SUM\(((?:[^()]|\((?:[^()]|\([^()]*\))*\))*)\)", sql):
        if found[1] not in whole and not re.fullmatch(WHOLE, found[1]):
            yield f"sum: {found[1]}"


def _flags(sql: str) -> Iterator[str]:
    """A boolean of a published table is read once, as ``COALESCE(s.flag, FALSE) AS flag``."""
    for flag in FLAGS:
        read = len(re.findall(rf"COALESCE\(s\.{flag}, FALSE\) AS {flag}\b", sql))
        if read != 1 or len(re.findall(rf"\w\.{flag}\b", sql)) != 1:
            yield f"boolean: {flag}"


def _days(sql: str) -> Iterator[str]:
    """No clock, no reckoning with days, no day that is not given."""
    clock = r"\b(?:CURRENT_\w+|NOW|TODAY|INTERVAL|TIMESTAMP|DATE_\w+|LOCALTIME\w*)\b"
    yield from (f"day: {word}" for word in re.findall(clock, sql, re.IGNORECASE))
    yield from (f"day: {sign}" for sign in re.findall(r"\w+ [+-] \w+", sql))
    for found in re.findall(r"'\d{4}-\d\d-\d\d'", re.sub(r"\bDATE '[^']*'", "", sql)):
        yield f"day: {found}"


def _order(sql: str) -> Iterator[str]:
    """Each ORDER BY says where nulls stand (a day is never null), and ends with the whole key."""
    key = _key(sql)
    orders = re.findall(r"ORDER BY (.*?)(?=\)|$)", sql)
    if len(orders) != 1:
        yield f"order: {len(orders)} times"
    for order in orders:
        terms = order.split(", ")
        for term in terms[1:]:
            if not term.endswith(" NULLS LAST"):
                yield f"order: {term}"
        if [term.removesuffix(" NULLS LAST") for term in terms] != key:
            yield "order: not by the key"
    yield from (f"order: {word}" for word in re.findall(r"\b(?:LIMIT|DESC|OFFSET)\b", sql))


def _key(sql: str) -> list[str]:
    """Return the columns of the last SELECT before its first count."""
    last = sql.rpartition("SELECT ")[2].partition(" FROM")[0].split(", ")
    return last[: last.index("cards")]


def _literals(sql: str) -> Iterator[str]:
    """Texts without a backslash, a quote or anything else that engines read differently."""
    for text in re.findall(r"'([^']*)'", sql):
        if not re.fullmatch(r"[\w /-]*", text):
            yield f"text: {text}"
    yield from (f"sign: {sign}" for sign in re.findall(r'[\\`"$;]', sql))
    yield from (
        f"sign: {name}" for name in re.findall(r"SELECT (?:\w+\.)?\*", sql) if "." not in name
    )

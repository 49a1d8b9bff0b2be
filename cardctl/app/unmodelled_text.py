"""Find personal data and secrets in comments and ``x-`` keys, outside the models (CC801, CC802)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from cardctl.finding import Finding, Span
from cardctl.rules import RULES
from cardctl.rules.safety.sensitive_data import Fault, personal_faults, secret_faults
from cardctl.store.comments import unmodelled_spans
from cardctl.store.files import Files
from cardctl.yaml.reader import Tree, read_tree

_LOOKS: Mapping[str, Callable[[str], list[Fault]]] = {
    "CC801": personal_faults,
    "CC802": secret_faults,
}


_COMMENT = re.compile(rb"#(?! yaml-language-server: \$schema=[./a-z]+$)[^\n]*", re.MULTILINE)
"""A comment to the end of its line, except the schema comment for editors."""

_OWN_KEY = re.compile(rb"(?<![0-9A-Za-z_])x-")
_SPELT = re.compile(rb"\\[xuU\r\n]")
"""Escapes in a quoted key may hide that it begins with ``x-``."""


def unmodelled_text_findings(files: Files, chosen: frozenset[str]) -> Iterator[Finding]:
    """Check text outside the models with the rules of *chosen* that apply to any text.

    A file is parsed only if a quick scan finds something; files that are not YAML are ignored.
    """
    looks = {code: look for code, look in _LOOKS.items() if code in chosen}
    for path, raw in files.items():
        text = _spare_text(raw) if looks and isinstance(raw, bytes) else ""
        suspect = {code: look for code, look in looks.items() if look(text)} if text else {}
        tree = read_tree(raw, path)[0] if suspect and isinstance(raw, bytes) else None
        if tree is not None:
            for code, look in suspect.items():
                yield from _findings(tree, code, look)


def _spare_text(raw: bytes) -> str:
    """Return text that includes everything outside the models: the whole file, or its comments."""
    # Searching for single bytes first skips most patterns.
    if (b"x-" in raw and _OWN_KEY.search(raw)) or (b"\\" in raw and _SPELT.search(raw)):
        return raw.decode("utf-8", "replace")
    comments = _COMMENT.findall(raw) if b"#" in raw else ()
    return b"\n".join(comments).decode("utf-8", "replace")


def _findings(tree: Tree, code: str, look: Callable[[str], list[Fault]]) -> Iterator[Finding]:
    rule = RULES[code]
    for start, end in unmodelled_spans(tree):
        for message, hint, place in look(tree.text[start:end]):
            first, last = (start + offset for offset in place)
            span = Span(*tree.position(first), *tree.position(last))
            yield Finding(tree.path, (), code, rule.name, message, rule.severity, hint, span=span)

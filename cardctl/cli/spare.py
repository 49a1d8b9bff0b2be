"""Personal data and secrets in what no model reads: in comments, and in own keys (CC801, CC802)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from cardctl.checks import RULES
from cardctl.checks.safety import Fault, personal_faults, secret_faults
from cardctl.finding import Finding, Span
from cardctl.store.comments import spare_places
from cardctl.store.files import Files
from cardctl.store.yamltree import Tree, read_tree

_LOOKS: Mapping[str, Callable[[str], list[Fault]]] = {
    "CC801": personal_faults,
    "CC802": secret_faults,
}


def spare_findings(files: Files, chosen: frozenset[str]) -> Iterator[Finding]:
    """Look through what the rules cannot see, by the rules of *chosen* that read any text.

    A file is taken apart only where something in it catches the eye; one that is no YAML never is.
    """
    looks = {code: look for code, look in _LOOKS.items() if code in chosen}
    for path, raw in files.items():
        text = raw.decode("utf-8", "replace") if isinstance(raw, bytes) else ""
        suspect = {code: look for code, look in looks.items() if look(text)}
        tree = read_tree(raw, path)[0] if suspect and isinstance(raw, bytes) else None
        if tree is not None:
            for code, look in suspect.items():
                yield from _findings(tree, code, look)


def _findings(tree: Tree, code: str, look: Callable[[str], list[Fault]]) -> Iterator[Finding]:
    rule = RULES[code]
    for start, end in spare_places(tree):
        for message, mend, place in look(tree.text[start:end]):
            first, last = (start + offset for offset in place)
            span = Span(*tree.position(first), *tree.position(last))
            yield Finding(tree.path, (), code, rule.name, message, rule.severity, mend, span=span)

"""Apply fixes to the text of a file, and create the fixes that depend on the text.

Rules refer to fields and never see text. This module turns their fixes into text edits, by way of
splice, so that nothing else changes. It also creates the fixes for the reader's own findings
(CC106, CC107, CC111), from the text and on request.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import pairwise
from unicodedata import is_normalized, normalize

from cardctl.errors import Refused
from cardctl.finding import Finding, Fix, RenameKey, ReplaceText, SetValue, Span
from cardctl.i18n import _
from cardctl.store.files import Files
from cardctl.store.trees import tree_of
from cardctl.yaml.change import Change, Remove, Set, apply, plain
from cardctl.yaml.emit import scalar
from cardctl.yaml.nodes import Data, Node, Tree
from cardctl.yaml.reader import read_tree
from cardctl.yaml.scalars import TYPED
from cardctl.yaml.source import TRAILING, Lines, is_within, merge_ranges
from cardctl.yaml.splice import SpliceRefused, splice

_BOM = "\ufeff"


# Available fixes --------------------------------------------------------------------------------


def with_fixes(findings: Iterable[Finding], files: Files) -> list[Finding]:
    """Return *findings*, which must have spans, with all available fixes.

    Fixes that depend on the text are offered only for a readable file: otherwise the meaning of its
    text is unknown.
    """

    def complete(finding: Finding) -> Finding:
        make, span, path = _BY_TEXT.get(finding.code), finding.span, finding.path
        if make is None or span is None:
            return finding
        tree = tree_of(files.get(path), path)
        return finding._replace(fixes=tuple(make(finding, span, tree))) if tree else finding

    return [complete(finding) for finding in findings]


def depends_on_text(finding: Finding) -> bool:
    """Return whether the fixes of a finding are made from the text of its file, by `with_fixes`."""
    return finding.code in _BY_TEXT


def _ambiguous(finding: Finding, span: Span, tree: Tree) -> Iterator[Fix]:
    """Yield the fixes for CC106: the intended keyword, and the text in quotes."""
    start, end = tree.offsets(span)
    text = tree.text[start:end]
    meant = "null" if text == "~" else text.lower()
    if meant in TYPED and not finding.on_key:
        yield Fix(_("write {value}", value=meant), (ReplaceText(span, meant),), safe=True)
    quoted = scalar(text, style='"')
    yield Fix(_("put it in quotes"), (ReplaceText(span, quoted),), safe=True)


def _layout(_unused: Finding, span: Span, tree: Tree) -> Iterator[Fix]:
    """Yield the CC107 fix for the whole file: CRLF, trailing spaces, or missing final newline."""
    text = tree.text
    at, _end = tree.offsets(span)
    if text.startswith("\r\n", at):
        says = _("end lines with LF")
        places = [(match.start(), match.start() + 1, "") for match in re.finditer("\r\n", text)]
    elif at == len(text):
        says, places = _("add a final newline"), [(at, at, "\n")]
    else:
        says = _("delete trailing spaces")
        places = [(match.start(), match.end(), "") for match in _trailing_spaces(tree)]
    fix = Fix(says, tuple(_rewrites(tree, places)), safe=True)
    if _preserves_data(tree, fix):  # the end of a text block may be significant
        yield fix


def _trailing_spaces(tree: Tree) -> Iterator[re.Match[str]]:
    """Yield trailing spaces, except inside quotes and text blocks."""
    texts = merge_ranges(_texts(tree.root))
    for match in TRAILING.finditer(tree.text):
        if not is_within(match.start(), texts):
            yield match


def _texts(node: Node) -> Iterator[tuple[int, int]]:
    if node.kind == "scalar" and node.style != "plain":
        yield node.start, node.end
    for part in (*node.items, *(half for pair in node.entries.values() for half in pair)):
        yield from _texts(part)


def _decomposed(finding: Finding, span: Span, tree: Tree) -> Iterator[Fix]:
    """Yield the fix for CC111: normalize all lines, or the one value with decomposed escapes."""
    says = _("normalize the text to NFC")
    start, end = tree.offsets(span)
    if is_normalized("NFC", tree.text[start:end]):
        node = tree.node(finding.field)
        if node is not None and isinstance(node.value, str):
            yield Fix(says, (SetValue(finding.field, node.value),), safe=True)  # `Set` normalizes
        return
    starts = [*Lines(tree.text).starts, len(tree.text)]
    places = [
        (first, last, normalize("NFC", tree.text[first:last]))
        for first, last in pairwise(starts)
        if not is_normalized("NFC", tree.text[first:last])
    ]
    fix = Fix(says, tuple(_rewrites(tree, places)), safe=True)
    if _preserves_data(tree, fix):
        yield fix


_BY_TEXT: Mapping[str, Callable[[Finding, Span, Tree], Iterator[Fix]]] = {
    "CC106": _ambiguous,
    "CC107": _layout,
    "CC111": _decomposed,
}


def _rewrites(tree: Tree, places: Iterable[tuple[int, int, str]]) -> Iterator[ReplaceText]:
    lines = Lines(tree.text)
    for start, end, text in places:
        yield ReplaceText(lines.span(start, end), text)


def _preserves_data(tree: Tree, fix: Fix) -> bool:
    """Return whether *fix* leaves the data of the file unchanged, apart from NFC normalization."""
    after, _ = read_tree(_rewritten(tree, [fix]).encode(), tree.path)
    return after is not None and repr(plain(after.data)) == repr(plain(tree.data))


# Applying fixes ---------------------------------------------------------------------------------


def fixed_text(raw: bytes, path: str, fixes: Iterable[Fix]) -> str:
    """Return the text of *path* (now *raw*) with *fixes* applied and all other characters kept.

    If rewrites overlap, the first one is applied. Raises Refused if a fix cannot be applied, or if
    the file cannot be read.
    """
    fixes = list(fixes)
    tree = _tree(raw, path)
    bom = _BOM if raw.startswith(_BOM.encode()) else ""
    tree = _tree(_rewritten(tree, fixes).encode(), path)
    edits = [edit for fix in fixes for edit in fix.edits]
    puts = {edit.field: edit for edit in reversed(edits) if isinstance(edit, SetValue)}
    text = splice(tree, [_change(tree, put) for put in reversed(puts.values())])
    renames = [edit for edit in edits if isinstance(edit, RenameKey)]
    return bom + (_renamed(_tree(text.encode(), path), renames) if renames else text)


MOST = 100
"""Maximum number of fixes per file turned into edits; each costs about one read of the file."""


class TextEdits:
    """Fixes of findings as edits of the text of *files*, for other programs such as editors."""

    def __init__(self, files: Files) -> None:
        self._files = files
        self._made: Counter[str] = Counter()

    def of(self, finding: Finding) -> Iterator[tuple[Fix, list[ReplaceText]]]:
        """Yield the fixes of *finding* that text edits can express, at most `MOST` per file."""
        raw, path = self._files.get(finding.path), finding.path
        if not isinstance(raw, bytes):
            return
        for fix in finding.fixes:
            if _is_rewriting(fix) or self._made[path] < MOST:
                self._made[path] += not _is_rewriting(fix)
                with suppress(Refused):
                    yield fix, text_edits(raw, path, fix)


def _is_rewriting(fix: Fix) -> bool:
    return all(isinstance(edit, ReplaceText) for edit in fix.edits)


def fixed_data(tree: Tree, path: str, fixes: Sequence[Fix]) -> Data | None:
    """Return the data of the file of *tree* with *fixes* applied; None if they cannot be."""
    edits = [edit for fix in fixes for edit in fix.edits]
    puts = [edit for edit in edits if isinstance(edit, SetValue)]
    try:
        if len(puts) == len(edits):  # fast path
            data: Data = apply(tree.data, [_change(tree, put) for put in puts])
            return data
        after, _ = read_tree(fixed_text(tree.text.encode(), path, fixes).encode(), path)
    except (LookupError, Refused):
        return None
    return after.data if after is not None else None


def text_edits(raw: bytes, path: str, fix: Fix) -> list[ReplaceText]:
    """Return *fix* as edits of the text of *path*, whose content is *raw*, for other programs.

    Raises Refused if it cannot be applied.
    """
    if _is_rewriting(fix):
        return [edit for edit in fix.edits if isinstance(edit, ReplaceText)]
    old = _tree(raw, path).text
    new = fixed_text(raw, path, [fix]).removeprefix(_BOM)
    start = _common(old, new)
    end = _common(old[start:][::-1], new[start:][::-1])
    span = Lines(old).span(start, len(old) - end)
    return [ReplaceText(span, new[start : len(new) - end])]


def _common(one: str, other: str) -> int:
    """Return the length of the common prefix, by bisection because comparing slices is fast."""
    least, most = 0, min(len(one), len(other))
    while least < most:
        middle = (least + most + 1) // 2
        if one[least:middle] == other[least:middle]:
            least = middle
        else:
            most = middle - 1
    return least


def _tree(raw: bytes, path: str) -> Tree:
    """Return the tree of a file. Raises Refused if it cannot be read."""
    tree = tree_of(raw, path)
    if tree is None:
        raise Refused(_("{path} cannot be read", path=path))
    return tree


def _rewritten(tree: Tree, fixes: Iterable[Fix]) -> str:
    edits = (edit for fix in fixes for edit in fix.edits)
    rewrites = {(*tree.offsets(e.span), e.text) for e in edits if isinstance(e, ReplaceText)}
    return _joined(tree.text, rewrites) if rewrites else tree.text


def _joined(text: str, places: Iterable[tuple[int, int, str]]) -> str:
    """Return *text* with the replacements in *places*; of two that overlap, the first one wins."""
    parts: list[str] = []
    past = 0
    for start, end, new in sorted(places):
        if start >= past:
            parts += text[past:start], new
            past = end
    return "".join([*parts, text[past:]])


def _change(tree: Tree, put: SetValue) -> Change:
    """Return the change for *put*; a scalar in place of a list is replaced by the whole list."""
    if put.value is None:
        return Remove(put.field)
    around = tree.node(put.field[:-1]) if isinstance(put.field[-1], int) else None
    if around is not None and around.kind == "scalar":
        return Set(put.field[:-1], put.value)
    return Set(put.field, put.value, put.after)


def _renamed(tree: Tree, renames: Iterable[RenameKey]) -> str:
    places = []
    for rename in dict.fromkeys(renames):
        around, old = tree.node(rename.field[:-1]), rename.field[-1]
        if around is None or not isinstance(old, str) or old not in around.entries:
            raise SpliceRefused(tree.path)
        key = around.entries[old][0]
        places.append((key.start, key.end, scalar(rename.key, flow=True)))
    return _joined(tree.text, places)

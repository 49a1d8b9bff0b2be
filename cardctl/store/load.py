"""Load files into a register and findings; one bad file never prevents loading the others."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from pydantic import ValidationError
from pydantic_core import to_json

from cardctl.domain.agency import Agencies, Config
from cardctl.domain.base import Model
from cardctl.domain.card import Card
from cardctl.domain.ids import card_path, full_id, meeting_path
from cardctl.domain.meeting import Meeting
from cardctl.domain.register import Register
from cardctl.domain.shared_files import SharedFiles
from cardctl.finding import Field, Finding, Fix, Related, Severity
from cardctl.i18n import _
from cardctl.store.agency_hints import with_agency_hints
from cardctl.store.ambiguous_text import lookalikes
from cardctl.store.counted import Advance, counted
from cardctl.store.files import Files, unreadable
from cardctl.store.layout import AGENCIES, CARD_PATH, CONFIG, MEETING_PATH, SEAL_PATH, is_ours
from cardctl.store.scan import FOLDER
from cardctl.store.schema_errors import schema_errors
from cardctl.store.snapshot import Snapshot
from cardctl.yaml.reader import Tree, read_tree

if TYPE_CHECKING:
    from cardctl.domain.seal.model import AnySeal

CardReader = Callable[[str, Files], tuple[Card | None, list[Finding]]]
"""Returns the card at a path and its findings, like `read_card`."""

Reader = Callable[[bytes, str], tuple[Tree | None, list[Finding]]]
"""Returns the tree of a file and its findings, like `read_tree`."""

AnyModel = TypeVar("AnyModel", bound=Model)


# Loading ----------------------------------------------------------------------------------------


def load(
    files: Files, known: CardReader | None = None, *, advance: Advance | None = None
) -> Snapshot:
    """Build a register from *files*. Problems with their contents become findings, never errors.

    *known* supplies cards that have been read before; their files are not read again. *advance* is
    told how many files are read.
    """
    if not all(map(str.isprintable, files)):
        files = {_shown(path): content for path, content in files.items()}
    findings: list[Finding] = []
    config = _load(files, CONFIG, Config, findings)
    agencies = _load(files, AGENCIES, Agencies, findings)
    meetings, bad_meetings = _meetings(files, findings)
    cards, paths, unreadable = _cards(files, known or read_card, findings, advance)
    sealed, bad_seals = _seals(files)
    findings += [*bad_seals, *_unread(files)]
    listed = agencies.agencies if agencies else ()
    shared = SharedFiles(
        config=config or Config.model_construct(body="?", secretariat="?"),
        agencies=listed,
        meetings=meetings,
        config_known=config is not None,
        agencies_known=agencies is not None,
        unreadable_meetings=bad_meetings,
        misnamed_meetings=dict(_misnamed_meetings(files)),
        seals=sealed,
        unreadable_seals=frozenset(
            int(match[1]) for each in bad_seals if (match := SEAL_PATH.fullmatch(each.path))
        ),
    )
    findings = with_agency_hints(shared.outline.by_name, findings)
    return Snapshot(Register(shared, cards, paths, unreadable), tuple(findings), files)


def _seals(files: Files) -> tuple[Mapping[int, tuple[AnySeal, ...]], list[Finding]]:
    """Return the seals and the findings about them; without any, their models are not loaded."""
    if not any(path.endswith(".json") for path in files):
        return {}, []
    from cardctl.store.seals import seals

    return seals(files)


def with_cards(loaded: Snapshot, files: Files) -> Snapshot:
    """Return *loaded* with the cards among *files* added."""
    findings: list[Finding] = []
    cards, paths, unreadable = _cards(files, read_card, findings)
    old = loaded.register
    register = replace(
        old,
        cards={**old.cards, **cards},
        paths={**old.paths, **paths},
        unreadable={**old.unreadable, **unreadable},
    )
    told = with_agency_hints(old.shared.outline.by_name, findings)
    return Snapshot(register, (*loaded.findings, *told), {**loaded.files, **files}, loaded.scope)


def with_texts(loaded: Snapshot, texts: Mapping[str, bytes]) -> Snapshot:
    """Return *loaded* with other *texts* of some files; cards in the other files are not read."""
    cards = {path: loaded.register.cards[key] for key, path in loaded.register.paths.items()}
    findings: dict[str, list[Finding]] = {}
    for finding in loaded.findings:
        findings.setdefault(finding.path, []).append(finding)

    def card_of(path: str, files: Files) -> tuple[Card | None, list[Finding]]:
        if path in texts or path not in cards:
            return read_card(path, files)
        return cards[path], findings.get(path, [])

    return load({**loaded.files, **texts}, card_of)


def _shown(path: str) -> str:
    """Return *path* with unprintable characters replaced, so that it fits every output format."""
    return "".join(char if char.isprintable() else "\ufffd" for char in path)


def _load(
    files: Files, path: str, model: type[AnyModel], findings: list[Finding]
) -> AnyModel | None:
    """Read one file into *model*; returns None if it has errors, which are added to *findings*."""
    raw = files.get(path)
    if raw is None:
        message = _("the file {path} is missing", path=path)
        findings.append(Finding(path, (), "CC201", "missing-field", message))
        return None
    value, _unused, found = parsed(path, raw, model)
    findings += found
    return value


def parsed(
    path: str, raw: bytes | Finding, model: type[AnyModel], read: Reader = read_tree
) -> tuple[AnyModel | None, str, list[Finding]]:
    """Read one file into *model*; return the value, its data as JSON, and the findings.

    If there are errors, there is no value and no data.
    """
    if isinstance(raw, Finding):
        return None, "", [raw]
    tree, found = read(raw, path)
    if tree is None:
        return None, "", found
    value, data, complained = validate(tree, model)
    found = [*found, *complained, *_ambiguous(tree, complained)]
    if any(finding.severity is Severity.ERROR for finding in found):
        return None, "", found
    return value, data.decode(), found


def _ambiguous(tree: Tree, complained: Sequence[Finding]) -> Iterator[Finding]:
    """Yield CC106 for plain dates and numbers in text fields that have no other finding."""
    refused = {finding.field for finding in complained}
    return (finding for finding in lookalikes(tree) if finding.field not in refused)


def validate(tree: Tree, model: type[AnyModel]) -> tuple[AnyModel | None, bytes, list[Finding]]:
    """Validate the data of *tree* with *model*; return the value, the data as JSON, findings."""
    data = to_json(tree.known_data)
    try:
        return model.model_validate_json(data), data, []
    except ValidationError as error:
        return None, data, list(schema_errors(error, tree.path, model, tree.data))


def _meetings(files: Files, findings: list[Finding]) -> tuple[dict[int, Meeting], frozenset[int]]:
    meetings: dict[int, Meeting] = {}
    bad = set()
    for path in files:
        if (match := MEETING_PATH.fullmatch(path)) is None:
            continue
        number = int(match[1])
        meeting = _load(files, path, Meeting, findings)
        if meeting is None:
            bad.add(number)
        elif meeting.number != number:
            fix = Fix.put(("number",), number)
            findings.append(_mismatch(path, ("number",), meeting.number, number, fix))
            bad.add(number)
        else:
            meetings[number] = meeting
    return meetings, frozenset(bad)


def _cards(
    files: Files,
    card_of: CardReader,
    findings: list[Finding],
    advance: Advance | None = None,
) -> tuple[dict[str, Card], dict[str, str], dict[str, str]]:
    """Return the cards by id, their paths by id, and the ids of unreadable cards by path."""
    cards: dict[str, Card] = {}
    paths: dict[str, str] = {}
    unreadable: dict[str, str] = {}
    for path in counted(files, len(files), advance):
        if (match := CARD_PATH.fullmatch(path)) is None:
            continue
        card, found = card_of(path, files)
        if card is None:
            unreadable[path] = match[2]
        elif card.id in cards:
            found = [*(f for f in found if f.code != "CC207"), _duplicate(path, card, paths)]
            unreadable[path] = match[2]
        else:
            cards[card.id], paths[card.id] = card, path
        findings += found
    return cards, paths, unreadable


def read_card(
    path: str, files: Files, read: Reader = read_tree
) -> tuple[Card | None, list[Finding]]:
    """Read the card at *path* among *files*; return it with its findings."""
    card, _, found = parse_card(path, files[path], read)
    return card, found


def parse_card(
    path: str, raw: bytes | Finding, read: Reader = read_tree
) -> tuple[Card | None, str, list[Finding]]:
    """Parse a card; return it (None if it has errors), its data as JSON, and its findings."""
    card, data, found = parsed(path, raw, Card, read)
    return card, data, [*found, *(_misplaced(path, card) if card is not None else ())]


def _misplaced(path: str, card: Card) -> Iterator[Finding]:
    """Yield findings if the id, the file name, the folder and the meeting do not agree."""
    name = path.partition("/")[2].removesuffix(".yaml")
    if card.id != name:
        yield _mismatch(path, ("id",), card.id, name, Fix.put(("id",), name))
    folder, own = path.partition("/")[0], card.id.partition("-")[0]
    if card.id == name and folder != own:
        yield _mismatch(path, ("id",), own, folder)
    if card.meeting != int(own[1:]):
        fix = Fix.put(("meeting",), int(own[1:]))
        yield _mismatch(path, ("meeting",), card.meeting, own, fix)


def _mismatch(path: str, field: Field, said: object, place: object, *fixes: Fix) -> Finding:
    return Finding(
        path, field, "CC207", "id-file-mismatch",
        _("'{said}' here, but '{place}' in the file path", said=said, place=place),
        hint=_("ids never change: restore the old file name or the old id"),
        fixes=fixes,
    )  # fmt: skip


def _duplicate(path: str, card: Card, paths: Mapping[str, str]) -> Finding:
    first = paths[card.id]
    return Finding(
        path, ("id",), "CC301", "duplicate-id",
        _("id {id} is already used by {first}", id=card.id, first=first),
        hint=_("change one of them to the next free id of its meeting"),
        related=(Related(_("first here"), ("id",), first),),
    )  # fmt: skip


def _unread(files: Files) -> Iterator[Finding]:
    for path in files:
        if is_ours(path):
            continue
        if FOLDER.fullmatch(path):
            yield unreadable(path, _("is a link; links are not followed"))
            continue
        folder, _unused, name = _meant(path).partition("/")
        hint = (
            _(
                "rename it to {name} in folder {folder}, or move it elsewhere",
                name=name,
                folder=folder,
            )
            if name
            else _("rename it to a register file name, or move it elsewhere")
        )
        yield Finding(
            path, (), "CC112", "unread-file",
            _("ignored: not a register file name"),
            severity=Severity.WARNING, hint=hint,
        )  # fmt: skip


def _meant(path: str) -> str:
    """Return the path that a misnamed file seems to be meant for; empty if that is unclear."""
    near = full_id(re.sub(r"(?i).*?(m[0-9]+-[0-9]+).*", r"\1", path.rpartition("/")[2]))
    if near:
        return card_path(near)
    meeting = _MEETING_LIKE.fullmatch(path)
    return meeting_path(int(meeting[1])) if meeting else ""


_MEETING_LIKE = re.compile(r"(?i)M0*([0-9]{1,4})(?:/.*meeting.*\.ya?ml)?")
"""Matches a path that looks like a meeting's file, or a meeting's folder that is a link."""


def _misnamed_meetings(files: Files) -> Iterator[tuple[int, str]]:
    """Yield (number, path) of each meeting whose file exists under a wrong name."""
    for path in files:
        if not is_ours(path) and (match := _MEETING_LIKE.fullmatch(path)):
            yield int(match[1]), path

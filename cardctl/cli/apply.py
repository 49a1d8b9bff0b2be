"""The last step of every writer: check, splice, write all or nothing, and say what changed.

A change that would add an error to the register is refused; errors that were there before are not
its affair. What is checked is the new text, read again.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from cardctl.cli import grounds
from cardctl.cli.changed import Changed, as_data, as_diff, as_lines, file_hash
from cardctl.cli.grounds import require_readable
from cardctl.cli.output import as_json, register_folder, warn_unreadable
from cardctl.domain.ids import card_path, full_id, id_at
from cardctl.errors import ChangedMeanwhile, FileProblem, UsageError, WouldBreak
from cardctl.i18n import _

if TYPE_CHECKING:
    from cardctl.cli.session import Session
    from cardctl.domain.card import Card
    from cardctl.domain.meeting import Meeting
    from cardctl.domain.register import Register
    from cardctl.finding import Finding
    from cardctl.store.load import Loaded

    Pair = tuple[Card | None, Card] | tuple[Meeting | None, Meeting]

SHORTEST_HASH = 8


class How(NamedTuple):
    """How a writer was asked to write."""

    dry_run: bool = False
    diff: bool = False
    json: bool = False
    if_match: str | None = None


def apply(session: Session, pairs: Sequence[Pair], kind: str, how: How) -> None:
    """Write *pairs* of before and after, and print what changed as *kind*.

    Raises Unreadable if a file that the change depends on cannot be read, WouldBreak where errors
    would be added, ChangedMeanwhile where a file is no longer what it was (or not what
    ``--if-match`` says).
    """
    warn_unreadable(session)
    if how.if_match is not None:
        _require_match(session, pairs, how.if_match)
    changed = [as_changed(session, before, after) for before, after in pairs if before != after]
    put(session, changed, kind, how)


def put(session: Session, changed: Sequence[Changed], kind: str, how: How) -> None:
    """Check and write files whose new text is known, and print what changed. Raises as `apply`."""
    if how.dry_run or how.diff:
        _print_diff(changed, how)
    warnings = require_no_new_errors(session, changed)
    if changed and not how.dry_run:
        texts = {each.path: each.text for each in changed}
        session.lock().write(texts, {each.path: each.raw for each in changed})
    _print(session, changed, kind, how, warnings)


def register_to_write(
    session: Session,
    *,
    lock: bool = True,
    ids: Iterable[str] | None = None,
    meetings: Iterable[int | None] = (),
) -> Register:
    """The register, if what the change depends on can be read. Raises Unreadable.

    That is what all changes depend on, the cards with these *ids*, and the *meetings* that the
    change names; None is the next or the last one, which nobody knows unless all can be read.

    With *lock* it is read, changed and written by this command alone; a dry run needs none. Where
    only the cards with these *ids* change, only what is near to them is loaded; but all of it where
    one is not there, so that the nearest can be named; where there are none, a new card is made.
    """
    ids, meetings = None if ids is None else list(ids), list(meetings)
    if ids is not None and "loaded" not in session.__dict__:
        # git answers while this process imports; of the meetings that get a new card.
        new = [number for number in meetings if number is not None] if not ids else []
        session.work_tree.look(*(f"M{number:02d}" for number in new))
    # What takes long to import is there before others have to wait.
    from cardctl import rules  # noqa: F401
    from cardctl.domain import json_schema  # noqa: F401
    from cardctl.store import card_text, load  # noqa: F401

    if lock:
        session.lock()
    if ids is not None and "loaded" not in session.__dict__:
        from cardctl.store.partial import is_card_in

        paths = [card_path(full_id(one) or one) for one in ids]
        if all(is_card_in(session.root, path) for path in paths):
            session.load_partial(paths)
    require_readable(session, grounds.known_before(session.loaded, ids or (), meetings))
    return session.register


def as_changed(session: Session, before: Any, after: Any) -> Changed:
    """The file of a card or meeting that becomes *after*; *before* None where it is new."""
    from cardctl.domain.ids import meeting_path
    from cardctl.domain.schema_files import link_to
    from cardctl.store.card_text import new_text, updated_text

    is_card = hasattr(after, "id")
    path = session.register.path_of(after.id) if is_card else meeting_path(after.number)
    if before is None:
        json_schema = link_to("card" if is_card else "meeting", session.root, path)
        return Changed(path, None, new_text(after, json_schema), None, after)
    raw = bytes_of(session, path)
    return Changed(path, raw, updated_text(raw, path, before, after), before, after)


def bytes_of(session: Session, path: str) -> bytes:
    """What a file of the register held when it was loaded. Raises FileProblem."""
    raw = session.loaded.files[path]
    if not isinstance(raw, bytes):
        raise FileProblem(_("{path} {why}", path=path, why=raw.message), raw.hint)
    return raw


def _require_match(session: Session, pairs: Sequence[Pair], wanted: str) -> None:
    """The one file that is to change is the one that was seen."""
    if len(pairs) != 1:
        raise UsageError(_("--if-match is for one card"), _("update the cards one by one"))
    if len(wanted) < SHORTEST_HASH:
        raise UsageError(
            _("--if-match {hash}: too short", hash=wanted),
            _("give {least} characters or more", least=SHORTEST_HASH),
        )
    identifier = getattr(pairs[0][1], "id", "")
    path = session.register.path_of(identifier)
    if not file_hash(bytes_of(session, path)).startswith(wanted.lower()):
        raise ChangedMeanwhile(
            _("{path} is no longer what it was at {hash}", path=path, hash=wanted),
            _("look at it again: cardctl show {id} --json", id=identifier),
        )


# Checking ---------------------------------------------------------------------------------------


def require_no_new_errors(session: Session, changed: Sequence[Changed]) -> list[Finding]:
    """Give the warnings, with places, that the register would have more than it has now.

    Raises WouldBreak where it would have more errors, Unreadable if a file that they depend on
    cannot be read.
    """
    if not changed:
        return []
    if session.is_partial:
        same = _namesakes(session, changed)
        texts = [each.text.encode() for each in changed]
        session.load_partial([*(each.path for each in changed), *same], texts)
        ids = [each.id or "" for each in changed]
        _require_grounds(session, changed)
        added, after = _added(session, changed, [*ids, *map(id_at, same)])
        if not _errors(added):
            return _warnings(added, after)
        session.load_all()  # so that what is told is told in full
    _require_grounds(session, changed)
    added, after = _added(session, changed, None)
    if errors := _errors(added):
        # The findings speak of the text that was refused, and are shown in it.
        session.loaded = after
        raise WouldBreak(errors)
    return _warnings(added, after)


def _require_grounds(session: Session, changed: Iterable[Changed]) -> None:
    paths = (path for each in changed for path in grounds.of_change(session.loaded, each))
    require_readable(session, paths)


def _namesakes(session: Session, changed: Sequence[Changed]) -> list[str]:
    """The cards of the same meeting that may have a title that is new in a changed one.

    Those of other meetings are left to `validate`: reading them all would take as long as it does.
    """
    from cardctl.domain.text import title_keys
    from cardctl.store.partial import with_titles

    titles: dict[str, list[str]] = {}
    for each in changed:
        if each.id and _has_new_title(each):
            title = getattr(each.after, "title", "")
            titles.setdefault(each.path.partition("/")[0], []).extend(title_keys(title))
    changing = {each.path for each in changed}
    return [path for path in with_titles(session.root, titles) if path not in changing]


def _has_new_title(changed: Changed) -> bool:
    return getattr(changed.after, "title", None) != getattr(changed.before, "title", None)


def _added(
    session: Session, changed: Sequence[Changed], only: Sequence[str] | None
) -> tuple[list[Finding], Loaded]:
    """The findings that a change adds (to the cards of these ids *only*); the register after it."""
    after = reloaded(session.loaded, changed)
    known = Counter(map(_key, _findings(session, session.loaded, only)))
    found = _findings(session, after, only)
    return [finding for finding in found if not _take(known, _key(finding))], after


def _errors(findings: Iterable[Finding]) -> list[Finding]:
    return [finding for finding in findings if finding.severity == "error"]


def _warnings(findings: Iterable[Finding], after: Loaded) -> list[Finding]:
    from cardctl.store.load import located

    return located([finding for finding in findings if finding.severity == "warning"], after.files)


def reloaded(loaded: Loaded, changed: Sequence[Changed]) -> Loaded:
    """What loading would give after the change; only the changed files are read again."""
    from dataclasses import replace

    from cardctl.store.load import Loaded, load

    texts = {each.path: each.text.encode() for each in changed}
    part = load(texts)
    old, new = loaded.register, part.register
    unreadable = {path: known for path, known in old.unreadable.items() if path not in texts}
    register = replace(
        old,
        meetings={**old.meetings, **new.meetings},
        cards={**old.cards, **new.cards},
        paths={**old.paths, **new.paths},
        unreadable=unreadable | dict(new.unreadable),
        unreadable_meetings=(old.unreadable_meetings - set(new.meetings)) | new.unreadable_meetings,
    )
    elsewhere = (finding for finding in loaded.findings if finding.path not in texts)
    here = (finding for finding in part.findings if finding.path in texts)
    return Loaded(register, (*elsewhere, *here), {**loaded.files, **texts})


def _findings(
    session: Session, loaded: Loaded, only: Collection[str] | None
) -> tuple[Finding, ...]:
    from cardctl.rules import check

    found = check(loaded.register, today=session.today, exists=session.exists, only=only).findings
    return (*loaded.findings, *found)


def _key(finding: Finding) -> tuple[str, str, str]:
    """What makes two findings the same, wherever in the file they stand."""
    return finding.path, finding.code, str(finding.message)


def _take(known: Counter[tuple[str, str, str]], key: tuple[str, str, str]) -> bool:
    """Take one of this key out of those known; False where there is none left."""
    known[key] -= 1
    return known[key] >= 0


# Saying what changed ----------------------------------------------------------------------------


def _print(
    session: Session,
    changed: Sequence[Changed],
    kind: str,
    how: How,
    warnings: Sequence[Finding],
) -> None:
    from cardctl.cli.render.diagnostics import as_concise

    folder = register_folder(session)
    said = as_concise(warnings, session.lang, folder=folder)
    if how.json:
        data = {"dry_run": how.dry_run, "changed": [as_data(each, folder) for each in changed]}
        session.answer_data(as_json(kind, data, said.splitlines()))
    elif not changed:
        session.echo(_("no change: it is so already"))
    elif not (how.dry_run or how.diff):
        session.print_result("\n".join(line for each in changed for line in as_lines(each, folder)))
    if said and not session.quiet:
        sys.stderr.write(said)
    if how.dry_run and changed:
        session.echo(_("dry run: nothing was written; it would end with 0"))


def _print_diff(changed: Sequence[Changed], how: How) -> None:
    """The diffs, as the answer; beside JSON they are a message. Terminals get them filtered."""
    from cardctl.report.formats.printable import printable

    text = "".join(map(as_diff, changed))
    stream = sys.stderr if how.json else sys.stdout
    stream.write(printable(text) if stream.isatty() else text)

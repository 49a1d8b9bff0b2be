"""The small register that the rules' examples are applied to; it has no findings.

An example is either a few top-level keys, which replace the same keys of the card `M01-001`, or
whole files by path. So every example is short, and is still checked as a register.
"""

from __future__ import annotations

from datetime import date

from cardctl.rules.rule import Change, Example, RepositoryContext, Standing

TODAY = date(2022, 9, 1)
"""The day on which the examples are checked."""

BASE_DAY = date(2022, 8, 20)
"""The day of the commit that the examples of changes are compared with."""

HEARING = 2
"""The meeting that the examples are prepared for."""

EVIDENCE_FILES = frozenset({"evidence/dykes.pdf"})
"""Files in the examples' repository besides the register."""

CARD = "M01/M01-001.yaml"
"""The file of the card that an example changes."""

HISTORY = """\
history:
  - {date: 2022-01-13, by: office, state: registered}
  - {date: 2022-02-09, by: parks, state: planned, lead: parks, due: 2022-12-31}
  - {date: 2022-02-10, by: parks, state: in_progress}
"""

CLAIM = f"""\
state: submitted
outcome: completed
{HISTORY}\
  - {{date: 2022-09-01, by: parks, state: submitted, outcome: completed}}
"""

FILES = {
    "cardctl.yaml": """\
format: 1
body: Town Council
languages: [en]
secretariat: office
""",
    "agencies.yaml": """\
agencies:
  - {code: office, name: Council Office}
  - {code: parks, name: Parks Department}
  - {code: roads, name: Roads Department, valid_from: 2022-01-01}
  - {code: works, name: Works Department, valid_to: 2021-12-31, successor: roads}
""",
    "M01/meeting.yaml": """\
number: 1
date: 2022-01-13
status: held
items:
  - {item: 1, title: Flood protection, type: decision, outcome: decided}
  - {item: 2, title: Traffic, type: report, outcome: received}
""",
    "M02/meeting.yaml": """\
number: 2
date: 2022-10-07
papers: 2022-09-30
status: scheduled
items: []
""",
    CARD: """\
id: M01-001
title: Raise the dykes of the river park
meeting: 1
item: 1
lead: parks
partners: [roads]
state: in_progress
due: 2022-12-31
indicators:
  - {id: a, name: Dykes raised, unit: km, baseline: 0, target: 12}
budget:
  - {year: 2022, source: municipal, planned: 500}
plan:
  submitted: 2022-02-09
  summary: Raise the dykes from south to north.
  steps:
    - {id: a, title: Raise the southern dyke, due: 2022-06-30, done: 2022-06-20}
    - {id: b, title: Raise the northern dyke, due: 2022-11-30, done: 2022-08-12}
results:
  - meeting: 2
    date: 2022-08-16
    by: parks
    text: Both dykes are raised.
    progress: 90
    readings: {a: 12}
    spent: 450
    evidence:
      - {kind: report, title: Report of the surveyor}
"""
    + HISTORY,
    "M01/M01-002.yaml": """\
id: M01-002
title: Count the traffic on the ring road
meeting: 1
item: 2
state: registered
results:
  - {meeting: 2, date: 2022-08-20, by: roads, text: The counters are ordered.}
history:
  - {date: 2022-01-13, by: office, state: registered}
""",
    "M01/M01-003.yaml": """\
id: M01-003
title: Close the old bridge
meeting: 1
item: 2
state: closed
outcome: withdrawn
history:
  - {date: 2022-01-13, by: office, state: registered}
  - {date: 2022-03-01, by: office, state: submitted, outcome: withdrawn, note: It fell down.}
  - {date: 2022-03-02, by: office, state: closed, meeting: 1}
""",
}
"""The register without findings: path to text."""

HELD = {
    "M02/meeting.yaml": FILES["M02/meeting.yaml"]
    .replace("2022-10-07", "2022-09-01")
    .replace("2022-09-30", "2022-08-25")
    .replace("scheduled", "held")
}
"""The second meeting, held on `TODAY`."""


def files(example: Example) -> dict[str, bytes]:
    """Return the register with *example* applied, as the store reads it: path to bytes.

    For a change, it is the register after the change.
    """
    return _files(example.after if isinstance(example, Change) else example)


def changed(example: Change) -> dict[str, tuple[bytes | None, bytes | None]]:
    """Return the files that *example* changes, by path: their content before and after."""
    before, after = _files(example.before), _files(example.after)
    return {
        path: (before.get(path), after.get(path))
        for path in sorted(before | after)
        if before.get(path) != after.get(path)
    }


def changed_on_target(example: Change) -> frozenset[str]:
    """Return the paths that changed in the meantime on the branch that *example* goes to."""
    if example.changed_on_target is None:
        return frozenset()
    before, now = _files(example.before), _files(example.changed_on_target)
    return frozenset(path for path in before | now if before.get(path) != now.get(path))


def _files(example: Standing) -> dict[str, bytes]:
    changed = {CARD: replaced(example)} if isinstance(example, str) else dict(example)
    return {
        path: text.encode() if isinstance(text, str) else text
        for path, text in {**FILES, **changed}.items()
        if not _uses_repository(path)
    }


def around(example: Example) -> RepositoryContext:
    """Return the repository context of *example*; every schema in it counts as stale."""
    beside = {} if isinstance(example, (str, Change)) else dict(example)
    texts = {path: str(text) for path, text in beside.items() if _uses_repository(path)}
    stale = tuple(path for path in texts if path.startswith("schemas/"))
    tracked = tuple(path for path in texts if path.startswith(".cardctl/"))
    owners = next(((path, text) for path, text in texts.items() if path == "CODEOWNERS"), None)
    rest = {path: text for path, text in texts.items() if path == ".gitattributes"}
    return RepositoryContext("", rest, stale, tracked, owners)


def _uses_repository(path: str) -> bool:
    own = (".gitattributes", "CODEOWNERS")
    return path in own or path.startswith(("schemas/", ".cardctl/"))


def replaced(snippet: str) -> str:
    """Return the example card without the keys in *snippet*, followed by *snippet* itself."""
    named = {_key(line) for line in snippet.splitlines()} - {""}
    kept, keep = [], True
    for line in FILES[CARD].splitlines(keepends=True):
        if _key(line):
            keep = _key(line) not in named
        if keep:
            kept.append(line)
    return "".join(kept) + snippet


def _key(line: str) -> str:
    """Return the top-level key that a line begins with; "" if there is none."""
    name, colon, _ = line.partition(":")
    return name if colon and name.replace("_", "").replace("-", "").isalnum() else ""

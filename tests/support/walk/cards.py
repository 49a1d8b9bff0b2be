"""Steps that change what is written in a card, with good values and with bad ones."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

from bench.words import AGENCIES
from support.mutations import MUTATIONS
from support.walk.state import Step, Walk

from cardctl.domain.enums import EvidenceKind
from cardctl.domain.workflow import Outcome, State

CODES = (*(code for code, *_ in AGENCIES[:8]), "unknown")
Edit = Callable[[str, Walk], str]


def _put(text: str, key: str, value: str) -> str:
    """Set the value of a key of the card, on one line."""
    line = f"{key}: {value}\n"
    new, found = re.subn(rf"(?m)^{key}:.*\n(?:[ -].*\n)*", lambda _: line, text, count=1)
    return new if found else text.replace("history:\n", f"{line}history:\n", 1)


def _add(text: str, key: str, item: str) -> str:
    """Add an item to a list of the card, which may be absent."""
    pattern = rf"(?m)^{key}:\n((?:[ -].*\n)*)"
    new, found = re.subn(pattern, lambda old: f"{old[0]}  - {item}\n", text, count=1)
    return new if found else f"{text}{key}:\n  - {item}\n"


def _value(text: str, key: str) -> str:
    found = re.search(rf"(?m)^{key}: *([^ #\n]+)", text)
    return found[1] if found else "null"


def another_state(text: str, walk: Walk) -> str:
    """Set a state that the history mostly does not have."""
    text = _put(text, "state", walk.rng.choice(list(State)))
    return (
        _put(text, "outcome", walk.rng.choice(list(Outcome))) if walk.rng.random() < 0.5 else text
    )


def another_due_date(text: str, walk: Walk) -> str:
    return _put(text, "due", walk.day())


def another_lead(text: str, walk: Walk) -> str:
    return _put(text, "lead", walk.rng.choice([*CODES, "null"]))


def agency_by_name(text: str, walk: Walk) -> str:
    """Write the name of an agency in place of its code."""
    _code, name, *_ = walk.rng.choice(AGENCIES[:8])
    key = walk.rng.choice(["lead", "partners"])
    return _put(text, key, f'"{name}"' if key == "lead" else f'["{name}"]')


def other_partners(text: str, walk: Walk) -> str:
    return _put(text, "partners", f"[{', '.join(walk.rng.sample(CODES, 2))}]")


def other_tags(text: str, walk: Walk) -> str:
    return _put(text, "tags", walk.rng.choice(["[budget, '예산']", "[]", '["a,b", "=1+1"]']))


def same_title(text: str, walk: Walk) -> str:
    """Give the card the title of another one."""
    other = re.search(r"(?m)^title: .*$", walk.any_card().read_text("utf-8", "replace"))
    return re.sub(r"(?m)^title: .*$", lambda _: other[0] if other else "title: A", text, count=1)


def another_title(text: str, walk: Walk) -> str:
    return _put(text, "title", f"{{en: Matter {walk.next()}, ko: 안건}}")


def another_item(text: str, walk: Walk) -> str:
    return _put(text, "item", walk.rng.choice(["1", "2", "77"]))


def closed(text: str, walk: Walk) -> str:
    """Close the card to the public, or open it again."""
    shown, found = re.subn(r"(?m)^visibility.*\n", "", text)
    ground = f"visibility_ground: Act {walk.rng.randint(1, 2)}\n" if walk.rng.random() < 0.8 else ""
    return shown if found else text.replace("history:", f"visibility: closed\n{ground}history:", 1)


def closed_paper(text: str, walk: Walk) -> str:
    """Close one of its papers to the public."""
    places = [match.end() for match in re.finditer(r"- \{(?=kind: )", text)]
    if not places:
        paper = "{kind: minutes, title: Minutes, visibility: closed, visibility_ground: Act 9}"
        return _add(text, "sources", paper)
    at = walk.rng.choice(places)
    return f"{text[:at]}visibility: closed, visibility_ground: Act 7, {text[at:]}"


def entry(text: str, walk: Walk) -> str:
    """Add a history entry: lawful or not, in order or not, dated in the future or not."""
    parts = [f"date: {walk.day()}", f"by: {walk.rng.choice(CODES)}"]
    due, lead, state = (_value(text, key) for key in ("due", "lead", "state"))
    parts += walk.rng.choice(
        [
            [f"state: {walk.rng.choice(list(State))}"],
            ["state: closed", f"outcome: {walk.rng.choice(list(Outcome))}"],
            [f"due: {walk.day()}"],
            [f"lead: {walk.rng.choice(CODES)}"],
            [f"corrects: {{due: {due}}}", f"due: {walk.day()}"],
            [f"corrects: {{lead: {lead}}}", f"lead: {walk.rng.choice(CODES)}"],
            [f"corrects: {{state: {state}}}", "state: in_progress"],
            ["corrects: {title: Another title}"],
            ["amends: {decision: {en: Once decided, ko: 처음 결정}}"],
            ["amends: {visibility: closed, indicators.a.target: 99}"],
            ["redacts: [note]", "ground: Act 3"],
        ]
    )
    if walk.rng.random() < 0.5:
        parts.append(f"meeting: {walk.number()}")
    if walk.rng.random() < 0.8:
        parts.append(f"note: reason {walk.next()}")
    return _add(text, "history", f"{{{', '.join(parts)}}}")


def entry_that_the_card_follows(text: str, walk: Walk) -> str:
    """Move the due date or the lead by an entry, as people do."""
    key = walk.rng.choice(["due", "lead"])
    value = walk.day() if key == "due" else walk.rng.choice(CODES)
    moved = f"{{date: {walk.day()}, by: mois, {key}: {value}, meeting: {walk.number()}, note: so}}"
    return _add(_put(text, key, value), "history", moved)


def result(text: str, walk: Walk) -> str:
    """Add a result, by the lead or another agency, for a meeting that may not exist."""
    lead = _value(text, "lead")
    by = walk.rng.choice(CODES) if lead == "null" or walk.rng.random() < 0.3 else lead
    kind = walk.rng.choice(list(EvidenceKind))
    parts = [
        f"meeting: {walk.number()}", f"date: {walk.day()}", f"by: {by}", "text: Done",
        f"progress: {walk.rng.randint(0, 100)}", f"readings: {{a: {walk.rng.randint(0, 80)}.25}}",
        f"spent: {walk.rng.randint(0, 3000)}", f"evidence: [{{kind: {kind}, title: Paper}}]",
    ]  # fmt: skip
    kept = [part for part in parts[4:] if walk.rng.random() < 0.7]
    return _add(text, "results", f"{{{', '.join([*parts[:4], *kept])}}}")


def relations(text: str, walk: Walk) -> str:
    kind = walk.rng.choice(
        ["parent", "depends_on", "see_also", "merged_into", "split_into", "superseded_by"]
    )
    other = walk.rng.choice(walk.ids()[:-2] or ["M01-001"])
    return _put(text, "relations", f"{{{kind}: {other}}}")


def decomposed(text: str, walk: Walk) -> str:
    """Write its texts in decomposed characters (Unicode NFD)."""
    return unicodedata.normalize("NFD", text)


def numbers(text: str, walk: Walk) -> str:
    """Change targets, baselines, weights and amounts."""
    key = walk.rng.choice(["target", "baseline", "planned", "weight", "progress", "spent"])
    value = walk.rng.choice(["0", "7", "12.50", "1e3", "100", "null"])
    return re.sub(rf"\b{key}: *[0-9.]+", f"{key}: {value}", text, count=walk.rng.randint(1, 3))


def steps(text: str, walk: Walk) -> str:
    """Change the days on which steps of the plan are due, or were done."""
    key = walk.rng.choice(["due", "done", "submitted"])
    return re.sub(rf"\b{key}: *[0-9-]+", lambda _: f"{key}: {walk.day()}", text)


def allow(text: str, walk: Walk) -> str:
    return f"# cardctl: allow CC703 they differ\n# 010-1234-5678\n{text}"


def mutated(text: str, walk: Walk) -> str:
    return walk.rng.choice(MUTATIONS)(text, walk.rng)


def _step(change: Edit) -> Step:
    """Return the step that changes the text of some card."""

    def step(walk: Walk) -> None:
        walk.rewrite(walk.any_card(), change)

    step.__name__ = change.__name__
    return step


STEPS: tuple[Step, ...] = tuple(
    map(
        _step,
        (
            another_state, another_due_date, another_lead, agency_by_name, agency_by_name,
            agency_by_name, other_partners, other_tags, same_title, another_title, another_item,
            closed, closed_paper, entry, entry, entry_that_the_card_follows,
            entry_that_the_card_follows, result, result, relations, decomposed, numbers, steps,
            allow, mutated,
        ),
    )
)  # fmt: skip

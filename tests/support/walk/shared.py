"""Steps that change meetings, agencies and settings, on which the facts of all cards depend."""

from __future__ import annotations

import re
import unicodedata

from bench.words import AGENCIES
from support.mutations import MUTATIONS
from support.walk.cards import CODES
from support.walk.state import Step, Walk


def _set_meeting(walk: Walk, key: str, value: str) -> None:
    """Set a value of a meeting, or remove it if *value* is empty."""
    line = f"{key}: {value}\n" if value else ""
    walk.rewrite(walk.any_meeting(), lambda text, _: re.sub(rf"(?m)^{key}: .*\n", "", text) + line)


def meeting_date(walk: Walk) -> None:
    _set_meeting(walk, "date", walk.rng.choice([walk.day(), walk.day(), ""]))


def meeting_papers(walk: Walk) -> None:
    _set_meeting(walk, "papers", walk.rng.choice([walk.day(), walk.day(), ""]))


def meeting_status(walk: Walk) -> None:
    _set_meeting(walk, "status", walk.rng.choice(["held", "scheduled", "cancelled"]))


def meeting_kind(walk: Walk) -> None:
    _set_meeting(walk, "kind", walk.rng.choice(["written", "extraordinary"]))


def meeting_hears(walk: Walk) -> None:
    _set_meeting(walk, "hears", walk.rng.choice(["true", "false"]))


def meeting_added(walk: Walk) -> None:
    number = walk.rng.choice([5, 6, 17])
    path = walk.root / f"M{number:02}/meeting.yaml"
    walk.keep(path)
    path.parent.mkdir(exist_ok=True)
    status = walk.rng.choice(["held", "scheduled", "cancelled"])
    path.write_text(f"number: {number}\ndate: {walk.day()}\nstatus: {status}\n", "utf-8")


def meeting_removed(walk: Walk) -> None:
    path = walk.any_meeting()
    walk.keep(path)
    path.unlink()


def agency_order(walk: Walk) -> None:
    def reverse(text: str, _: Walk) -> str:
        head, *lines = re.split(r"(?m)^(?=  - )", text)
        return "".join([head, *reversed(lines)])

    walk.rewrite(walk.root / "agencies.yaml", reverse)


def agency_code(walk: Walk) -> None:
    old = walk.rng.choice(AGENCIES[:8])[0]
    walk.rewrite(
        walk.root / "agencies.yaml", lambda text, _: text.replace(f"code: {old},", f"code: x{old},")
    )


def agency_name(walk: Walk) -> None:
    name = f"Office {walk.next()}"
    walk.rewrite(
        walk.root / "agencies.yaml",
        lambda text, _: re.sub(r"en: [^,}]+", f"en: {name}", text, count=2),
    )


def agency_closed(walk: Walk) -> None:
    end = f"valid_to: {walk.day()}, successor: {walk.rng.choice(CODES)}, code:"
    walk.rewrite(walk.root / "agencies.yaml", lambda text, _: text.replace("code:", end, 1))


def agencies_decomposed(walk: Walk) -> None:
    walk.rewrite(walk.root / "agencies.yaml", lambda text, _: unicodedata.normalize("NFD", text))


def limits(walk: Walk) -> None:
    """Change the days after which cards are red or amber."""
    days = ("red_after_days", "unowned_after_days", "due_soon_days")
    values = ", ".join(f"{name}: {walk.rng.choice([0, 1, 30, 31, 365, 3650])}" for name in days)
    _set_config(walk, "settings", f"{{{values}}}")


def languages(walk: Walk) -> None:
    _set_config(walk, "languages", walk.rng.choice(["[en, ko]", "[ko]", "[en]", "[ko, en]"]))


def money(walk: Walk) -> None:
    _set_config(walk, "money", f"{{currency: USD, unit: {walk.rng.choice([1, 1000])}}}")


def secretariat(walk: Walk) -> None:
    _set_config(walk, "secretariat", walk.rng.choice(CODES))


def first_meeting(walk: Walk) -> None:
    _set_config(walk, "first_meeting", str(walk.rng.choice([1, 2, 4])))


def _set_config(walk: Walk, key: str, value: str) -> None:
    walk.rewrite(
        walk.root / "cardctl.yaml",
        lambda text, _: re.sub(rf"(?m)^{key}:.*\n", "", text) + f"{key}: {value}\n",
    )


def mutated(walk: Walk) -> None:
    path = walk.rng.choice([walk.any_meeting(), walk.root / "agencies.yaml"])
    walk.rewrite(path, lambda text, walk: walk.rng.choice(MUTATIONS)(text, walk.rng))


STEPS: tuple[Step, ...] = (
    meeting_date, meeting_date, meeting_papers, meeting_papers, meeting_status, meeting_kind,
    meeting_hears, meeting_added, meeting_removed, agency_order, agency_code, agency_name,
    agency_closed, agencies_decomposed, limits, limits, languages, money, secretariat,
    first_meeting, mutated,
)  # fmt: skip

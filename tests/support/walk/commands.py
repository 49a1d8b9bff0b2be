"""Steps that change the register by the program itself, on some day."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from support.registers import run
from support.walk.cards import CODES
from support.walk.state import Step, Walk

from cardctl.domain.workflow import Outcome, State

Command = Callable[[Walk], Sequence[str]]


def _card(walk: Walk) -> str:
    return walk.rng.choice(walk.ids())


def _submitted(walk: Walk) -> str:
    """Return the id of a card whose outcome is submitted, if there is one."""
    found = [path.stem for path in walk.cards() if b"\nstate: submitted" in path.read_bytes()]
    return walk.rng.choice(found or walk.ids())


def _heard(walk: Walk) -> Sequence[str]:
    """Return a meeting and a submitted card, on a day after which no card is changed at first."""
    return (walk.rng.choice(["2", "3"]), _submitted(walk), "--on", "2025-10-01")


def moved(walk: Walk) -> Sequence[str]:
    state = walk.rng.choice(list(State))
    outcome = ["--outcome", walk.rng.choice(list(Outcome))] if state is State.SUBMITTED else []
    review = ["--review", str(walk.number())] if state is State.ON_HOLD else []
    others = (["--lead", walk.rng.choice(CODES)], ["--due", walk.day()])
    more = [word for option in others if walk.rng.random() < 0.4 for word in option]
    said = ("--reason", "so it was agreed")
    return ("update", _card(walk), "--state", state, *outcome, *review, *more, *said)


def due_date_extended(walk: Walk) -> Sequence[str]:
    number = str(walk.number())
    return ("update", _card(walk), "--due", walk.day(), "--reason", "late", "--meeting", number)


def result_filed(walk: Walk) -> Sequence[str]:
    more = ["--progress", str(walk.rng.randint(0, 100)), "--for", str(walk.number())]
    return ("update", _card(walk), "--result", "A part is done", *more)


def result_revised(walk: Walk) -> Sequence[str]:
    return ("update", _card(walk), "--revise", "--progress", "42", "--reason", "a typing error")


def corrected(walk: Walk) -> Sequence[str]:
    value = walk.rng.choice([f"due={walk.day()}", f"lead={walk.rng.choice(CODES)}", "title=Right"])
    number = ["--meeting", str(walk.number())] if walk.rng.random() < 0.7 else []
    return ("update", _card(walk), "--correct", value, "--reason", "a misprint", *number)


def amended(walk: Walk) -> Sequence[str]:
    value = walk.rng.choice(["decision=Move 50 offices", "title=Another", "visibility=closed"])
    return ("update", _card(walk), "--amend", value, "--meeting", str(walk.number()))


def voided(walk: Walk) -> Sequence[str]:
    return ("void", _card(walk), "--reason", "registered twice", "--meeting", str(walk.number()))


def redacted(walk: Walk) -> Sequence[str]:
    path = walk.rng.choice(["note", "decision", "title", "results.0.text", "plan.summary"])
    return ("redact", _card(walk), path, "--ground", "court order")


def registered(walk: Walk) -> Sequence[str]:
    return ("new", f"Matter {walk.next()}", "--meeting", str(walk.number()), "--due", walk.day())


def meeting_added(walk: Walk) -> Sequence[str]:
    number, kind = str(walk.number() + 1), walk.rng.choice(["regular", "written"])
    return ("meeting", "add", number, "--date", walk.day(), "--kind", kind)


def meeting_held(walk: Walk) -> Sequence[str]:
    return ("meeting", "hold", "4", "--date", walk.day(), "--reason", "the hall was taken")


def meeting_moved(walk: Walk) -> Sequence[str]:
    return ("meeting", "set", str(walk.number()), "--date", walk.day(), "--reason", "storm")


def meeting_cancelled(walk: Walk) -> Sequence[str]:
    return ("meeting", "cancel", walk.rng.choice(["4", "5"]), "--reason", "no quorum")


def meeting_sealed(walk: Walk) -> Sequence[str]:
    number = walk.rng.choice([2, 3])
    is_sealed = (walk.root / f"M{number:02}/seal.json").exists()
    again = ["--again", "--reason", "filed late"] if is_sealed else []
    return ("meeting", "seal", str(number), "--as-of", walk.day(), *again)


def first_seal(walk: Walk) -> Sequence[str]:
    return ("meeting", "seal", str(walk.rng.choice([2, 3])))


def confirmed(walk: Walk) -> Sequence[str]:
    return ("meeting", "confirm", *_heard(walk))


def returned(walk: Walk) -> Sequence[str]:
    return ("meeting", "return", *_heard(walk), "--reason", "not signed")


def agency_renamed(walk: Walk) -> Sequence[str]:
    return ("agency", "rename", walk.rng.choice(CODES), "--name", f"Office {walk.next()}")


def agency_handed_over(walk: Walk) -> Sequence[str]:
    one, other = walk.rng.sample(CODES[:-1], 2)
    return ("agency", "close", one, "--successor", other, "--hand-over")


def fixed(walk: Walk) -> Sequence[str]:
    return ("validate", "--fix", "--unsafe")


def _step(command: Command) -> Step:
    """Return the step that runs a command; it may be refused."""

    def step(walk: Walk) -> None:
        day = walk.rng.choice(["2025-06-30", "2025-10-15", walk.day()])
        run(*command(walk), "--today", day, root=walk.root)

    step.__name__ = command.__name__
    return step


STEPS: tuple[Step, ...] = tuple(
    map(
        _step,
        (
            moved, due_date_extended, result_filed, result_revised, corrected, amended, voided,
            redacted, registered, meeting_added, meeting_held, meeting_moved, meeting_cancelled,
            first_seal, meeting_sealed, confirmed, returned, agency_renamed, agency_handed_over,
            fixed,
        ),
    )
)  # fmt: skip

"""Random questions to the commands that read a register; no two of them are the same."""

from __future__ import annotations

from collections.abc import Sequence

from bench.words import REGIONS, TAGS, TOPICS
from support.walk.cards import CODES
from support.walk.state import Walk

from cardctl.app.card_fields import FIELDS
from cardctl.cli.list_cards import FORMATS as LISTS
from cardctl.cli.validate import FORMATS as FINDINGS
from cardctl.domain.filter import FieldKind
from cardctl.domain.signal import Colour
from cardctl.domain.workflow import Outcome, State

WORDS = (*(en.split()[-1] for en, _ in TOPICS + REGIONS), *(ko for _, ko in TOPICS), "M02", "의")
REPORTS = ("json", "json", "csv", "text", "markdown", "ics", "html")
WITH_VIEWS = ("text", "markdown", "html")
RULES = ("CC1", "CC2", "CC3", "CC305", "CC4", "CC5", "CC6", "CC7", "duplicate-title")
PLACES = ("M01", "M02", "1-1", "2-2", "M01/M01-002.yaml", "agencies.yaml", "nowhere")
FLAGS = ("--open", "--closed", "--overdue", "--unowned", "--late", "--carried-over")
ORDERED = (FieldKind.NUMBER, FieldKind.DATE, FieldKind.ID)


class Questions:
    """The questions of one walk."""

    def __init__(self, walk: Walk) -> None:
        self.walk = walk
        self.rng = walk.rng
        self.asked: list[Sequence[str]] = []

    def new(self) -> Sequence[str]:
        """Return a question that was not asked before, as arguments."""
        while True:
            kinds = (self._list, self._list, self._report, self._report, self._validate, self._one)
            question = (*self.rng.choice(kinds)(), *self._day_and_language())
            if question not in self.asked:
                self.asked.append(question)
                return question

    def _day_and_language(self) -> list[str]:
        day = [self.rng.choice(["2025-06-30", "2027-03-01", "2019-01-01"]), self.walk.day()]
        return ["--today", self.rng.choice(day), "--lang", self.rng.choice(["en", "ko"])]

    def _maybe(self, chance: float, *args: str) -> list[str]:
        return list(args) if self.rng.random() < chance else []

    def _number(self) -> str:
        return str(self.walk.number())

    # list ---------------------------------------------------------------------------------------

    def _list(self) -> list[str]:
        rng = self.rng
        filters = [option for _ in range(rng.choice([0, 1, 1, 2])) for option in self._filter()]
        form = rng.choice(LISTS)
        columns = rng.choice([list(FIELDS), rng.sample(list(FIELDS), rng.randint(1, 9))])
        keys = [
            rng.choice(["", "-"]) + name for name in rng.sample(list(FIELDS), rng.randint(1, 3))
        ]
        return [
            "list", *filters, *self._maybe(0.7, "--sort", ",".join(keys)),
            *self._maybe(0 if form == "ids" else 0.8, "--columns", ",".join(columns)),
            "--format", form,
        ]  # fmt: skip

    def _filter(self) -> list[str]:
        rng = self.rng
        options = [
            ["--state", rng.choice(list(State))], ["--outcome", rng.choice(list(Outcome))],
            ["--signal", rng.choice(list(Colour))], ["--lead", rng.choice(CODES[:-1])],
            ["--agency", rng.choice(CODES[:-1])], ["--meeting", self._number()],
            ["--item", rng.choice("123")], ["--tag", rng.choice(TAGS)], [rng.choice(FLAGS)],
            ["--not-submitted", self._number()], [rng.choice(WORDS)], ["--where", self._where(2)],
            ["--where", self._where(2)],
        ]  # fmt: skip
        return rng.choice(options)

    def _where(self, depth: int) -> str:
        rng = self.rng
        if depth and rng.random() < 0.5:
            both = rng.choice([" and ", " or "]).join(
                (self._where(depth - 1), self._where(depth - 1))
            )
            return rng.choice(["not ", ""]) + f"({both})"
        name = rng.choice(list(FIELDS))
        field, sign = FIELDS[name], rng.choice(["=", "!=", "~", "<", "<=", ">", ">="])
        if rng.random() < 0.15:
            return f"{name} {rng.choice(['=', '!='])} none"
        if rng.random() < 0.1:
            return name
        if sign[0] in "<>" and field.kind not in ORDERED:
            sign = "="
        return f'{name} {sign} "{self._value(name)}"'

    def _value(self, name: str) -> str:
        rng, field = self.rng, FIELDS[name]
        if name in ("lead", "partners", "agency"):
            return rng.choice(CODES[:-1])
        if field.members:
            return str(rng.choice([*field.members]))
        return {
            FieldKind.TEXT: lambda: rng.choice((*WORDS, *TAGS)),
            FieldKind.WORD: lambda: rng.choice(CODES),
            FieldKind.ID: lambda: rng.choice(self.walk.ids()),
            FieldKind.NUMBER: lambda: str(rng.choice([0, 1, 2, 30, 100, 500, 2000])),
            FieldKind.DATE: self.walk.day,
            FieldKind.FLAG: lambda: rng.choice(["yes", "no"]),
        }[field.kind]()

    # report -------------------------------------------------------------------------------------

    def _report(self) -> list[str]:
        rng, form = self.rng, self.rng.choice(REPORTS)
        view = rng.choice(["full", "summary", f"agency:{rng.choice(CODES[:-1])}"])
        return [
            "report", "--format", form, *self._maybe(0.7, "--meeting", self._number()),
            *self._maybe(0.4, "--as-of", self.walk.day()),
            *self._maybe(0.6 if form in WITH_VIEWS else 0, "--view", view),
            *self._maybe(0.3, "--audience", "public"),
            *self._maybe(0.2, "--fail-on", rng.choice(["missing", "overdue", "invalid"])),
        ]  # fmt: skip

    # validate -----------------------------------------------------------------------------------

    def _validate(self) -> list[str]:
        rng = self.rng
        fix = rng.choice([[], [], [], ["--fix", "--diff"], ["--fix", "--diff", "--unsafe"]])
        return [
            "validate", *self._maybe(0.3, rng.choice(PLACES)), *self._maybe(0.3, "--strict"),
            *self._maybe(0.2, "--select", rng.choice(RULES)),
            *self._maybe(0.2, "--ignore", rng.choice(RULES)),
            *self._maybe(0.2, "--for-meeting", self._number()), *fix,
            *([] if fix else self._maybe(0.8, "--format", rng.choice(FINDINGS))),
        ]  # fmt: skip

    # One card, meeting or agency ----------------------------------------------------------------

    def _one(self) -> list[str]:
        rng = self.rng
        card = rng.choice(self.walk.ids())
        as_json = self._maybe(0.4, "--json")
        return rng.choice(
            [
                ["show", card, *as_json, *([] if as_json else self._maybe(0.5, "--history"))],
                ["show", card, *as_json],
                ["log", card],
                ["meeting", "list", *as_json],
                ["meeting", "show", self._number(), *as_json],
                ["agency", "list", *as_json],
                ["agency", "show", rng.choice(CODES), *as_json],
            ]
        )

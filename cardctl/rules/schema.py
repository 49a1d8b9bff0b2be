"""2xx: whether the data of a file fits its model: fields, types, ranges, ids."""

from __future__ import annotations

from collections.abc import Iterator

from cardctl.domain.register import FactRegister
from cardctl.finding import Fix, Severity
from cardctl.i18n import _
from cardctl.rules.builtin import builtin
from cardctl.rules.examples import FILES
from cardctl.rules.rule import Context, Problem, SubjectKind, problem, rule

_SECOND = FILES["M01/M01-002.yaml"]

builtin(
    "CC201", "missing-field",
    "A required field is missing.",
    "Without it the record cannot be used or counted.",
    "Add the field.",
    "plan:\n  summary: Raise the dykes.\n  steps:\n    - {id: a}\n",
    "plan:\n  summary: Raise the dykes.\n  steps:\n"
    "    - {id: a, title: The southern dyke, done: 2022-06-20}\n",
)  # fmt: skip
builtin(
    "CC202", "unknown-field",
    "A key is not known in this kind of file.",
    "The value of a mistyped key is never read.",
    "Correct the key; custom keys start with x-.",
    "note: The dykes hold.\nprioritet: 1\n", "note: The dykes hold.\nx-priority: 1\n",
)  # fmt: skip
builtin(
    "CC203", "unknown-state",
    "A state, an outcome, a kind or another fixed value is not one of the allowed values.",
    "Only values that everybody shares can be counted.",
    "Use an allowed value; `cardctl states` shows states and outcomes.",
    "state: in-progess\n", "state: in_progress\n",
    Severity.ERROR, ("unknown-outcome", "unknown-kind"),
)  # fmt: skip
builtin(
    "CC204", "wrong-type",
    "A value has the wrong type for its field: text instead of a list, a number instead of text.",
    "A list written as text, or a number with commas, cannot be counted.",
    "Write the value in the field's type.",
    "partners: roads\n", "partners: [roads]\n",
)  # fmt: skip
builtin(
    "CC205", "bad-id",
    "A value is not a valid id or code.",
    "Ids are typed, sorted and used as file names, so they have one format.",
    "Card ids look like M01-007; codes use letters, digits, dots, dashes and underscores.",
    "relations: {see_also: [M1-2]}\n", "relations: {see_also: [M01-002]}\n",
)  # fmt: skip
builtin(
    "CC206", "out-of-range",
    "A number is too low or too high, or a text is empty or too long.",
    "Such a value is a typing error, and every sum that includes it is wrong.",
    "Correct the value, or remove the key.",
    "results:\n  - {meeting: 2, date: 2022-08-16, by: parks, text: All raised., progress: 120}\n",
    "results:\n  - {meeting: 2, date: 2022-08-16, by: parks, text: All raised., progress: 100}\n",
)  # fmt: skip
builtin(
    "CC207", "id-file-mismatch",
    "A card's id, meeting, file name and folder do not agree.",
    "Ids never change, and cards are found by their file names.",
    "Restore the old file name or the old id.",
    {"M01/M01-004.yaml": _SECOND.replace("M01-002", "M01-005").replace("ring", "river")},
    {"M01/M01-004.yaml": _SECOND.replace("M01-002", "M01-004").replace("ring", "river")},
)  # fmt: skip


FORMAT = 1
"""The format of the files, as `cardctl.yaml` states it."""


@rule(
    "CC208",
    "old-schema",
    Severity.WARNING,
    of=SubjectKind.REGISTER,
    why="If the file format ever changes, a register must declare which one it uses.",
    hint="Add `format: 1` to cardctl.yaml.",
    bad={"cardctl.yaml": FILES["cardctl.yaml"].replace("format: 1\n", "")},
    good={"cardctl.yaml": FILES["cardctl.yaml"]},
)
def old_schema(register: FactRegister, _context: Context) -> Iterator[Problem]:
    """The register does not declare its file format; format 1 is assumed."""
    if "format" not in register.config.model_fields_set:
        yield problem(
            ("format",),
            "format is not stated; assuming format {number}",
            number=FORMAT,
            hint=_("add a line: format: {number}", number=FORMAT),
            fixes=[Fix.put(("format",), FORMAT, safe=True)],
        )

"""Records of the rules that the store checks while it reads and loads files.

They have no check function here: the reader (1xx) and the models (2xx, CC401) check them
themselves, and CC207 and CC301 need the names of files.
"""

from __future__ import annotations

from cardctl.finding import Severity
from cardctl.rules.examples import CARD, FILES
from cardctl.rules.rule import Example, Of, Rule, record

E, W, N = Severity.ERROR, Severity.WARNING, Severity.NOTE


def _engine(
    code: str,
    name: str,
    meaning: str,
    why: str,
    hint: str,
    bad: Example,
    good: Example,
    severity: Severity = E,
    aliases: tuple[str, ...] = (),
) -> None:
    record(Rule(code, name, severity, Of.FILE, meaning, why, hint, bad, good, frozenset(), aliases))


_SECOND = FILES["M01/M01-002.yaml"]

_engine(
    "CC101", "yaml-syntax",
    "A file is not YAML, or a form of it that readers do not agree on.",
    "What a file says must not depend on the program that reads it.",
    "Mend the line that is named; text with a colon or a bracket goes into quotes.",
    'note: "The dykes hold.\n', 'note: "The dykes hold."\n',
)  # fmt: skip
_engine(
    "CC102", "not-utf8",
    "A file is not in UTF-8.",
    "In any other encoding Korean text is lost or mixed up on the next computer.",
    "Save the file again as UTF-8.",
    {CARD: FILES[CARD].encode() + "note: 제방\n".encode("cp949")}, "note: 제방\n",
)  # fmt: skip
_engine(
    "CC103", "not-one-mapping",
    "A file is not one mapping of keys to values.",
    "A file is one card, one meeting, or one list of settings: each thing in it has a name.",
    "Write lines of 'key: value', and one document in a file.",
    {"M01/M01-004.yaml": "- Raise the dykes\n"}, {"M01/M01-002.yaml": _SECOND},
)  # fmt: skip
_engine(
    "CC104", "duplicate-key",
    "The same key stands twice in one mapping.",
    "One program takes the first value and another the last: both believe that they know.",
    "Keep one of the two.",
    "note: The dykes hold.\nnote: The dykes leak.\n", "note: The dykes hold.\n",
)  # fmt: skip
_engine(
    "CC105", "yaml-feature",
    "A file uses anchors, aliases, merge keys, tags, directives or complex keys.",
    "A card says what it says where it stands, so that people can read and change it line by line.",
    "Write the value out.",
    "tags: [&a dykes]\n", "tags: [dykes]\n",
)  # fmt: skip
_engine(
    "CC106", "ambiguous-scalar",
    "A plain value is a text to one YAML reader and a number, date or truth value to another.",
    "`no` becomes false, and `012` ten: silently, and only on some computers.",
    "Put it in quotes.",
    "tags: [no]\n", 'tags: ["no"]\n',
)  # fmt: skip
_engine(
    "CC107", "layout",
    "Lines end in CRLF, or the last line has no end.",
    "Nothing is wrong with the data, but the next change touches lines that it does not concern.",
    "End all lines with LF, the last one too.",
    "note: The dykes hold.", "note: The dykes hold.\n", N,
)  # fmt: skip
_engine(
    "CC108", "conflict-marker",
    "A file holds the marks of a merge that was not finished.",
    "It holds two truths, and nobody has decided between them.",
    "Keep one side of each conflict, without the lines of the marks.",
    "<<<<<<< HEAD\nnote: The dykes hold.\n=======\nnote: The dykes leak.\n>>>>>>> parks\n",
    "note: The dykes hold.\n",
)  # fmt: skip
_engine(
    "CC109", "too-large",
    "A file is too large, too deep, or has too many parts or digits.",
    "A card is one page that people read; what is larger is a mistake or an attack.",
    "Keep long documents as files of their own and name them as evidence.",
    "x-own: [[[[[[[[[[deep]]]]]]]]]]\n", "x-own: [[deep]]\n",
)  # fmt: skip
_engine(
    "CC110", "hidden-character",
    "A file holds characters that nobody sees: control, zero-width or direction marks.",
    "What people read and what programs read must be the same.",
    "Delete the character.",
    'note: "The dykes\u200b hold."\n', 'note: "The dykes hold."\n',
)  # fmt: skip
_engine(
    "CC111", "not-nfc",
    "Letters are written in pieces (not Unicode NFC), as some systems do in file names.",
    "Two texts that look the same are not found as the same.",
    "Normalize the text to NFC.",
    "note: \u110c\u1166\u1107\u1161\u11bc\n",
    "note: 제방\n",
)  # fmt: skip
_engine(
    "CC112", "unread-file",
    "A file in the register has not the name of a card, a meeting or a setting, and is not read.",
    "A card under a wrong name is lost from every report, and nobody is told.",
    "Give it the name of its card, or take it out of the register.",
    {"M01/M01-004.yml": _SECOND}, {"M01/M01-002.yaml": _SECOND}, W,
)  # fmt: skip
_engine(
    "CC113", "unreadable-file",
    "A file of the register cannot be opened, or is a link, a pipe or a device. Or git tracks it, "
    "and it is not in the work tree: a sparse checkout leaves it out, or it was deleted and that "
    "is not committed.",
    "A register is what stands in its own files; a link can lead anywhere. What git tracks belongs "
    "to the register, so no report leaves it out in silence, and its id is not given again.",
    "Put a plain file that can be read in its place, check it out (git sparse-checkout disable, "
    "git restore), or commit the deletion.",
    {}, {},
)  # fmt: skip

_engine(
    "CC201", "missing-field",
    "A field that must be there is missing.",
    "Without it the record cannot be used or counted.",
    "Add the field.",
    "plan:\n  summary: Raise the dykes.\n  steps:\n    - {id: a}\n",
    "plan:\n  summary: Raise the dykes.\n  steps:\n"
    "    - {id: a, title: The southern dyke, done: 2022-06-20}\n",
)  # fmt: skip
_engine(
    "CC202", "unknown-field",
    "A key is none that a file of this kind has.",
    "A mistyped key is a value that nobody reads.",
    "Correct the key; keys of your own start with x-.",
    "note: The dykes hold.\nprioritet: 1\n", "note: The dykes hold.\nx-priority: 1\n",
)  # fmt: skip
_engine(
    "CC203", "unknown-state",
    "A state, an outcome, a kind or another word of a fixed list is not on its list.",
    "Only words that everybody shares can be counted.",
    "Use a word of the list; `cardctl states` shows states and outcomes.",
    "state: in-progess\n", "state: in_progress\n", E, ("unknown-outcome", "unknown-kind"),
)  # fmt: skip
_engine(
    "CC204", "wrong-type",
    "A value is of another type than its field: a text for a list, a number for a text.",
    "A list that is a text, or a number with commas, cannot be counted.",
    "Write it as the field wants it.",
    "partners: roads\n", "partners: [roads]\n",
)  # fmt: skip
_engine(
    "CC205", "bad-id",
    "A value has not the form of an id or of a code.",
    "Ids are typed, sorted and used as file names, so they have one form.",
    "A card's id is M01-007; a code has letters, digits, dots, dashes and underscores.",
    "relations: {see_also: [M1-2]}\n", "relations: {see_also: [M01-002]}\n",
)  # fmt: skip
_engine(
    "CC206", "out-of-range",
    "A number is too low or too high, or a text is empty or too long.",
    "Such a value is a slip of the hand, and every sum with it is wrong.",
    "Correct the value, or leave the key out.",
    "results:\n  - {meeting: 2, date: 2022-08-16, by: parks, text: All raised., progress: 120}\n",
    "results:\n  - {meeting: 2, date: 2022-08-16, by: parks, text: All raised., progress: 100}\n",
)  # fmt: skip
_engine(
    "CC207", "id-file-mismatch",
    "A card's id, its meeting, its file name and its folder do not agree.",
    "An id is never changed, and a card is found by its file name.",
    "Give the file its old name, or the id its old value.",
    {"M01/M01-004.yaml": _SECOND.replace("M01-002", "M01-005").replace("ring", "river")},
    {"M01/M01-004.yaml": _SECOND.replace("M01-002", "M01-004").replace("ring", "river")},
)  # fmt: skip
_engine(
    "CC301", "duplicate-id",
    "The same id is given twice: to two cards, steps, indicators, agenda items or agencies.",
    "Whoever names the id names two things.",
    "Give one of the two the next free id.",
    "plan:\n  summary: Raise the dykes.\n  steps:\n"
    "    - {id: a, title: The southern dyke, done: 2022-06-20}\n"
    "    - {id: a, title: The northern dyke, done: 2022-08-12}\n",
    "plan:\n  summary: Raise the dykes.\n  steps:\n"
    "    - {id: a, title: The southern dyke, done: 2022-06-20}\n"
    "    - {id: b, title: The northern dyke, done: 2022-08-12}\n",
)  # fmt: skip
_engine(
    "CC401", "bad-date",
    "A date is not a day of the calendar in the form YYYY-MM-DD.",
    "4/3/22 is a day in March or in April, and no day is 30 February.",
    "Write it as YYYY-MM-DD, for example 2022-01-13.",
    "plan: {submitted: 2022-02-30, summary: Raise the dykes., no_steps: One contract.}\n",
    "plan: {submitted: 2022-02-28, summary: Raise the dykes., no_steps: One contract.}\n",
)  # fmt: skip

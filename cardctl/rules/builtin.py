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
    "A file is not YAML, or uses syntax that YAML parsers read differently.",
    "The meaning of a file must not depend on the program that reads it.",
    "Fix the reported line; put text that contains a colon or a bracket in quotes.",
    'note: "The dykes hold.\n', 'note: "The dykes hold."\n',
)  # fmt: skip
_engine(
    "CC102", "not-utf8",
    "A file is not UTF-8.",
    "In any other encoding, Korean text is lost or garbled on the next computer.",
    "Save the file as UTF-8.",
    {CARD: FILES[CARD].encode() + "note: 제방\n".encode("cp949")}, "note: 제방\n",
)  # fmt: skip
_engine(
    "CC103", "not-one-mapping",
    "A file is not a single mapping of keys to values.",
    "A file contains one card, one meeting or one set of settings, and each value has a key.",
    "Write 'key: value' lines, with one document per file.",
    {"M01/M01-004.yaml": "- Raise the dykes\n"}, {"M01/M01-002.yaml": _SECOND},
)  # fmt: skip
_engine(
    "CC104", "duplicate-key",
    "The same key appears twice in one mapping.",
    "Some programs use the first value and others the last, without a warning.",
    "Keep one of the two.",
    "note: The dykes hold.\nnote: The dykes leak.\n", "note: The dykes hold.\n",
)  # fmt: skip
_engine(
    "CC105", "yaml-feature",
    "A file uses anchors, aliases, merge keys, tags, directives or complex keys.",
    "Values must appear where they are used, so that people can read and edit them line by line.",
    "Write out the value.",
    "tags: [&a dykes]\n", "tags: [dykes]\n",
)  # fmt: skip
_engine(
    "CC106", "ambiguous-scalar",
    "A plain value is text to one YAML parser and a number, date or boolean to another.",
    "`no` becomes false and `012` becomes ten, silently and only on some computers.",
    "Put it in quotes.",
    "tags: [no]\n", 'tags: ["no"]\n',
)  # fmt: skip
_engine(
    "CC107", "layout",
    "Lines end in CRLF, or the last line has no newline.",
    "The data is intact, but the next change will also touch unrelated lines.",
    "End all lines with LF, including the last one.",
    "note: The dykes hold.", "note: The dykes hold.\n", N,
)  # fmt: skip
_engine(
    "CC108", "conflict-marker",
    "A file contains conflict markers from an unfinished merge.",
    "The file contains two versions, and nobody has chosen between them.",
    "Keep one side of each conflict and delete the marker lines.",
    "<<<<<<< HEAD\nnote: The dykes hold.\n=======\nnote: The dykes leak.\n>>>>>>> parks\n",
    "note: The dykes hold.\n",
)  # fmt: skip
_engine(
    "CC109", "too-large",
    "A file is too large, too deeply nested, or has too many elements or digits.",
    "A card is one page for people to read; anything larger is a mistake or an attack.",
    "Keep long documents in separate files and cite them as evidence.",
    "x-own: [[[[[[[[[[deep]]]]]]]]]]\n", "x-own: [[deep]]\n",
)  # fmt: skip
_engine(
    "CC110", "hidden-character",
    "A file contains invisible characters: control, zero-width or direction marks.",
    "What people read and what programs read must be the same.",
    "Delete the character.",
    'note: "The dykes\u200b hold."\n', 'note: "The dykes hold."\n',
)  # fmt: skip
_engine(
    "CC111", "not-nfc",
    "Text has decomposed characters (not Unicode NFC), as file names on some systems do.",
    "Two texts that look the same do not compare as equal.",
    "Normalize the text to NFC.",
    "note: \u110c\u1166\u1107\u1161\u11bc\n",
    "note: 제방\n",
)  # fmt: skip
_engine(
    "CC112", "unread-file",
    "A file in the register is not named like a card, meeting or settings file, and is ignored.",
    "A card with a wrong file name is missing from every report, without a warning.",
    "Rename it after its card, or move it out of the register.",
    {"M01/M01-004.yml": _SECOND}, {"M01/M01-002.yaml": _SECOND}, W,
)  # fmt: skip
_engine(
    "CC113", "unreadable-file",
    "A register file cannot be opened, or is a link, a pipe or a device. Or git tracks it, but "
    "it is not in the work tree: a sparse checkout leaves it out, or its deletion is not "
    "committed.",
    "A register consists of its own files; a link can lead anywhere. Files that git tracks "
    "belong to the register, so no report omits them silently, and their ids are not reused.",
    "Replace it with a regular, readable file, check it out (git sparse-checkout disable, git "
    "restore), or commit the deletion.",
    {}, {},
)  # fmt: skip

_engine(
    "CC201", "missing-field",
    "A required field is missing.",
    "Without it the record cannot be used or counted.",
    "Add the field.",
    "plan:\n  summary: Raise the dykes.\n  steps:\n    - {id: a}\n",
    "plan:\n  summary: Raise the dykes.\n  steps:\n"
    "    - {id: a, title: The southern dyke, done: 2022-06-20}\n",
)  # fmt: skip
_engine(
    "CC202", "unknown-field",
    "A key is not known in this kind of file.",
    "The value of a mistyped key is never read.",
    "Correct the key; custom keys start with x-.",
    "note: The dykes hold.\nprioritet: 1\n", "note: The dykes hold.\nx-priority: 1\n",
)  # fmt: skip
_engine(
    "CC203", "unknown-state",
    "A state, an outcome, a kind or another fixed value is not one of the allowed values.",
    "Only values that everybody shares can be counted.",
    "Use an allowed value; `cardctl states` shows states and outcomes.",
    "state: in-progess\n", "state: in_progress\n", E, ("unknown-outcome", "unknown-kind"),
)  # fmt: skip
_engine(
    "CC204", "wrong-type",
    "A value has the wrong type for its field: text instead of a list, a number instead of text.",
    "A list written as text, or a number with commas, cannot be counted.",
    "Write the value in the field's type.",
    "partners: roads\n", "partners: [roads]\n",
)  # fmt: skip
_engine(
    "CC205", "bad-id",
    "A value is not a valid id or code.",
    "Ids are typed, sorted and used as file names, so they have one format.",
    "Card ids look like M01-007; codes use letters, digits, dots, dashes and underscores.",
    "relations: {see_also: [M1-2]}\n", "relations: {see_also: [M01-002]}\n",
)  # fmt: skip
_engine(
    "CC206", "out-of-range",
    "A number is too low or too high, or a text is empty or too long.",
    "Such a value is a typing error, and every sum that includes it is wrong.",
    "Correct the value, or remove the key.",
    "results:\n  - {meeting: 2, date: 2022-08-16, by: parks, text: All raised., progress: 120}\n",
    "results:\n  - {meeting: 2, date: 2022-08-16, by: parks, text: All raised., progress: 100}\n",
)  # fmt: skip
_engine(
    "CC207", "id-file-mismatch",
    "A card's id, meeting, file name and folder do not agree.",
    "Ids never change, and cards are found by their file names.",
    "Restore the old file name or the old id.",
    {"M01/M01-004.yaml": _SECOND.replace("M01-002", "M01-005").replace("ring", "river")},
    {"M01/M01-004.yaml": _SECOND.replace("M01-002", "M01-004").replace("ring", "river")},
)  # fmt: skip
_engine(
    "CC301", "duplicate-id",
    "The same id is used twice: by two cards, steps, indicators, agenda items or agencies.",
    "A reference to the id is ambiguous.",
    "Change one of the two to the next free id.",
    "plan:\n  summary: Raise the dykes.\n  steps:\n"
    "    - {id: a, title: The southern dyke, done: 2022-06-20}\n"
    "    - {id: a, title: The northern dyke, done: 2022-08-12}\n",
    "plan:\n  summary: Raise the dykes.\n  steps:\n"
    "    - {id: a, title: The southern dyke, done: 2022-06-20}\n"
    "    - {id: b, title: The northern dyke, done: 2022-08-12}\n",
)  # fmt: skip
_engine(
    "CC401", "bad-date",
    "A date is not a valid calendar date in the form YYYY-MM-DD.",
    "4/3/22 is ambiguous (March or April), and 30 February does not exist.",
    "Write it as YYYY-MM-DD, for example 2022-01-13.",
    "plan: {submitted: 2022-02-30, summary: Raise the dykes., no_steps: One contract.}\n",
    "plan: {submitted: 2022-02-28, summary: Raise the dykes., no_steps: One contract.}\n",
)  # fmt: skip

"""1xx: whether a file can be read: encoding, the strict YAML subset, layout, size."""

from __future__ import annotations

from cardctl.finding import Severity
from cardctl.rules.builtin import builtin
from cardctl.rules.examples import CARD, FILES

_SECOND = FILES["M01/M01-002.yaml"]

builtin(
    "CC101", "yaml-syntax",
    "A file is not YAML, or uses syntax that YAML parsers read differently.",
    "The meaning of a file must not depend on the program that reads it.",
    "Fix the reported line; put text that contains a colon or a bracket in quotes.",
    'note: "The dykes hold.\n', 'note: "The dykes hold."\n',
)  # fmt: skip
builtin(
    "CC102", "not-utf8",
    "A file is not UTF-8.",
    "In any other encoding, Korean text is lost or garbled on the next computer.",
    "Save the file as UTF-8.",
    {CARD: FILES[CARD].encode() + "note: 제방\n".encode("cp949")}, "note: 제방\n",
)  # fmt: skip
builtin(
    "CC103", "not-one-mapping",
    "A file is not a single mapping of keys to values.",
    "A file contains one card, one meeting or one set of settings, and each value has a key.",
    "Write 'key: value' lines, with one document per file.",
    {"M01/M01-004.yaml": "- Raise the dykes\n"}, {"M01/M01-002.yaml": _SECOND},
)  # fmt: skip
builtin(
    "CC104", "duplicate-key",
    "The same key appears twice in one mapping.",
    "Some programs use the first value and others the last, without a warning.",
    "Keep one of the two.",
    "note: The dykes hold.\nnote: The dykes leak.\n", "note: The dykes hold.\n",
)  # fmt: skip
builtin(
    "CC105", "yaml-feature",
    "A file uses anchors, aliases, merge keys, tags, directives or complex keys.",
    "Values must appear where they are used, so that people can read and edit them line by line.",
    "Write out the value.",
    "tags: [&a dykes]\n", "tags: [dykes]\n",
)  # fmt: skip
builtin(
    "CC106", "ambiguous-scalar",
    "A plain value is text to one YAML parser and a number, date or boolean to another.",
    "`no` becomes false and `012` becomes ten, silently and only on some computers.",
    "Put it in quotes.",
    "tags: [no]\n", 'tags: ["no"]\n',
)  # fmt: skip
builtin(
    "CC107", "layout",
    "Lines end in CRLF, or the last line has no newline.",
    "The data is intact, but the next change will also touch unrelated lines.",
    "End all lines with LF, including the last one.",
    "note: The dykes hold.", "note: The dykes hold.\n", Severity.NOTE,
)  # fmt: skip
builtin(
    "CC108", "conflict-marker",
    "A file contains conflict markers from an unfinished merge.",
    "The file contains two versions, and nobody has chosen between them.",
    "Keep one side of each conflict and delete the marker lines.",
    "<<<<<<< HEAD\nnote: The dykes hold.\n=======\nnote: The dykes leak.\n>>>>>>> parks\n",
    "note: The dykes hold.\n",
)  # fmt: skip
builtin(
    "CC109", "too-large",
    "A file is too large, too deeply nested, or has too many elements or digits.",
    "A card is one page for people to read; anything larger is a mistake or an attack.",
    "Keep long documents in separate files and cite them as evidence.",
    "x-own: [[[[[[[[[[deep]]]]]]]]]]\n", "x-own: [[deep]]\n",
)  # fmt: skip
builtin(
    "CC110", "hidden-character",
    "A file contains invisible characters: control, zero-width or direction marks.",
    "What people read and what programs read must be the same.",
    "Delete the character.",
    'note: "The dykes\u200b hold."\n', 'note: "The dykes hold."\n',
)  # fmt: skip
builtin(
    "CC111", "not-nfc",
    "Text has decomposed characters (not Unicode NFC), as file names on some systems do.",
    "Two texts that look the same do not compare as equal.",
    "Normalize the text to NFC.",
    "note: \u110c\u1166\u1107\u1161\u11bc\n",
    "note: 제방\n",
)  # fmt: skip
builtin(
    "CC112", "unread-file",
    "A file in the register is not named like a card, meeting or settings file, and is ignored.",
    "A card with a wrong file name is missing from every report, without a warning.",
    "Rename it after its card, or move it out of the register.",
    {"M01/M01-004.yml": _SECOND}, {"M01/M01-002.yaml": _SECOND}, Severity.WARNING,
)  # fmt: skip
builtin(
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

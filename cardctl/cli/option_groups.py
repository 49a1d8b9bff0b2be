"""How the help of long commands groups their options. Headings are messages."""

from __future__ import annotations

from collections.abc import Mapping

OPTIONS = "Options"
"""Heading of the options of a command that has no groups, and of those that are in none."""

_MOVE, _RESULT = "Move options", "Result options"
_VALUES, _CORRECTION = "Value options", "Correction options"
_INPUT, _OUTPUT = "Input options", "Output options"
_ENTRY, _CONTENTS = "History entry options", "Content options"
_FILTERS, _ENGINE = "Filter options", "Engine options"
_RULES, _CHANGE, _FIXES = "Rule options", "Change options", "Fix options"
_CARD, _REGISTER, _ADDED = "Card options", "Register options", "Options for other files"
_MEETING, _AGENDA = "Meeting options", "Agenda options"
_AGENCY, _CONTACT, _ORDER = "Agency options", "Contact options", "Order options"
_STATUS, _FORMS = "Exit status options", "Form options"

_SELECTION = (
    "--state", "--outcome", "--signal", "--lead", "--agency", "--meeting", "--item", "--tag",
    "--open", "--overdue", "--unowned", "--late", "--carried-over", "--not-submitted", "--where",
)  # fmt: skip
_DOCUMENT = {
    _CONTENTS: ("--as-of", "--at", "--audience"),
    _OUTPUT: ("--output", "--format", "--font", "--force", "--no-pager", "--json"),
}

GROUPS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "init": {
        _REGISTER: ("--body", "--name", "--lang", "--first-meeting"),
        _ADDED: ("--with",),
        _OUTPUT: ("--json",),
    },
    "new": {
        _CARD: (
            "--meeting", "--item", "--lead", "--partner", "--due", "--decision", "--tag", "--set",
        ),
        _INPUT: ("--from", "--edit"),
        _ENTRY: ("--by", "--on"),
        _OUTPUT: ("--dry-run", "--json"),
    },
    "update": {
        _MOVE: (
            "--state", "--outcome", "--lead", "--due", "--reason", "--meeting", "--substitute",
            "--review",
        ),
        _RESULT: (
            "--result", "--for", "--progress", "--evidence", "--reading", "--spent", "--next",
            "--blocker", "--revise",
        ),
        _VALUES: ("--step", "--set", "--unset", "--add"),
        _CORRECTION: ("--correct", "--amend"),
        _INPUT: ("--from",),
        _ENTRY: ("--by", "--on"),
        _OUTPUT: ("--if-match", "--dry-run", "--diff", "--json"),
    },
    "request": {
        _CONTENTS: ("--meeting", "--agency"),
        _FORMS: ("--output", "--format", "--letter"),
        _OUTPUT: ("--force", "--json"),
    },
    "report": {
        _CONTENTS: ("--meeting", "--since", "--as-of", "--at", "--view", "--audience"),
        _OUTPUT: ("--output", "--format", "--template", "--font", "--force", "--no-pager",
                  "--json"),
        _STATUS: ("--fail-on",),
    },
    "paper": _DOCUMENT,
    "minutes": _DOCUMENT,
    "site": {
        _CONTENTS: ("--audience", "--as-of", "--at"),
        _OUTPUT: ("--output", "--base-url", "--force", "--json"),
    },
    "export": {
        _CONTENTS: ("--audience", "--at"),
        _OUTPUT: ("--output", "--format", "--force", "--json"),
    },
    "pool report": {
        _CONTENTS: ("--pool", "--as-of", "--by"),
        _ENGINE: ("--engine", "--spark"),
        _OUTPUT: ("--output", "--format", "--font", "--force", "--no-pager", "--json"),
    },
    "pool list": {
        _FILTERS: (
            "--body", "--lead", "--region", "--state", "--signal", "--follow-up", "--overdue",
            "--cards",
        ),
        _CONTENTS: ("--pool", "--as-of"),
        _ENGINE: ("--engine", "--spark"),
        _OUTPUT: ("--limit", "--json"),
    },
    "remind": {
        _CONTENTS: ("--meeting", "--agency"),
        _OUTPUT: ("--output", "--letter", "--format", "--force", "--json"),
    },
    "validate": {
        _RULES: ("--select", "--ignore", "--for-meeting", "--strict"),
        _CHANGE: ("--since", "--staged", "--summary"),
        _FIXES: ("--fix", "--unsafe", "--diff"),
        _OUTPUT: ("--format", "--json"),
    },
    "list": {
        _FILTERS: _SELECTION,
        _OUTPUT: ("--sort", "--columns", "--format", "--save", "--json"),
    },
    "board": {_FILTERS: _SELECTION, _OUTPUT: ("--by", "--all", "--json")},
    "meeting add": {
        _MEETING: ("--date", "--papers", "--place", "--kind", "--hears"),
        _AGENDA: ("--item",),
        _OUTPUT: ("--dry-run", "--json"),
    },
    "meeting set": {
        _MEETING: ("--date", "--papers", "--place", "--kind", "--hears", "--status", "--unset"),
        _AGENDA: ("--item", "--title", "--type", "--outcome"),
        _ENTRY: ("--reason", "--by", "--on"),
        _OUTPUT: ("--dry-run", "--json"),
    },
    "agency add": {
        _AGENCY: ("--name", "--alias", "--id", "--level", "--region", "--valid-from"),
        _CONTACT: ("--email", "--unit"),
        _ORDER: ("--after", "--before"),
        _OUTPUT: ("--dry-run", "--json"),
    },
    "agency set": {
        _AGENCY: (
            "--alias", "--id", "--level", "--region", "--valid-from", "--valid-to", "--successor",
            "--unset",
        ),
        _CONTACT: ("--email", "--unit"),
        _ENTRY: ("--reason",),
        _OUTPUT: ("--dry-run", "--json"),
    },
}  # fmt: skip
"""The long options of a command, without those for its help, by heading and in order."""

HELP = "--help"


def place_of(path: str, option: str) -> tuple[int, int, str]:
    """Return where the help of a command lists an *option*: group, place in it, heading.

    `HELP` is the last option of the last group. Options that are in no group come after the others.
    """
    groups = GROUPS.get(path, {})
    for number, (heading, options) in enumerate(groups.items()):
        if option in options:
            return number, options.index(option), heading
    if option == HELP and groups:
        return len(groups) - 1, len(options) + 1, heading
    return len(groups), 0, OPTIONS

"""The register that `cardctl init` makes: settings, agencies, a meeting and one example card.

The files are templates; their comments and texts are messages, so every language has them.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from cardctl.domain.ids import card_id, card_path, meeting_path
from cardctl.domain.schema_files import link_to
from cardctl.i18n import _, gettext
from cardctl.resources import filled
from cardctl.store.layout import AGENCIES, CONFIG
from cardctl.yaml.emit import scalar

CARD = "M01/M01-001.yaml"
"""The example card of a register that begins with meeting 1."""


def starter_files(
    root: Path,
    lang: str,
    body: str | None,
    day: date,
    first: int = 1,
    name: str | None = None,
) -> dict[str, str]:
    """Return the files of a new register at *root*, path to text.

    Its first meeting, whose number is *first*, is on *day*. *name* is its name among others.
    """
    card = card_id(first, 1)
    files = {
        CONFIG: ("cardctl", CONFIG),
        AGENCIES: ("agencies", AGENCIES),
        meeting_path(first): ("meeting", meeting_path(1)),
        card_path(card): ("card", CARD),
    }
    values = {
        "number": str(first),
        "id": card,
        "first_meeting": f"first_meeting: {first}\n" if first != 1 else "",
        "register": f"register: {name}\n" if name else "",
        "lang": lang,
        "day": day.isoformat(),
        "body": scalar(body or gettext("Our council", lang)),
        **_comments(lang, first),
        **_texts(lang),
    }
    return {
        path: f"# yaml-language-server: $schema={link_to(schema, root, path)}\n"
        + filled(f"init/register/{template}", **values)
        for path, (schema, template) in files.items()
    }


def _texts(lang: str) -> Mapping[str, str]:
    """Return the texts of the example, as YAML scalars."""
    return {
        "office": scalar(gettext("Council Office", lang), flow=True),
        "planning": scalar(gettext("Planning Division", lang), flow=True),
        "item": scalar(gettext("Reporting on decisions", lang), flow=True),
        "title": scalar(gettext("Report on every decision at the next meeting", lang)),
        "decision": scalar(
            gettext(
                "Every decision gets a card, and the next meeting hears what became of it.", lang
            )
        ),
    }


def _comments(lang: str, first: int) -> Mapping[str, str]:
    """Return the comments; each line after the first begins a comment, too."""
    comments = {
        "settings": gettext("The body that meets, and the settings of its register.", lang),
        "languages": gettext(
            "The languages of the register, the default first; "
            "texts may be given in each of them,\nfor example  body: {en: Council, ko: 협의회}",
            lang,
        ),
        "secretariat": gettext(
            "The agency that keeps the register; its code is listed in agencies.yaml.", lang
        ),
        "money": gettext("What 1 is worth in the cards' budgets: here one million won.", lang),
        "agencies": gettext(
            "The agencies, in protocol order. Cards name them by their code, which never changes.\n"
            "level: central, metropolitan, basic, association or other.",
            lang,
        ),
        "replace": gettext("Replace this one with your own agencies.", lang),
        "meeting": gettext(
            "The first meeting and its agenda. Correct the date; add the place, and further items.",
            lang,
        ),
        "values": gettext(
            "type: decision, report or discussion; "
            "outcome: decided, received, deferred or withdrawn",
            lang,
        ),
        "card": _(
            "One matter, one file. The next card: "
            'cardctl new "The matter in a few words" --meeting {number}',
            number=first,
        ).render(lang),
        "states": gettext(
            "registered -> planned -> in_progress -> submitted -> closed: see  cardctl states", lang
        ),
        "history": gettext(
            "Every change of state, outcome, lead and due date is an entry here; "
            "cardctl update writes it.",
            lang,
        ),
    }
    indents = dict.fromkeys(("replace", "values"), "  ")
    return {
        name: text.replace("\n", f"\n{indents.get(name, '')}# ") for name, text in comments.items()
    }

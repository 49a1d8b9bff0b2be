"""Rules CC702, CC703 and CC705: a title names one matter, uniquely. Notes on closed cards."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from itertools import pairwise

from cardctl.domain.card import Card
from cardctl.domain.card_facts import CardFacts
from cardctl.domain.register import FactRegister
from cardctl.domain.text import MARKER, folded, title_keys
from cardctl.finding import Field, Fix, Related, Severity
from cardctl.i18n import Message, _, _n
from cardctl.rules.examples import FILES
from cardctl.rules.rule import Context, Input, Problem, problem, rule
from cardctl.rules.text_fields import by_language, in_all_languages

# Titles -----------------------------------------------------------------------------------------

LONGEST_TITLE = 80
"""In characters; longer titles are truncated in tables."""

_ABBREVIATED = r"(?:\.\.|\b(?:etc|Inc|Ltd|Co|No|vs|[A-Za-z]\.[A-Za-z]|[A-Z]))\.$"
_STOPS = ("。", ".")


def _is_in_style(title: str) -> bool:
    """Whether a title is in style: a fast pre-check that may wrongly say no, but never yes."""
    tidy = title == " ".join(title.split()) and not title.endswith(_STOPS)
    return tidy and len(title) <= LONGEST_TITLE and not title.isupper()


def _title_faults(title: str) -> Iterator[Message]:
    if title != title.strip():
        yield _("the title begins or ends with a space")
    if re.search(r"\S\s{2,}\S", title):
        yield _("the title has consecutive spaces")
    bare = title.strip()
    if bare.endswith(_STOPS) and not re.search(_ABBREVIATED, bare):
        yield _("the title ends with a full stop")
    if bare.isupper() and len(re.findall(r"[A-Z]{3,}", bare)) >= 3:
        yield _("the title is all capitals")
    if len(bare) > LONGEST_TITLE:
        yield _n(
            "the title has {count} character (maximum {most})",
            "the title has {count} characters (maximum {most})",
            len(bare),
            most=LONGEST_TITLE,
        )


def _tidy(title: str) -> str:
    """Return the title without extra spaces and without a final full stop."""
    bare = " ".join(title.split())
    return bare if re.search(_ABBREVIATED, bare) else bare.rstrip(".。") or title


_TITLE_HINT = _("use a few words on one line, without a full stop")


@rule(
    "CC702",
    "title-style",
    Severity.NOTE,
    why="Tables list titles one below another, so inconsistent titles stand out.",
    hint="Use a few words on one line, without a full stop.",
    bad="title: Raise the dykes of the river park.\n",
    good="title: Raise the dykes of the river park\n",
)
def title_style(card: Card, _: Context) -> Iterator[Problem]:
    """A title has a full stop, extra spaces, only capitals, or more than 80 characters."""
    for place, title in by_language(card.title):
        if _is_in_style(title):
            continue
        at = ("title", *place)
        fixes = (Fix.put(at, better, safe=True),) if (better := _tidy(title)) != title else ()
        for fault in _title_faults(title):
            yield Problem(at, fault, _TITLE_HINT, fixes=fixes)


# The same title -------------------------------------------------------------------------------

_Titled = tuple[CardFacts, Field]


def _titles(context: Context) -> dict[str, list[tuple[Field, list[_Titled]]]]:
    """Return the titles that an earlier card has, too, by card id: place, and all cards with it.

    These cards are in order, each with the place of its title.
    """
    titled: dict[str, list[_Titled]] = {}
    again: dict[str, list[tuple[Field, list[_Titled]]]] = {}
    for card in context.cards("CC703"):
        places = [place for place, text in by_language(card.title) if text != MARKER]
        for place, key in zip(places, title_keys(card.title), strict=True):
            same = titled.setdefault(key, [])
            if same and same[0][0] is not card:
                again.setdefault(card.id, []).append((("title", *place), same))
            if not same or same[-1][0] is not card:
                same.append((card, ("title", *place)))
    return again


def _are_related(one: CardFacts, other: CardFacts) -> bool:
    """Whether one of the two became the other, or is a part of it."""
    return any(
        other_id == right.id and kind not in ("depends_on", "see_also")
        for left, right in ((one, other), (other, one))
        for kind, other_id in left.relations.all()
    )


@rule(
    "CC703",
    "duplicate-title",
    Severity.WARNING,
    reads=[Input.CARDS],
    why="Either one task has two cards, or the two cannot be told apart in a table.",
    hint="Keep one card (merge the other into it), or make the titles distinct.",
    bad={"M01/M01-002.yaml": FILES["M01/M01-002.yaml"].replace(
        "Count the traffic on the ring road", "Raise the dykes of the River Park")},
    good={"M01/M01-002.yaml": FILES["M01/M01-002.yaml"].replace(
        "Count the traffic on the ring road", "Raise the dykes of the harbour")},
)  # fmt: skip
def duplicate_title(card: CardFacts, context: Context) -> Iterator[Problem]:
    """Two cards have the same title, ignoring case and spaces.

    A card that became the other one, by merging, splitting or being superseded, may keep it.
    """
    titles = context.memo("titles", partial(_titles, context))
    for place, same in titles.get(card.id, ()):
        for other, there in same:
            if other is card:
                break  # the later card reports it
            if not _are_related(card, other):
                yield _same_title(place, other, there, context.register)
                return


def _same_title(place: Field, other: CardFacts, there: Field, register: FactRegister) -> Problem:
    return problem(
        place,
        "{id} has the same title",
        id=other.id,
        hint=_("merge the two (merged_into), or make the titles distinct"),
        related=[Related(_("the same title"), there, register.path_of(other.id))],
    )


# Two matters in one card ------------------------------------------------------------------------


def _names(register: FactRegister) -> dict[str, str]:
    """Return every name that a text may use for an agency, folded, with its code."""
    found = {}
    for agency in register.agencies:
        found.update({folded(name): agency.code for name in agency.names})
    return found


def _any_of(names: dict[str, str]) -> str:
    return "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))


def _actors(names: dict[str, str]) -> re.Pattern[str]:
    """Return a pattern for actors: Korean names with a subject particle, English ones with a verb.

    An English name begins a clause; a list of agencies ("Busan and Ulsan sign …") is one actor.
    """
    korean = "|".join(re.escape(name) for name in names if not name.isascii())
    english = _any_of({name: code for name, code in names.items() if name.isascii()})
    return re.compile(
        rf"(?<![가-힣])(?P<hangul>{korean or '(?!)'})(?:은|는|이|가)(?= [^ ]+)"
        rf"|(?:^|[;.] |, |\band |\bwhile )(?:the )?(?P<latin>(?>{english or '(?!)'}))"
        rf" (?!and |or |with )(?=[a-z]+ )(?!(?:the )?(?:{english or '(?!)'})\b)"
    )


def _names_two(text: str, context: Context) -> bool:
    """Whether a folded text names two agencies, acting or not."""
    names = context.memo("names", partial(_names, context.register))
    return len({code for name, code in names.items() if name in text}) > 1


def _two_actors(text: str, context: Context) -> list[str]:
    """Return the codes of the first two different agencies that act in a text; [] if fewer do."""
    names = context.memo("names", partial(_names, context.register))
    text = folded(text)
    if not _names_two(text, context):
        return []
    pattern = context.memo("actors", partial(_actors, names))
    actors = [names[found["hangul"] or found["latin"]] for found in pattern.finditer(text)]
    return next(([one, two] for one, two in pairwise(actors) if one != two), [])


@rule(
    "CC705",
    "two-tasks",
    Severity.WARNING,
    reads=[Input.AGENCIES],
    why="A card has one lead, so one of the two tasks has no responsible agency.",
    hint="Create a card for each (cardctl new TITLE --lead AGENCY), linked by relations.parent.",
    bad="decision: Parks Department raises the dykes, and Roads Department closes the bridge.\n",
    good="decision: Parks Department and Roads Department raise the dykes together.\n",
)
def two_tasks(card: Card, context: Context) -> Iterator[Problem]:
    """A title or decision assigns an action to each of two agencies."""
    both = (("title", card.title), ("decision", card.decision))
    together = " ".join([*in_all_languages(card.title), *in_all_languages(card.decision)])
    for name, text in both if _names_two(folded(together), context) else ():
        for place, said in by_language(text):
            actors = _two_actors(said, context)
            if actors:
                yield problem(
                    (name, *place),
                    "two tasks in one card: one for {first}, one for {second}",
                    first=actors[0],
                    second=actors[1],
                    hint=_("create a card for each: cardctl new TITLE --lead AGENCY"),
                )
                return

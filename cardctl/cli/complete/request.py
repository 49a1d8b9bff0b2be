"""What a completion is about: the line, the reader's language, the register, the folder."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from cardctl.i18n import Message, gettext

if TYPE_CHECKING:
    from cardctl.app.glance import CardLine, Glance
    from cardctl.cli.complete.line import Line


class Request:
    """A completion that is asked for; the parts that cost time are made when they are needed."""

    def __init__(self, line: Line, lang: str, env: Mapping[str, str], folder: Path) -> None:
        self.line = line
        self.lang = lang
        self.env = env
        self.folder = folder

    @property
    def typed(self) -> str:
        """What has been typed of the value."""
        return self.line.typed

    def said(self, message: Message | str) -> str:
        """Return a message or an English word in the reader's language."""
        return (
            message.render(self.lang)
            if isinstance(message, Message)
            else gettext(message, self.lang)
        )

    @property
    def today(self) -> date:
        """Today, or the date given with --today."""
        from cardctl.literals import iso_day

        named = self.line.values("--today")
        return (iso_day(named[-1]) if named else None) or date.today()

    @cached_property
    def root(self) -> Path | None:
        """The register's folder: of the one named, or of the nearest."""
        from cardctl.cli.person import nearest_register, valid_person

        named = self.line.values("--register") or [self.env.get("CARDCTL_REGISTER", "")]
        start = str(Path(named[-1]).expanduser()) if named[-1] else None
        return nearest_register(start, valid_person(), self.folder)

    @cached_property
    def glance(self) -> Glance | None:
        """The register; None if there is none."""
        from cardctl.app.glance import Glance

        return None if self.root is None else Glance(self.root)

    @cached_property
    def named_ids(self) -> Sequence[str]:
        """The full ids of the cards that are named on the line."""
        from cardctl.domain.ids import full_id

        written = self.line.values("ids", "identifier", "--except")
        return [found for each in written if (found := full_id(each)) is not None]

    @cached_property
    def named_cards(self) -> Sequence[CardLine]:
        """The cards that are named on the line, if they are in the register."""
        from cardctl.domain.ids import meeting_of

        if self.glance is None:
            return ()
        wanted = set(self.named_ids)
        meetings = {meeting_of(each) for each in wanted}
        cards = {}
        for number in sorted(meetings):
            cards.update(self.glance.cards(number))
        return [card for identifier, card in cards.items() if identifier in wanted]

"""The mail addresses of agencies, and which of them are missing."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from cardctl.i18n import _

if TYPE_CHECKING:
    from pathlib import Path

    from cardctl.cli.session import Session
    from cardctl.domain.register import FactRegister


def address_of(register: FactRegister, code: str) -> str | None:
    """Return the mail address of an agency; None if it is not known."""
    agency = register.by_code.get(code)
    return agency.email if agency else None


def warn_of_addresses(
    session: Session, register: FactRegister, files: Iterable[tuple[str, Path]]
) -> None:
    """Name the agencies whose mails, among *files* by their agencies, have no recipient yet."""
    mailed = dict.fromkeys(code for code, path in files if path.suffix == ".eml")
    lacking = [code for code in mailed if address_of(register, code) is None]
    if lacking:
        session.echo(
            _(
                "no address is known for {agencies}; add it: cardctl agency set {first} --email "
                "ADDRESS",
                agencies=", ".join(lacking),
                first=lacking[0],
            )
        )

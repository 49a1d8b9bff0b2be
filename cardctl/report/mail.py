"""E-mail drafts (.eml): a letter as text, with files attached, which mail programs open and send.

The same letter gives the same bytes: no message id, and boundaries from the contents. Sources:
RFC 5322 (messages), RFC 2047 and RFC 2231 (names in any script); ``X-Unsent`` makes Outlook open
the message as a draft.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from hashlib import sha256
from pathlib import PurePath
from typing import NamedTuple

_LINE_END = "\r\n"
_LINE = 75
"""Characters of an encoded word at most, by RFC 2047; a line may have 998."""


class Mailbox(NamedTuple):
    """A name with its address; without an *email*, the header is left out."""

    name: str
    email: str | None


def draft(
    sender: Mailbox,
    recipient: Mailbox,
    subject: str,
    text: str,
    files: Mapping[str, bytes],
    day: date,
) -> bytes:
    """Return the message with *text* as its body and the *files* attached, dated *day*."""
    message = EmailMessage(SMTP)
    message["Date"] = format_datetime(datetime.combine(day, time(), UTC))
    message["X-Unsent"] = "1"
    message.set_content(text, cte="base64")
    for name, contents in files.items():
        main, _slash, sub = _media_type(name).partition("/")
        # Mail programs know no folders.
        last = name.rpartition("/")[2]
        message.add_attachment(contents, maintype=main, subtype=sub, filename=last)
    if files:
        message.set_boundary(f"=_{_digest(text, files)}")
    boxes = {"From": sender, "To": recipient}
    head = [_address(name, box.name, box.email) for name, box in boxes.items() if box.email]
    return b"".join([*head, _header("Subject", subject), message.as_bytes()])


def _header(name: str, text: str, end: str = "") -> bytes:
    """Return a header. `EmailMessage` loses spaces between the encoded words of a long one."""
    words = Header(_one_line(text), maxlinelen=_LINE, header_name=name)
    return f"{name}: {words.encode(linesep=_LINE_END)}{end}{_LINE_END}".encode("ascii")


def _address(name: str, person: str, email: str) -> bytes:
    address = Address(_one_line(person), addr_spec=email)
    if address.display_name.isascii():
        return f"{name}: {address}{_LINE_END}".encode("ascii")
    return _header(name, address.display_name, f"{_LINE_END} <{address.addr_spec}>")


def _one_line(text: str) -> str:
    """Return *text* without what a header cannot hold: line breaks and control characters."""
    return " ".join("".join(each if each.isprintable() else " " for each in text).split())


_OFFICE = "application/vnd.openxmlformats-officedocument"
_MEDIA_TYPES = {
    ".xlsx": f"{_OFFICE}.spreadsheetml.sheet",
    ".docx": f"{_OFFICE}.wordprocessingml.document",
    ".hwpx": "application/hwp+zip",
    ".html": "text/html",
    ".csv": "text/csv",
}
"""By extension. Python's own table also reads files of the system, which differ."""


def _media_type(name: str) -> str:
    return _MEDIA_TYPES.get(PurePath(name).suffix.lower(), "application/octet-stream")


def _digest(text: str, files: Mapping[str, bytes]) -> str:
    """Return a boundary that no part contains but by intent: parts are in base64."""
    whole = sha256(text.encode())
    for name, contents in files.items():
        whole.update(name.encode())
        whole.update(contents)
    return whole.hexdigest()[:32]

"""E-mail drafts: headers and attachments in any script, and the same bytes every time."""

from __future__ import annotations

from datetime import date
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.policy import SMTP

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cardctl.report.mail import Mailbox, draft

DAY = date(2026, 9, 1)
FILES = {"교통행정과.xlsx": b"PK\x03\x04" + bytes(range(256)), "mois.html": b"<p>\r\n.\r\n</p>\r\n"}


def read(data: bytes) -> EmailMessage:
    message = message_from_bytes(data, policy=SMTP)
    assert isinstance(message, EmailMessage)
    assert not message.defects
    return message


def made(
    subject: str = "제2회 회의", text: str = "안녕하십니까\n.\nFrom here\n", **boxes: Mailbox
) -> bytes:
    sender = boxes.get("sender", Mailbox("행정안전부", "desk@mois.example"))
    recipient = boxes.get("recipient", Mailbox('Planning, "Busan"', "plan@busan.example"))
    return draft(sender, recipient, subject, text, FILES, DAY)


def test_headers_text_and_attachments_come_back() -> None:
    message = read(made())
    assert message["Subject"] == "제2회 회의"
    assert message["From"].addresses[0].display_name == "행정안전부"
    assert message["To"].addresses[0].addr_spec == "plan@busan.example"
    assert message["Date"].datetime.date() == DAY
    assert message["X-Unsent"] == "1"
    body = message.get_body()
    assert body is not None
    assert body.get_content().split() == ["안녕하십니까", ".", "From", "here"]
    attached = {
        part.get_filename(): part.get_payload(decode=True) for part in message.iter_attachments()
    }
    assert attached == FILES


def test_lines_are_short_and_in_ascii() -> None:
    data = made(subject="제2회 " * 100)
    assert data.isascii()
    assert max(map(len, data.split(b"\r\n"))) <= 998
    assert b"\n" not in data.replace(b"\r\n", b"")


def test_the_same_letter_gives_the_same_bytes() -> None:
    assert made() == made()
    assert b"Message-ID" not in made()


def test_an_agency_without_an_address_has_no_header() -> None:
    assert read(made(recipient=Mailbox("Busan", None)))["To"] is None


@given(st.text(max_size=60), st.text(max_size=60))
def test_no_text_adds_a_header(subject: str, name: str) -> None:
    message = read(made(subject=subject, recipient=Mailbox(name, "plan@busan.example")))
    assert set(message.keys()) == {
        "Date", "From", "To", "Subject", "X-Unsent", "MIME-Version", "Content-Type",
    }  # fmt: skip
    assert [each.addr_spec for each in message["To"].addresses] == ["plan@busan.example"]


@pytest.mark.parametrize("before", range(1, 40))
def test_no_space_is_lost_between_encoded_words(before: int) -> None:
    text = f"{'가' * before} 나 다 {'라' * 20} 마 {'바' * 30}"
    raw = draft(Mailbox(text, "a@b.example"), Mailbox("B", "c@d.example"), text, "", {}, DAY)
    message = message_from_bytes(raw, policy=SMTP)
    assert message["Subject"] == text
    sender = message_from_bytes(raw)["From"]
    assert str(make_header(decode_header(sender))) == f"{text} <a@b.example>"
    head = raw.partition(b"\r\n\r\n")[0]
    assert head.isascii()
    assert max(map(len, head.split(b"\r\n"))) <= 78

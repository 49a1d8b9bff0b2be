"""Links on paper: to cards, and to web addresses, of which the long ones are listed at the end."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.office import ADDRESS, record, small

from cardctl.report.document import (
    Cell,
    Column,
    ColumnKind,
    Document,
    Heading,
    Item,
    ItemList,
    Paragraph,
    Record,
    RecordField,
    Table,
    TableGroup,
)
from cardctl.report.formats.paper_links import PaperLinks, Piece, listed, pieces

LONG = "https://www.example.org/press/2024/07/a-long-way-to-a-page?number=1234567"
OTHER = "https://user:www.example.org@example.net/another/long/way/to/a/page.html"


@pytest.mark.parametrize(
    ("line", "links"),
    [
        ("see https://a.example/x?y=1.", ["https://a.example/x?y=1"]),
        ("(mailto:a@b.example), http://c.example/;", ["mailto:a@b.example", "http://c.example/"]),
        ("javascript:alert(1) file:///etc/passwd ftp://a.example data:text/html,x", []),
    ],
)
def test_only_http_and_mail_become_links(line: str, links: list[str]) -> None:
    found = list(pieces(line))
    assert [piece.link for piece in found if piece.link] == links
    assert "".join(piece.text for piece in found) == line


@given(st.text(max_size=60))
def test_pieces_join_to_the_line(line: str) -> None:
    assert "".join(piece.text for piece in pieces(line)) == line


def test_id_links_to_the_last_record_of_its_card() -> None:
    first, last = record("one"), record("two")
    links = PaperLinks(Document("en", (first, last)))
    assert links.anchors == {"M01-001": last}
    assert links.cell(Cell("M01-001", card="M01-001")) == [[Piece("M01-001", "#M01-001")]]
    assert links.cell(Cell("M01-002", card="M01-002")) == [[Piece("M01-002")]]
    assert links.cell(Cell(ADDRESS)) == [[Piece(ADDRESS, ADDRESS)]]


def test_long_addresses_become_their_host_and_are_listed_once_at_the_end() -> None:
    column = Column("Evidence", ColumnKind.PROSE)
    blocks = (
        Heading(1, "T"),
        Paragraph(f"[press] A, {LONG}\n[law] B, https://short.example/"),
        ItemList((Item(f"see {OTHER}."),)),
        Table((column,), ((Cell(f"again {LONG}"),),)),
        TableGroup((small(),)),
        Record((RecordField("Source", f"({OTHER})"),)),
    )
    document, links = listed(Document("en", blocks))
    assert document.blocks[: len(blocks)] == blocks
    heading, found = document.blocks[len(blocks) :]
    assert heading == Heading(2, "Web addresses")
    assert found == Record((RecordField("[1]", LONG), RecordField("[2]", OTHER)))
    assert links.lines(blocks[1].text) == [  # type: ignore[union-attr]
        [Piece("[press] A, "), Piece("www.example.org [1]", LONG)],
        [Piece("[law] B, "), Piece("https://short.example/", "https://short.example/")],
    ]
    assert links.plain_lines(f"see {OTHER}.") == ["see example.net [2]."]
    assert links.lines(LONG) == [[Piece(LONG, LONG)]]


def test_list_of_addresses_stands_before_the_end_mark() -> None:
    blocks = (Heading(1, "T"), Paragraph(f"참고 {LONG}"), Paragraph("끝."))
    document, _ = listed(Document("ko", blocks))
    *before, heading, addresses, end = document.blocks
    assert (tuple(before), end) == (blocks[:2], blocks[2])
    assert heading == Heading(2, "인터넷 주소")
    assert isinstance(addresses, Record)


def test_document_without_long_addresses_has_no_list() -> None:
    document = Document("en", (Paragraph(f"see {ADDRESS}"), Paragraph(LONG)))
    assert listed(document)[0] is document


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("https://good.example@evil.example/aaaaaaaaaaaaaaaaaaaaaaaaaaa", "evil.example"),
        ("https://evil.example\\@good.example/aaaaaaaaaaaaaaaaaaaaaaaaaa", "evil.example"),
        ("https://evil.example#@good.example/aaaaaaaaaaaaaaaaaaaaaaaaaaa", "evil.example"),
        ("https://a@b@evil.example:8080/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "evil.example:8080"),
    ],
)
def test_shown_host_is_the_one_that_a_browser_opens(address: str, host: str) -> None:
    links = PaperLinks(Document("en", (Paragraph(f"see {address}"),)))
    assert links.plain_lines(f"see {address}") == [f"see {host} [1]"]


@given(st.lists(st.sampled_from(["a", " ", LONG, OTHER, ADDRESS, "\n", "https://", "한글"])))
def test_every_target_is_kept(parts: list[str]) -> None:
    text = "".join(parts)
    links = PaperLinks(Document("en", (Paragraph(text),)))
    shown = [piece for line in links.lines(text) for piece in line if piece.link]
    whole = [
        piece for line in text.strip().split("\n") for piece in pieces(line.strip()) if piece.link
    ]
    assert [piece.link for piece in shown] == [piece.link for piece in whole]
    for piece in shown:
        assert piece.text == piece.link or piece.text.endswith(f"[{links.numbers[piece.link]}]")

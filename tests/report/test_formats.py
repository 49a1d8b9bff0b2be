"""The formats: the table of formats, and how each renders a document."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.decks import DAYS, decks
from support.fonts import korean_font
from support.models import REGISTERED, card, entry, register, report, result

from cardctl.domain.card import Card
from cardctl.domain.signal import Colour
from cardctl.errors import MissingExtra, Unknown
from cardctl.installation import extra_hint
from cardctl.printable import columns
from cardctl.report.compute import meeting_report
from cardctl.report.document import (
    Block,
    Cell,
    Column,
    ColumnKind,
    Document,
    Heading,
    Item,
    ItemList,
    Note,
    Paragraph,
    Record,
    RecordField,
    Table,
    TableGroup,
)
from cardctl.report.facts import MeetingReport
from cardctl.report.formats import FORMATS, markdown, render, text
from cardctl.report.formats.json import _with_cards
from cardctl.report.formats.terminal import GAP
from cardctl.report.formats.widths import widths
from cardctl.report.plain import plain_report

GOLDEN = Path(__file__).parent / "golden"
HOSTILE = "\x1b[31m[red]|`<script>a</script>\u202e*x*\n# y"


def document(*blocks: Block, lang: str = "en") -> Document:
    return Document(lang, blocks)


def lines(*blocks: Block, width: int | None = None, lang: str = "en") -> list[str]:
    return text.render(document(*blocks, lang=lang), width=width).splitlines()


def small_report() -> MeetingReport:
    """Return a report with content in most sections."""
    claim = entry("2024-06-20", state="submitted", outcome="completed")
    return report(
        card(
            "M01-001",
            {**REGISTERED, "due": "2024-06-01"},
            claim,
            title={"en": "Launch the council", "ko": "협의회 출범"},
            results=[result(2, "2024-06-20", text={"en": "Launched.", "ko": "출범함."})],
        ),
        card(
            "M01-002", {**REGISTERED, "due": "2024-03-01"}, title={"en": "Fund", "ko": "기금 운용"}
        ),
        card(
            "M01-003",
            {**REGISTERED, "lead": None},
            title={"en": "Hubs", "ko": "거점 조성"},
            budget=[{"planned": 25_100_000}],
        ),
    )


# The table of formats


def test_unknown_format_suggests_similar_ones() -> None:
    with pytest.raises(Unknown) as failure:
        render("markdwon", report(), lang="en")
    assert failure.value.hint is not None
    assert "markdown" in str(failure.value.hint)


@pytest.mark.parametrize("view", ["agency:", "agency: ", "agencies"])
def test_a_view_that_does_not_exist_is_named(view: str) -> None:
    with pytest.raises(Unknown, match="no view") as failure:
        render("text", report(), lang="en", view=view)
    assert "agency:CODE" in str(failure.value.hint)


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_renders_reproducibly_and_refuses_unknown_agencies(name: str) -> None:
    if name == "pdf":
        korean_font()
    made = small_report()
    assert render(name, made, lang="ko") == render(name, made, lang="ko")
    of_one = render(name, made, lang="en", view="agency:busan")
    assert isinstance(of_one, bytes) if FORMATS[name].binary else str(of_one).endswith("\n")
    with pytest.raises(Unknown, match="no agency 'nobody'"):
        render(name, made, lang="en", view="agency:nobody")


@pytest.mark.parametrize(
    ("name", "width", "loaded"),
    [
        ("json", None, set()), ("markdown", None, set()), ("text", None, set()),
        ("text", 80, {"rich"}),
    ],
)  # fmt: skip
def test_texts_are_made_without_libraries_but_rich_for_a_terminal(
    name: str, width: int | None, loaded: set[str]
) -> None:
    code = (
        "import sys; from support.models import report\n"
        "from cardctl.report.formats import render\n"
        f"render({name!r}, report(), lang='ko', width={width})\n"
        "print(*{'rich', 'docx', 'jinja2', 'typst'} & sys.modules.keys())"
    )
    tests = Path(__file__).parents[1]
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tests, capture_output=True, text=True, check=True
    )
    assert set(done.stdout.split()) == loaded


# JSON


def test_json_is_the_facts_in_the_envelope_with_unescaped_hangul() -> None:
    made = report(card("M01-001", title="기금"), unreadable={"M01/M01-009.yaml": "M01-009"})
    written = render("json", made, lang="ko")
    assert "기금" in written
    envelope = json.loads(written)
    assert list(envelope) == ["format_version", "kind", "data", "warnings"]
    assert (envelope["format_version"], envelope["kind"]) == ("1.0", "meeting-report")
    assert envelope["data"] == plain_report(made)
    assert envelope["warnings"] == ["읽을 수 없어 보고에서 빠진 파일: M01/M01-009.yaml"]


_PLAIN = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text('a\x00\x1f\x7f\u2028\n\t"\\/가\U0001f600', max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("ab"), inner),
    max_leaves=6,
)


@settings(max_examples=60)
@given(st.lists(st.dictionaries(st.sampled_from(["id", '"', '"cards": []']), _PLAIN), max_size=3))
def test_json_of_cards_written_one_by_one_is_that_of_all(cards: list[dict[str, object]]) -> None:
    def written(some: list[dict[str, object]]) -> str:
        data = {"money": {"cards": []}, "x": '\n    "cards": []', "cards": some, "y": 1}
        return json.dumps({"data": data}, ensure_ascii=False, indent=2)

    assert _with_cards(written([]), cards) == written(cards)


# Text in a pipe

TABLE = Table(
    (
        Column("No.", ColumnKind.ID),
        Column("What", ColumnKind.PROSE),
        Column("Name"),
        Column("N", ColumnKind.NUMBER),
    ),
    (
        (Cell("M01-001"), Cell("A long story.\nOf two lines."), Cell("기금"), Cell("5")),
        (Cell("M01-1000"), Cell("Short."), Cell("abc"), Cell("25")),
    ),
)


def test_piped_row_is_one_line_with_prose_last() -> None:
    assert lines(TABLE) == [
        "No.       Name   N  What",
        "M01-001   기금   5  A long story. / Of two lines.",
        "M01-1000  abc   25  Short.",
    ]


def test_piped_output_is_not_wrapped() -> None:
    long = "word " * 100
    (line,) = lines(Paragraph(long))
    assert line == long.strip()


def test_blocks_in_piped_output() -> None:
    assert lines(
        Heading(1, "Title"),
        Heading(2, "Part", "1."),
        Heading(3, "Detail", "1.1"),
        Note("Look", urgent=True),
        ItemList((Item("a"), Item("b", 2))),
        Record((RecordField("Due", "2024\n2025"),), (Cell("M01-001"), Cell("▴ amber"))),
    ) == [
        "Title", "=====", "", "1. Part", "-------", "", "1.1 Detail", "", "! Look", "",
        "• a", "  - b", "", "M01-001  ▴ amber", "  Due: 2024", "      2025",
    ]  # fmt: skip


def test_korean_lists_have_the_official_markers() -> None:
    block = ItemList((Item("가"), Item("나", 2), Item("다", 3)))
    assert lines(block, lang="ko") == ["□ 가", "  ○ 나", "    - 다"]
    assert lines(block, lang="ko", width=40) == ["□ 가", "  ○ 나", "    - 다"]


# Text on a terminal


def test_table_that_fits_is_shown_as_a_table() -> None:
    assert lines(TABLE, width=60) == [
        "No.       What           Name   N",
        "─────────────────────────────────",
        "M01-001   A long story.  기금   5",
        "          Of two lines.",
        "M01-1000  Short.         abc   25",
    ]


def test_table_that_does_not_fit_becomes_records() -> None:
    assert lines(TABLE, width=24) == [
        "M01-001",
        "  What: A long story.",
        "        Of two lines.",
        "  Name: 기금   N: 5",
        "",
        "M01-1000",
        "  What: Short.",
        "  Name: abc   N: 25",
    ]


def test_further_lines_of_a_records_head_share_a_line_with_short_fields() -> None:
    columns = (
        Column("No.", ColumnKind.ID), Column("Matter", ColumnKind.TITLE), Column("State"),
        Column("Result", ColumnKind.PROSE),
    )  # fmt: skip
    row = (Cell("M01-001"), Cell("기금\nLead: Busan"), Cell("delayed"), Cell("word " * 12))
    assert lines(Table(columns, (row,)), width=40)[:2] == [
        "M01-001  기금",
        "  Lead: Busan   State: delayed",
    ]


def test_empty_cell_is_left_out_of_a_record() -> None:
    table = Table(TABLE.columns, ((Cell("M01-001"), Cell("A" * 30), Cell("–"), Cell("")),))
    assert lines(table, width=20)[0] == "M01-001"
    assert "Name" not in "".join(lines(table, width=20))


def test_small_tables_are_side_by_side_if_they_fit() -> None:
    one = Table((Column("A"), Column("N", ColumnKind.NUMBER)), ((Cell("x"), Cell("1")),))
    assert lines(TableGroup((one, one)), width=20) == [
        "A  N    A  N",
        "────    ────",
        "x  1    x  1",
    ]
    assert lines(TableGroup((one, one)), width=10) == [
        "A  N",
        "────",
        "x  1",
        "",
        "A  N",
        "────",
        "x  1",
    ]


def test_continuation_lines_of_an_item_are_indented() -> None:
    assert lines(ItemList((Item("지방소멸 대응기금 운용"),)), lang="ko", width=14) == [
        "□ 지방소멸",
        "  대응기금",
        "  운용",
    ]


def test_long_hangul_is_wrapped_and_never_cut() -> None:
    title = "지방소멸대응기금운용기준마련및배분계획수립"
    table = Table(
        (Column("No.", ColumnKind.ID), Column("T", ColumnKind.TITLE)),
        ((Cell("M01-001"), Cell(title)),),
    )
    shown = lines(table, width=40)
    assert len(shown) == 4
    assert "".join(line[9:] for line in shown[2:]) == title
    assert all(columns(line) <= 40 for line in shown)


def test_signals_are_coloured_on_a_terminal_and_plain_elsewhere() -> None:
    table = Table((Column("S", ColumnKind.SIGNAL),), ((Cell("✗ red", signal=Colour.RED),),))
    coloured = text.render(document(table), width=40, colour=True)
    assert "\x1b[1;31m✗ red" in coloured
    assert "\x1b" not in text.render(document(table), width=40)
    assert "\x1b" not in text.render(document(table))


def test_forced_colour_in_a_pipe_has_a_width_limit() -> None:
    shown = text.render(document(Heading(1, "Title"), Paragraph("word " * 100)), colour=True)
    assert "\x1b[1m" in shown
    assert max(map(len, shown.splitlines())) <= 140


def test_card_text_is_neither_markup_nor_control_codes() -> None:
    head = (Cell("M01-001"), Cell(HOSTILE))
    blocks = (
        Heading(1, HOSTILE), Paragraph(HOSTILE), Note(HOSTILE), ItemList((Item(HOSTILE),)),
        Record((RecordField(HOSTILE, HOSTILE), RecordField("a", HOSTILE * 4)), head),
        Record((RecordField(HOSTILE, HOSTILE),)),
        Table((Column("A", ColumnKind.PROSE),), ((Cell(HOSTILE),),)),
        Table(
            (Column("A", ColumnKind.ID), Column("B", ColumnKind.ID)),
            ((Cell("x" * 99), Cell(HOSTILE)),),
        ),
    )  # fmt: skip
    for width in (None, 80):
        shown = text.render(document(*blocks), width=width)
        assert "\x1b" not in shown
        assert "\u202e" not in shown
        assert shown.count("[red]") >= len(blocks)


# Markdown


@pytest.mark.parametrize(
    ("raw", "safe"),
    [
        ("a | b", r"a \| b"),
        ("`code` *x* _y_ ~z~", r"\`code\` \*x\* \_y\_ \~z\~"),
        ("<b>&amp;", "&lt;b&gt;&amp;amp;"),
        ("![x](javascript:y)", r"!\[x\](javascript:y)"),
        ("one\r\ntwo", "one<br>two"),
        ("a\\", "a\\\\"),
        ("a\x1bb", "a\ufffdb"),
        ("2022. 1. 13.", "2022. 1. 13."),
    ],
)
def test_markdown_cells_are_escaped(raw: str, safe: str) -> None:
    assert markdown.escaped(raw) == safe


@pytest.mark.parametrize(
    ("raw", "safe"),
    [
        ("- a", r"\- a"), ("+ a", r"\+ a"), ("1. a", r"1\. a"), ("12) a", r"12\) a"),
        ("---", r"\---"), ("=", r"\="), ("# a", r"\# a"), ("> a", "&gt; a"), ("1.5 a", "1.5 a"),
        ("-5 points", "-5 points"),
    ],
)  # fmt: skip
def test_markdown_line_starts_neither_a_list_nor_a_heading(raw: str, safe: str) -> None:
    assert markdown.started(raw) == safe


def test_markdown_blocks() -> None:
    total = Table(TABLE.columns[2:], ((Cell("a"), Cell("1")), (Cell("Sum"), Cell("1"))), total=True)
    shown = markdown.render(
        document(
            Heading(2, "Part", "1."),
            ItemList((Item("a"), Item("b", 2))),
            total,
            Note("Look", urgent=True),
            Note("Aside"),
            Record((RecordField("Due", "x\ny"),), (Cell("M01-001"), Cell("T"))),
            TableGroup((total,)),
        )
    )
    table = "| Name | N |\n| --- | --: |\n| a | 1 |\n| **Sum** | **1** |"
    assert shown == "\n\n".join(
        [
            "## 1. Part", "- a\n  - b", table, "> **Look**", "> Aside",
            "**M01-001 · T**\n\n- Due: x<br>y", table + "\n",
        ]
    )  # fmt: skip


def test_korean_list_markers_are_kept_in_markdown() -> None:
    shown = markdown.render(document(ItemList((Item("가"), Item("나", 2))), lang="ko"))
    assert shown == "□ 가\\\n\u3000○ 나\n"


def test_markdown_has_no_html_except_line_breaks() -> None:
    cards = [card(f"M01-{n:03d}", title=HOSTILE, decision=HOSTILE, note=HOSTILE) for n in (1, 2)]
    shown = render("markdown", report(*cards), lang="en")
    assert set(re.findall(r"<[^>]*>", shown)) == {"<br>"}
    for line in shown.splitlines():
        if line.startswith("| M01-"):
            assert len(re.findall(r"(?<!\\)\|", line)) in {5, 6}


# Golden files: small pages in full


@pytest.mark.parametrize(("lang", "width"), [("en", 80), ("ko", 80), ("ko", None)])
def test_summary_matches_the_golden_file(lang: str, width: int | None) -> None:
    shown = render("text", small_report(), lang=lang, view="summary", width=width)
    golden = GOLDEN / f"summary-{lang}-{width or 'pipe'}.txt"
    assert shown == golden.read_text(encoding="utf-8")


# Laws


@settings(max_examples=40, deadline=None)
@given(
    decks(), st.integers(1, 4), DAYS, st.sampled_from(["en", "ko"]),
    st.sampled_from([20, 40, 60, 80, 100, 120, 160, 200]),
)  # fmt: skip
def test_no_line_is_wider_than_the_terminal_and_no_card_is_missing(
    cards: list[Card], number: int, day: date, lang: str, width: int
) -> None:
    made = meeting_report(register(*cards), number, day)
    shown = render("text", made, lang=lang, width=width)
    assert all(columns(line) <= width for line in shown.splitlines())
    piped = render("text", made, lang=lang)
    for one in made.cards:
        assert one.card.id in shown
        assert one.card.id in piped


@given(
    st.lists(
        st.tuples(st.sampled_from(list(ColumnKind)), st.integers(1, 4)), min_size=1, max_size=8
    ),
    st.lists(st.text("ab 가나\n", max_size=60), min_size=8, max_size=8),
    st.integers(10, 200),
)
def test_widths_fit_the_available_room_and_fixed_columns_are_never_cut(
    kinds: list[tuple[ColumnKind, int]], cells: list[str], room: int
) -> None:
    heads = tuple(Column(kind.value, kind, weight) for kind, weight in kinds)
    table = Table(heads, (tuple(Cell(cell) for cell in cells[: len(heads)]),))
    given = widths(table, room)
    roomy = widths(table, 10_000)
    assert roomy is not None
    if given is None:
        return
    assert sum(given) + GAP * (len(given) - 1) <= room
    for column, width, full in zip(heads, given, roomy, strict=True):
        assert 0 < width <= full
        assert width == full or not column.kind.is_fixed


@pytest.mark.parametrize(
    ("name", "library"), [("hwpx", "hwpx"), ("pdf", "typst"), ("xlsx", "xlsxwriter")]
)
def test_a_missing_library_is_said_with_the_line_that_installs_it(
    monkeypatch: pytest.MonkeyPatch, name: str, library: str
) -> None:
    monkeypatch.delitem(sys.modules, FORMATS[name].module, raising=False)
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(MissingExtra, match=f"{name} needs an extra") as failure:
        render(name, report(), lang="en")
    assert failure.value.exit_code == 4
    assert failure.value.hint == extra_hint(name)
